"""Conferences for the wall's world: about an open record, and about it and a restricted one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Model, QuerySet

from cases.meeting_states import MeetingFormat, MeetingKind
from cases.models import Child
from cases.services import invitations, meetings
from cases.states import Sensitivity
from core_groups import conference_access as gate
from core_groups.conference_states import ConferenceDecision, ConferenceKind, LetterHow
from core_groups.models import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    ConferenceRequest,
    DecisionLetter,
    LetterCopy,
)
from safeguarding.accounts.models import User
from tests.access.conference_rows import weekday_before

Staff = Mapping[str, User]

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Conference: gate.visible_conferences,
    ConferenceRequest: gate.visible_requests,
    ConferenceChild: gate.visible_parts,
    ConferenceReport: gate.visible_reports,
    ConferenceDissent: gate.visible_dissents,
    DecisionLetter: gate.visible_letters,
    LetterCopy: gate.visible_copies,
}


def build(open_child: Child, hidden: Child, staff: Staff, *, at: datetime) -> None:
    """Each with reports at every sensitivity, a dissent and a letter; the GP was asked by name."""
    by, given = staff["social_worker"], {"by": staff["social_worker"], "at": at}
    for child in (open_child, hidden):
        ConferenceRequest(
            child=child,
            kind=ConferenceKind.REVIEW,
            words="Soon",
            requested_by=by,
            requested_at=at,
        ).record(**given)
    for children in ([open_child], [open_child, hidden]):
        _conference(children, staff, at=at)


def _conference(children: list[Child], staff: Staff, *, at: datetime) -> None:
    by, given = staff["social_worker"], {"by": staff["social_worker"], "at": at}
    starts_at = weekday_before(at)
    meeting = meetings.plan(
        kind=MeetingKind.CONFERENCE,
        children=children,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        format=MeetingFormat.IN_PERSON,
        reason="Risk",
        chair=staff["conference_chair"],
        minute_taker=staff["business_support"],
        **given,
    )
    asked = invitations.invite_user(meeting=meeting, user=staff["gp"], **given)
    conference = Conference(meeting=meeting, kind=ConferenceKind.REVIEW)
    conference.record(**given)
    for child in children:
        part = ConferenceChild(
            conference=conference,
            child=child,
            participation="PN1",
            decision=ConferenceDecision.END,
            reasons="Safe",
            decided_at=at,
            decided_by=staff["conference_chair"],
        )
        part.record(**given)
        for level, key in zip(Sensitivity, ("gp", "police", "social_worker", "gp", "police"), strict=False):
            _report(conference, child, level, staff[key], at=at)
        ConferenceDissent(
            part=part, agency=by.agency, words="Too early", recorded_by=by, recorded_at=at
        ).record(**given)
        letter = DecisionLetter(part=part, content={}, sha256="", sent_at=at, sent_by=by)
        letter.record(**given)
        LetterCopy(letter=letter, invitation=asked, how=LetterHow.SERVICE, sent_at=at).record(**given)


def _report(conference: Conference, child: Child, level: str, author: User, *, at: datetime) -> None:
    """One an agency: the first of each stands."""
    if ConferenceReport.objects.filter(conference=conference, child=child, agency=author.agency).exists():
        return
    ConferenceReport(
        conference=conference,
        child=child,
        agency=author.agency,
        author=author,
        text="Words",
        sensitivity=level,
        not_shared_reason="Risk",
        given_at=at,
    ).record(by=author, at=at, reason="test data")
