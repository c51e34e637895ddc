"""Episodes, plans, conferences and assessments as rows, for what the database lets through and what not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from cases.meeting_states import MeetingFormat, MeetingKind, MeetingState
from cases.models import Assessment, Child, EpisodeOfNeed, Meeting, MeetingChild, Plan
from cases.plan_states import AssessmentKind, AssessmentState
from cases.states import PlanKind
from safeguarding.accounts.models import User

_numbers = count(1)
GATE = (
    "sexual_abuse_considered",
    "neglect_considered",
    "other_signs_considered",
    "cause_considered",
)


def episode(child: Child, opened_on: date, *, by: User, at: datetime, **facts: Any) -> EpisodeOfNeed:
    """An episode of need, open unless said otherwise."""
    made = EpisodeOfNeed(child=child, opened_on=opened_on, primary_need="N1", **facts)
    made.record(by=by, at=at, reason="test data")
    return made


def plan(
    child: Child,
    started_on: date,
    *,
    by: User,
    at: datetime,
    kind: PlanKind = PlanKind.CHILD_PROTECTION,
    **facts: Any,
) -> Plan:
    """A plan of our own, child protection and open unless said otherwise."""
    made = Plan(child=child, kind=kind, started_on=started_on, **facts)
    made.record(by=by, at=at, reason="test data")
    return made


def conference(child: Child, starts_at: datetime, *, by: User, at: datetime, **facts: Any) -> Meeting:
    """A conference about the child that was held when it started, unless said otherwise."""
    facts = {"kind": MeetingKind.CONFERENCE, "state": MeetingState.HELD, "held_at": starts_at, **facts}
    made = Meeting(
        reference=f"M{next(_numbers):07d}",
        format=MeetingFormat.IN_PERSON,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        reason="The enquiry found continuing risk",
        agency=by.agency,
        called_by=by,
        called_at=at,
        **facts,
    )
    made.record(by=by, at=at, reason="test data")
    MeetingChild(meeting=made, child=child).record(by=by, at=at, reason="test data")
    return made


def assessment(of: EpisodeOfNeed, *, by: User, at: datetime, **facts: Any) -> Assessment:
    """An assessment in its episode, being written unless said otherwise."""
    facts = {"kind": AssessmentKind.SINGLE, "started_on": of.opened_on, "author": by, **facts}
    made = Assessment(
        reference=f"A{next(_numbers):07d}", child=facts.pop("child", of.child), episode=of, **facts
    )
    made.record(by=by, at=at, reason="test data")
    return made


def authorised(ended_on: date, *, by: User, manager: User, at: datetime) -> dict[str, Any]:
    """The facts of an assessment that a manager authorised."""
    return {
        "state": AssessmentState.AUTHORISED,
        "ended_on": ended_on,
        "submitted_at": at,
        "submitted_by": by,
        "authorised_at": at,
        "authorised_by": manager,
        "factors": ["16A"],
        "recommendation": "child_in_need",
    }
