"""A child whose history is high risk, for tests."""

from __future__ import annotations

from datetime import date, datetime

from cases.models import Child, HistoricRiskReview, Plan, ReferralChild
from cases.services import historic_risk
from cases.states import PlanKind
from safeguarding.accounts.models import User
from tests.factories import front_door, partnership, records


def child_with_history(*, by: User, at: datetime, given_name: str = "Callum", **facts: object) -> Child:
    """A child whose only child protection plan ended many years ago."""
    made = records.child(given_name, "Stannard", by=by, at=at, **facts)
    plan = Plan(
        child=made,
        kind=PlanKind.CHILD_PROTECTION,
        started_on=date(2016, 9, 1),
        ended_on=date(2017, 12, 1),
        category="NEG",
        authority="Southmoor",
    )
    plan.record(by=by, at=at, reason="test data")
    return made


def referred(child: Child, personas: partnership.Personas, at: datetime) -> ReferralChild:
    """The GP's referral, matched by the front-door worker."""
    return front_door.matched(child, author=personas.gp, by=personas.front_door_worker, at=at)


def waiting(child: Child, personas: partnership.Personas, at: datetime) -> HistoricRiskReview:
    """The child's review as it waits for a senior view."""
    referred(child, personas, at)
    return HistoricRiskReview.objects.get(child=child, state="senior")


def reviewed(child: Child, personas: partnership.Personas, at: datetime) -> HistoricRiskReview:
    """The child's review as it waits for the head of service."""
    row = waiting(child, personas, at)
    view = "The same promises as before the plan ended."
    return historic_risk.review(review=row, view=view, version=row.version, by=personas.team_manager, at=at)


def decided(child: Child, personas: partnership.Personas, at: datetime) -> HistoricRiskReview:
    """The child's review, decided by the head of service."""
    row = reviewed(child, personas, at)
    return historic_risk.decide(
        review=row,
        decision="strategy",
        rationale="Eight quiet years were eight years in which nobody looked.",
        version=row.version,
        by=personas.head_of_service,
        at=at,
    )
