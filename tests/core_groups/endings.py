"""What tests of leaving, step-down and closing share: a child with a plan, its network, its conference."""

from __future__ import annotations

from datetime import date, timedelta

from cases.models import Child, PlanItem
from cases.services import plans as plan_services
from cases.states import PlanKind
from core_groups.services import step_downs
from core_groups.services.closings import Words
from core_groups.services.step_downs import Proposal
from tests.factories import plans, records

WEEK = timedelta(days=7)
GATE = {name: f"Words on {name}" for name in plans.GATE}


def child(personas, at, *partners):
    """A child open to social care since January, with a social worker and these partners involved."""
    by = personas.team_manager
    made = records.child("Rosalind", "Ashdown", by=by, at=at)
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=by, at=at, reason="test data")
    for key in partners:
        records.involve(made, getattr(personas, key).agency, by=by, at=at)
    plans.episode(made, date(2026, 1, 5), by=by, at=at)
    return Child.objects.select_related("person", "allocated_to", "team").get(pk=made.pk)


def item(plan, number, *, by, at, **facts):
    """An item of a plan."""
    made = PlanItem(plan=plan, number=number, **{"need": "Sleep", "action": "Bedtime at eight", **facts})
    made.record(by=by, at=at, reason="test data")
    return made


def protection_plan(of, personas, at):
    """A child protection plan that a conference made at `at`, by the service."""
    held = plans.conference(of, at, by=personas.conference_chair, at=at)
    return plan_services.start(
        child=of,
        kind=PlanKind.CHILD_PROTECTION,
        conference=held,
        category="NEG",
        lead=personas.social_worker,
        by=personas.conference_chair,
        at=at,
    )


def ended(plan, personas, at):
    """The plan as a review conference at `at` ended it."""
    held = plans.conference(plan.child, at, by=personas.conference_chair, at=at)
    return plan_services.end(
        plan=plan, reason="The harm has stopped", conference=held, by=personas.conference_chair, at=at
    )


def need_plan(of, personas, at, started_on=date(2026, 2, 2)):
    """A child in need plan, by the service."""
    return plan_services.start(
        child=of,
        kind=PlanKind.CHILD_IN_NEED,
        started_on=started_on,
        lead=personas.social_worker,
        by=personas.social_worker,
        at=at,
    )


def proposal(personas, at, **facts):
    """A step-down that the health visitor leads, taken on by her agency."""
    default = {
        "reason": "She has slept at home safely for three months",
        "first_meeting_on": (at + WEEK).date(),
        "agency": personas.health_visitor.agency,
        "lead": personas.health_visitor,
    }
    return Proposal(**{**default, **facts})


def answered(plan, personas, at, **facts):
    """A step-down that was proposed, accepted, its summary sent and received."""
    by, receiver = personas.social_worker, personas.health_visitor
    step = step_downs.propose(plan=plan, proposal=proposal(personas, at, **facts), by=by, at=at)
    step_downs.accept(step=step, by=receiver, at=at)
    step_downs.send_summary(step=step, by=by, at=at)
    return step_downs.receive_summary(step=step, by=receiver, at=at)


def words(**more):
    """A closure's words."""
    return Words(**{"considered": GATE, "reason": "RC7", "family_copy_on": date(2026, 3, 10), **more})
