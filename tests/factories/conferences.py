"""Child protection conferences at every stage, by the services, each act behind the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cases.meeting_states import Attendance, CopyKind, MeetingFormat
from cases.models import Child, Invitation
from cases.services import attendance, deadlines, invitations
from cases.services.attendance import Mark
from core_groups.conference_states import ConferenceDecision, ConferenceKind, LetterHow
from core_groups.models import Conference, ConferenceChild, DecisionLetter
from core_groups.services import conference_booking as booking
from core_groups.services import conference_deciding as deciding
from core_groups.services import conference_holding as holding
from core_groups.services import conference_letters as letters
from core_groups.services.conference_booking import Booking
from core_groups.services.conference_deciding import Outcome
from core_groups.services.membership import Member
from safeguarding.accounts.identity import as_user
from tests.factories.partnership import Personas


def due(child: Child, personas: Personas, at: datetime) -> None:
    """A strategy discussion started an enquiry: the clock of the initial conference runs."""
    deadlines.set(
        rule_id="icpc",
        starts_at=at,
        child=child,
        responsible=child.allocated_to,
        team=child.team,
        by=personas.social_worker,
        at=at,
    )


def facts(personas: Personas, starts_at: datetime, **more: Any) -> Booking:
    """A booking of two hours at the Civic Centre."""
    given = {
        "kind": ConferenceKind.INITIAL,
        "reason": "The enquiry found continuing risk",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "format": MeetingFormat.IN_PERSON,
        "place": "Civic Centre",
        "chair": personas.conference_chair,
        "minute_taker": personas.business_support,
        **more,
    }
    return Booking(**given)


def booked(
    children: Sequence[Child], personas: Personas, starts_at: datetime, at: datetime, **more: Any
) -> Conference:
    """A conference that business support booked."""
    by = personas.business_support
    with as_user(by):
        return booking.book(facts=facts(personas, starts_at, **more), children=children, by=by, at=at)


def ask(conference: Conference, personas: Personas, at: datetime) -> dict[str, Invitation]:
    """The social worker, school, GP and health visitor by name, the police on duty, the mother."""
    by = personas.business_support
    meeting, given = conference.meeting, {"by": by, "at": at}
    with as_user(by):
        asked = {
            key: invitations.invite_user(meeting=meeting, user=getattr(personas, key), **given)
            for key in ("social_worker", "school", "gp", "health_visitor")
        }
        asked["police"] = invitations.invite_duty(meeting=meeting, agency=personas.police.agency, **given)
        asked["mother"] = invitations.invite_outside(
            meeting=meeting,
            name="Nora Example",
            email="",
            copy_kind=CopyKind.PARENTS,
            about=[row.child for row in meeting.children.select_related("child")],
            part="Mother",
            **given,
        )
    return asked


def came(
    conference: Conference,
    asked: dict[str, Invitation],
    personas: Personas,
    at: datetime,
    who: Sequence[str] = ("social_worker", "school", "gp", "mother"),
) -> None:
    """Those of `who` were there, everybody else was absent."""
    present = {True: Attendance.ATTENDED, False: Attendance.ABSENT}
    marks = {row.pk: Mark(Attendance.UNKNOWN, present[key in who]) for key, row in asked.items()}
    by = personas.business_support
    with as_user(by):
        attendance.record(meeting=conference.meeting, marks=marks, by=by, at=at)


def hold(
    conference: Conference, personas: Personas, held_at: datetime, who: str = "conference_chair", **more: Any
) -> Conference:
    """Held, an hour after which it is recorded."""
    by = getattr(personas, who)
    with as_user(by):
        return holding.hold(
            conference=conference, held_at=held_at, by=by, at=held_at + timedelta(hours=2), **more
        )


def held(
    children: Sequence[Child], personas: Personas, starts_at: datetime, at: datetime, **more: Any
) -> Conference:
    """A conference with its quorum."""
    conference = booked(children, personas, starts_at, at, **more)
    asked = ask(conference, personas, at)
    came(conference, asked, personas, starts_at)
    return hold(conference, personas, starts_at)


def outcome(held_on: date, **more: Any) -> Outcome:
    """A plan for neglect, first core group after a week, review after ten."""
    given = {
        "decision": ConferenceDecision.MAKE_PLAN,
        "participation": "PN1",
        "reasons": "Neglect that goes on",
        "category": "NEG",
        "outline_plan": "Breakfast every day",
        "core_group_on": held_on + timedelta(days=7),
        "next_review_on": held_on + timedelta(days=70),
        "members": (Member(outside_name="Nora Example", is_family=True, part="Mother"),),
        **more,
    }
    return Outcome(**given)


def decide(
    conference: Conference,
    child: Child,
    personas: Personas,
    at: datetime,
    who: str = "conference_chair",
    **more: Any,
) -> ConferenceChild:
    """What the chair decides."""
    by = getattr(personas, who)
    held_at = conference.meeting.held_at
    with as_user(by):
        found = outcome(held_at.date() if held_at else at.date(), **more)
        return deciding.decide(conference=conference, child=child, outcome=found, by=by, at=at)


def sent(part: ConferenceChild, personas: Personas, at: datetime) -> DecisionLetter:
    """The letter, sent by business support, to those outside by post."""
    by = personas.business_support
    with as_user(by):
        return letters.send(part=part, outside_how=LetterHow.POST, by=by, at=at)
