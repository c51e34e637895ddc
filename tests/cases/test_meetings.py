"""Meetings: who is asked sees the children, answers, comes; and is out again when there is no meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import access, access_meetings
from cases.exceptions import DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import Attendance, MeetingFormat, MeetingKind, MeetingState, Reply
from cases.models import Meeting
from cases.queries import quorum
from cases.services import attendance, invitations, meetings
from cases.services.attendance import Mark
from safeguarding.accounts.identity import as_user
from tests.factories import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.team_manager, at=at)


@pytest.fixture
def meeting(personas, at, child) -> Meeting:
    with as_user(personas.social_worker):
        return meetings.plan(
            kind=MeetingKind.STRATEGY_MEETING,
            children=[child],
            starts_at=at + timedelta(hours=3),
            ends_at=at + timedelta(hours=4),
            format=MeetingFormat.ONLINE,
            reason="A bruise that nobody explained",
            by=personas.social_worker,
            at=at,
        )


def test_whoever_is_asked_sees_the_record_and_the_meeting_until_it_is_cancelled(personas, at, child, meeting):
    assert not access.visible_children(personas.police).exists()
    with as_user(personas.social_worker):
        invitations.invite_user(meeting=meeting, user=personas.police, by=personas.social_worker, at=at)
    with as_user(personas.police):
        assert list(access.visible_children(personas.police)) == [child]
        assert list(access_meetings.visible_meetings(personas.police)) == [meeting]
    with as_user(personas.social_worker):
        meetings.cancel(meeting=meeting, reason="Held by another authority", by=personas.social_worker, at=at)
    with as_user(personas.police):
        assert not access.visible_children(personas.police).exists()


def test_somebody_on_duty_sees_the_record_only_once_they_take_the_invitation_on(personas, at, child, meeting):
    with as_user(personas.social_worker):
        asked = invitations.invite_duty(
            meeting=meeting, agency=personas.police.agency, by=personas.social_worker, at=at
        )
    with as_user(personas.police):
        assert list(access_meetings.visible_meetings(personas.police)) == [meeting]
        assert not access.visible_children(personas.police).exists()
        taken = invitations.take_on(invitation=asked, by=personas.police, at=at)
        assert (taken.user, taken.reply) == (personas.police, Reply.ACCEPTED)
        assert list(access.visible_children(personas.police)) == [child]


def test_who_is_not_asked_finds_no_meeting(personas, at, meeting):
    with as_user(personas.school), pytest.raises(NotVisibleError):
        meetings.cancel(meeting=meeting, reason="No", by=personas.school, at=at)


def test_who_is_asked_may_answer_and_not_run_the_meeting(personas, at, meeting):
    with as_user(personas.social_worker):
        asked = invitations.invite_user(meeting=meeting, user=personas.gp, by=personas.social_worker, at=at)
    with as_user(personas.gp):
        with pytest.raises(DomainError, match="who comes instead"):
            invitations.answer(invitation=asked, reply=Reply.DEPUTY, by=personas.gp, at=at)
        invitations.answer(
            invitation=asked, reply=Reply.DEPUTY, deputy_name="Nurse Hall", by=personas.gp, at=at
        )
        with pytest.raises(NotPermittedError):
            meetings.cancel(meeting=meeting, reason="No", by=personas.gp, at=at)
    asked.refresh_from_db()
    assert (asked.reply, asked.deputy_name) == (Reply.DEPUTY, "Nurse Hall")


def test_the_quorum_follows_the_attendance_and_two_people_lose_nothing(personas, at, meeting):
    with as_user(personas.social_worker):
        asked = {
            name: invitations.invite_user(
                meeting=meeting, user=getattr(personas, name), by=personas.social_worker, at=at
            )
            for name in ("social_worker", "police", "gp")
        }
        came = Mark(Attendance.UNKNOWN, Attendance.ATTENDED)
        missed = Mark(Attendance.UNKNOWN, Attendance.ABSENT)
        marks = {asked["social_worker"].pk: came, asked["gp"].pk: missed}
        assert attendance.record(meeting=meeting, marks=marks, by=personas.social_worker, at=at) == []
        assert quorum.missing(meeting).text == "police, health"
    with as_user(personas.team_manager):
        marks = {asked["police"].pk: came, asked["gp"].pk: came}
        clashes = attendance.record(meeting=meeting, marks=marks, by=personas.team_manager, at=at)
        assert [clash.invitation.user for clash in clashes] == [personas.gp]
        assert quorum.missing(meeting).seats == ("health",)


def test_a_held_meeting_stands_in_the_chronology(personas, at, child, meeting):
    with as_user(personas.social_worker):
        held = meetings.hold(
            meeting=meeting,
            held_at=at + timedelta(hours=3),
            by=personas.social_worker,
            at=at + timedelta(hours=4),
        )
        assert held.state == MeetingState.HELD
        kinds = list(access.visible_events(personas.social_worker).values_list("kind", flat=True))
    assert {"meeting_planned", "strategy_meeting"} <= set(kinds)
