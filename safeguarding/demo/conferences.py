"""Child protection conferences of the demo: those by which plans of the stories were made, two to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind, MeetingState
from cases.models import Child, Meeting, MeetingChild
from cases.services import invitations, references
from core_groups.conference_states import ConferenceDecision, ConferenceKind, QuorumStanding
from core_groups.models import Conference, ConferenceChild, DecisionLetter
from core_groups.services import conference_booking as booking
from core_groups.services import conference_deciding as deciding
from core_groups.services import conference_letters as letters
from core_groups.services import conference_reports as reports
from core_groups.services.conference_booking import Booking
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.demo.stage import Stage
from safeguarding.rules import conference as rules
from safeguarding.rules.london_time import london_date

_ASKED = ("social_worker", "gp", "health_visitor", "school", "police")


def load(cast: Cast, at: datetime) -> None:
    """Freya Hallam's initial conference and the Fairbrother children's review are booked; Jonah's waits."""
    stage = Stage(cast, at)
    _freya(stage)
    _fairbrother(stage)


def made(children: Sequence[Child], held_at: datetime, category: str, *, by: User, minutes: User) -> Meeting:
    """The conference by which these children's plans began, with its letters, as it was brought over: who
    was asked, and its minutes, are in the old files."""
    meeting = Meeting(
        reference=references.new("M"),
        kind=MeetingKind.CONFERENCE,
        state=MeetingState.DISTRIBUTED,
        format=MeetingFormat.IN_PERSON,
        starts_at=held_at,
        ends_at=held_at + timedelta(hours=2),
        held_at=held_at,
        reason="The enquiry found continuing risk of significant harm.",
        agency=by.agency,
        called_by=minutes,
        called_at=held_at,
        chair=by,
        minute_taker=minutes,
    )
    meeting.record(by=by, at=held_at, reason="Brought over from the old files")
    conference = Conference(
        meeting=meeting, kind=ConferenceKind.INITIAL, quorum_standing=QuorumStanding.QUORATE
    )
    conference.record(by=by, at=held_at, reason="Brought over from the old files")
    for child in children:
        MeetingChild(meeting=meeting, child=child).record(by=by, at=held_at, reason="Brought over")
        _decided(conference, child, category, held_at, by=by)
    return meeting


def _decided(conference: Conference, child: Child, category: str, held_at: datetime, *, by: User) -> None:
    day = london_date(held_at)
    review_on = day + timedelta(days=84)
    while not rules.may_be_on(review_on):
        review_on -= timedelta(days=1)
    part = ConferenceChild(
        conference=conference,
        child=child,
        advocate_offered=False,
        participation=rules.participation_codes(child.person.date_of_birth, day)[-1][0],
        decision=ConferenceDecision.MAKE_PLAN,
        category=category or "NEG",
        reasons="Significant harm is likely without a plan that all agencies share.",
        core_group_on=day + timedelta(days=7),
        next_review_on=review_on,
        decided_at=held_at,
        decided_by=by,
    )
    part.record(by=by, at=held_at, reason="Brought over from the old files")
    words = letters.content(part)
    sent_at = held_at + timedelta(hours=6)
    letter = DecisionLetter(
        part=part, content=words, sha256=letters.fingerprint(words), sent_at=sent_at, sent_by=by
    )
    letter.record(by=by, at=sent_at, reason="Brought over from the old files")


def _freya(stage: Stage) -> None:
    child = _named("Freya", "Hallam")
    conference = _booked(stage, [child], ConferenceKind.INITIAL, 4, "Two fractures nobody explains.")
    asked_at = stage.work(-1, 12)
    unit = stage.staff("business_support")
    deciding.note_advocate(
        conference=conference, child=child, offered=True, accepted=True, by=unit, at=asked_at
    )
    reports.give(
        conference=conference,
        child=child,
        text="Seen at eleven contacts. Weight on the ninth centile throughout. At four months a bruise on the"
        " left arm that a baby who can’t roll doesn’t get; I did not refer it.\n\nJade is warm with her and"
        " tired. I have never met Freya’s father.",
        shared_with_parents_on=london_date(asked_at),
        by=stage.staff("health_visitor"),
        at=asked_at,
    )
    reports.give(
        conference=conference,
        child=child,
        text="Two allegations against the mother’s partner, by others; not for the family before the trial.",
        not_shared_reason="It would put a witness at risk",
        by=stage.staff("police"),
        at=asked_at,
    )


def _fairbrother(stage: Stage) -> None:
    children = [_named("Isaac", "Fairbrother"), _named("Grace", "Fairbrother")]
    booking.request(
        children=children,
        kind=ConferenceKind.REVIEW,
        words="Their father has been found and must be asked. Not on a Monday: Nicola works.",
        by=stage.staff("social_worker"),
        at=stage.work(-6, 10),
    )
    _booked(stage, children, ConferenceKind.REVIEW, 7, "The second review of the children’s plans.")


def _booked(
    stage: Stage, children: Sequence[Child], kind: ConferenceKind, in_days: int, reason: str
) -> Conference:
    """Booked yesterday by business support, for so many working days from now, and people asked."""
    unit, at = stage.staff("business_support"), stage.work(-1, 11)
    starts_at = stage.work(in_days, 10)
    conference = booking.book(
        facts=Booking(
            kind=kind,
            reason=reason,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            format=MeetingFormat.IN_PERSON,
            place="Northmoor Civic Centre, room 3",
            chair=stage.staff("conference_chair"),
            minute_taker=unit,
        ),
        children=children,
        by=unit,
        at=at,
    )
    for key in _ASKED:
        asked = invitations.invite_user(meeting=conference.meeting, user=stage.staff(key), by=unit, at=at)
        invitations.ask_for_report(invitation=asked, by=unit, at=at)
    name = "Jade Hallam" if kind == ConferenceKind.INITIAL else "Nicola Fairbrother"
    invitations.invite_outside(
        meeting=conference.meeting,
        name=name,
        email="",
        copy_kind=CopyKind.PARENTS,
        about=children,
        part="Mother",
        by=unit,
        at=at,
    )
    return conference


def _named(given: str, family: str) -> Child:
    rows = Child.objects.select_related("person", "team", "allocated_to")
    return rows.get(person__given_name=given, person__family_name=family)
