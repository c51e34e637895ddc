"""Minutes from draft to receipt, each persona behind the wall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import MeetingFormat, MeetingKind, MeetingState
from cases.models import MinutesCopy
from cases.services import distribution, invitations, meetings, minutes
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules.redaction import Block
from tests.factories import records

pytestmark = pytest.mark.django_db
WORDS = [Block("risk", "Risk", "The bruise is unexplained", "professionals")]


@pytest.fixture
def held(personas, at):
    child = records.child(by=personas.team_manager, at=at)
    with as_user(personas.social_worker):
        meeting = meetings.plan(
            kind=MeetingKind.STRATEGY_MEETING,
            children=[child],
            starts_at=at,
            ends_at=at + timedelta(hours=1),
            format=MeetingFormat.ONLINE,
            reason="A bruise that nobody explained",
            chair=personas.team_manager,
            minute_taker=personas.business_support,
            by=personas.social_worker,
            at=at,
        )
        for who in (personas.gp, personas.police):
            invitations.invite_user(meeting=meeting, user=who, by=personas.social_worker, at=at)
        return meetings.hold(meeting=meeting, held_at=at, by=personas.social_worker, at=at)


def _draft(held, personas, at, number=0):
    with as_user(personas.business_support):
        return minutes.draft(
            meeting=held, blocks=WORDS, expected_number=number, by=personas.business_support, at=at
        )


def _distributed(held, personas, at):
    version = _draft(held, personas, at)
    with as_user(personas.team_manager):
        version = minutes.approve(minutes=version, by=personas.team_manager, at=at)
        return distribution.distribute(minutes=version, by=personas.team_manager, at=at)


def test_the_second_who_saves_is_told_and_no_version_is_lost(held, personas, at):
    _draft(held, personas, at)
    with pytest.raises(ChangedMeanwhileError):
        _draft(held, personas, at, number=0)
    _draft(held, personas, at, number=1)
    assert held.minutes.count() == 2


def test_minutes_are_approved_by_the_chair_and_not_by_who_took_them(held, personas, at):
    version = _draft(held, personas, at)
    with as_user(personas.business_support), pytest.raises(NotPermittedError):
        minutes.approve(minutes=version, by=personas.business_support, at=at)
    with as_user(personas.team_manager):
        minutes.approve(minutes=version, by=personas.team_manager, at=at)
    held.refresh_from_db()
    assert held.state == MeetingState.APPROVED


def test_those_who_were_asked_read_minutes_only_once_they_went_out(held, personas, at):
    version = _draft(held, personas, at)
    with as_user(personas.gp):
        assert not access_meetings.visible_minutes(personas.gp).exists()
    with as_user(personas.team_manager):
        approved = minutes.approve(minutes=version, by=personas.team_manager, at=at)
        distribution.distribute(minutes=approved, by=personas.team_manager, at=at)
        with pytest.raises(ChangedMeanwhileError):
            distribution.distribute(minutes=approved, by=personas.team_manager, at=at)
    with as_user(personas.gp):
        assert list(access_meetings.visible_minutes(personas.gp)) == [version]


def test_a_copy_is_followed_from_sent_to_acknowledged(held, personas, at):
    copies = {copy.invitation.user: copy for copy in _distributed(held, personas, at)}
    copy = copies[personas.gp]
    with as_user(personas.police), pytest.raises(NotVisibleError):
        distribution.acknowledge(copy=copy, by=personas.police, at=at)
    with as_user(personas.team_manager):
        distribution.opened(copy=copy, by=personas.team_manager, at=at)
        chased = distribution.chase(copy=copy, by=personas.team_manager, at=at)
        assert (chased.opened_at, chased.times_chased) == (None, 1)
    with as_user(personas.gp):
        read = distribution.acknowledge(copy=copy, by=personas.gp, at=at + timedelta(hours=1))
    assert (read.opened_by, read.acknowledged_at) == (personas.gp, at + timedelta(hours=1))
    with as_user(personas.team_manager):
        assert distribution.chase(copy=copy, by=personas.team_manager, at=at).times_chased == 1
    told = Notification.objects.filter(recipient=personas.gp, kind="minutes")
    assert told.count() == 2
    assert MinutesCopy.objects.filter(opened_at=None).count() == 1


def test_a_correction_keeps_what_went_out(held, personas, at):
    _distributed(held, personas, at)
    with as_user(personas.team_manager):
        with pytest.raises(DomainError, match="what is corrected"):
            minutes.correct(meeting=held, reason=" ", by=personas.team_manager, at=at)
        version = minutes.correct(meeting=held, reason="A wrong date", by=personas.team_manager, at=at)
        assert (version.number, version.blocks) == (2, held.minutes.get(number=1).blocks)
        assert held.minutes.get(number=1).distributed_at is not None
        with pytest.raises(ChangedMeanwhileError):
            minutes.correct(meeting=held, reason="Again", by=personas.team_manager, at=at)
