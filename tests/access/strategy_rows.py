"""A strategy meeting, its enquiry and immediate protection, for the small world of the permission matrix."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.meeting_states import Attendance, MeetingFormat
from cases.models import Child
from cases.services import attendance, invitations
from cases.services.attendance import Mark
from strategy_meetings.models import RecurrenceHit, Section47Enquiry, StrategyMeeting
from strategy_meetings.services import calling, checks, deciding, holding, protection
from strategy_meetings.services.calling import Call
from strategy_meetings.services.checks import MedicalPlan
from strategy_meetings.states import ProtectionKind, StrategyOutcome, Trigger
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """A meeting held with police and the GP and decided; its enquiry, with a check that the GP is asked and
    a medical; an emergency protection order that runs; concerns that recur."""
    by = personas.social_worker
    strategy = _held(child, personas, at)
    enquiry = _decided(strategy, child, personas, at)
    hit = RecurrenceHit(
        child=child, theme="physical_abuse", evidence=[0], agencies=2, text="It recurs.", found_at=at
    )
    hit.record(by=None, at=at, reason="test data")
    return {
        "strategy": strategy.meeting,
        "enquiry": enquiry,
        "check": checks.ask(
            enquiry=enquiry, agency=personas.gp.agency, question="Earlier injuries?", by=by, at=at
        ),
        "medical": checks.plan_medical(
            enquiry=enquiry, plan=MedicalPlan("Cause", "Hospital", "Mother"), by=by, at=at
        ),
        "protection": protection.begin(
            child=child,
            kind=ProtectionKind.EMERGENCY_PROTECTION_ORDER,
            begun_at=at,
            reason="The court ordered it",
            by=by,
            at=at,
        ),
        "hit_to_meet": hit,
    }


def _held(child: Child, personas: Personas, at: datetime) -> StrategyMeeting:
    by = personas.social_worker
    facts = Call(
        trigger=Trigger.EVENT,
        reason="A bruise that nobody explained",
        concern_at=at,
        is_same_day=True,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        format=MeetingFormat.ONLINE,
        chair=personas.team_manager,
        minute_taker=personas.business_support,
    )
    strategy = calling.call(facts=facts, children=[child], by=by, at=at)
    asked = [
        invitations.invite_user(meeting=strategy.meeting, user=user, by=by, at=at)
        for user in (personas.police, personas.gp, by)
    ]
    marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}
    assert attendance.record(meeting=strategy.meeting, marks=marks, by=by, at=at) == []
    return holding.hold(strategy=strategy, held_at=at, by=by, at=at)


def _decided(strategy: StrategyMeeting, child: Child, personas: Personas, at: datetime) -> Section47Enquiry:
    by = personas.social_worker
    calling.make_history(strategy=strategy, by=by, at=at)
    calling.confirm_history(strategy=strategy, note="Nothing like it before", by=by, at=at)
    deciding.decide(
        strategy=strategy,
        child=child,
        outcomes=[StrategyOutcome.SECTION_47_JOINT],
        reasons="Unexplained injury",
        by=by,
        at=at,
    )
    return child.section_47_enquiries.get()
