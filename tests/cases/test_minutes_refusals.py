"""What minutes, their copies and guests' links refuse, and in which words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import (
    CopyKind,
    MeetingKind,
    Reply,
)
from cases.models import Deadline, GuestMail, Invitation, Meeting, MinutesCopy
from cases.models.guest_mail import GuestMailKind, GuestMailState
from cases.services import (
    distribution,
    guest_links,
    guest_mails,
    invitations,
    meetings,
    minutes,
)
from safeguarding.accounts.identity import as_user
from safeguarding.rules.redaction import Block
from tests.factories import meetings as held_meetings
from tests.factories import records
from tests.factories.meetings import facts

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.team_manager, at=at)


@pytest.fixture
def by(personas):
    return personas.social_worker


@pytest.fixture
def meeting(child, by, at, personas) -> Meeting:
    with as_user(by):
        return meetings.plan(**facts(child, by, at, minute_taker=personas.business_support))


@pytest.fixture
def common(meeting, by, at):
    """What every act on the meeting is given."""
    return {"meeting": meeting, "by": by, "at": at}


@pytest.fixture
def held(child, personas, at):
    return held_meetings.held(child, personas, at)


def test_minutes_out_of_turn(held, personas, at):
    block = Block("a", "A", "Words", "shared")
    keeper, chair = personas.business_support, personas.team_manager
    with as_user(keeper):
        wrong = Block("a", "A", "Words", "everybody")
        with pytest.raises(DomainError, match="who may read each part"):
            minutes.draft(meeting=held, blocks=[wrong], expected_number=0, by=keeper, at=at)
        first = minutes.draft(meeting=held, blocks=[block], expected_number=0, by=keeper, at=at)
        with pytest.raises(NotPermittedError):
            minutes.approve(minutes=first, by=keeper, at=at)
        with pytest.raises(NotPermittedError):
            minutes.correct(meeting=held, reason="A date", by=keeper, at=at)
        second = minutes.draft(meeting=held, blocks=[block], expected_number=1, by=keeper, at=at)
    with as_user(chair):
        with pytest.raises(ChangedMeanwhileError, match="newer version"):
            minutes.approve(minutes=first, by=chair, at=at)
        with pytest.raises(ChangedMeanwhileError, match="change the draft"):
            minutes.correct(meeting=held, reason="A date", by=chair, at=at)
        with pytest.raises(ChangedMeanwhileError, match="aren't approved"):
            distribution.distribute(minutes=second, by=chair, at=at)
        minutes.approve(minutes=second, by=chair, at=at)
        with pytest.raises(DomainError, match="what is corrected"):
            minutes.correct(meeting=held, reason=" ", by=chair, at=at)
        distribution.distribute(minutes=second, by=chair, at=at)
        with pytest.raises(ChangedMeanwhileError, match="gone out already"):
            distribution.distribute(minutes=second, by=chair, at=at)


def test_minutes_of_a_kind_without_a_clock_stop_none(child, personas, at, by):
    with as_user(by):
        meeting = meetings.plan(
            **facts(child, by, at, kind=MeetingKind.RESOLUTION_MEETING, chair=personas.team_manager)
        )
        meetings.hold(meeting=meeting, held_at=at, by=by, at=at)
        first = minutes.draft(
            meeting=meeting, blocks=[Block("a", "A", "Words", "shared")], expected_number=0, by=by, at=at
        )
    with as_user(personas.team_manager):
        minutes.approve(minutes=first, by=personas.team_manager, at=at)
        assert distribution.distribute(minutes=first, by=personas.team_manager, at=at) == []
    assert not Deadline.objects.exclude(met_at=None).exists()


def test_copies_to_receipt(held, personas, at):
    with as_user(personas.social_worker):
        invitations.invite_duty(
            meeting=held,
            agency=personas.police.agency,
            team=personas.police.team,
            by=personas.social_worker,
            at=at,
        )
        invitations.invite_duty(meeting=held, agency=personas.school.agency, by=personas.social_worker, at=at)
    held_meetings.distributed(held, personas, at, [Block("a", "A", "Words", "shared")])
    copies = {copy.invitation_id: copy for copy in MinutesCopy.objects.select_related("invitation")}
    of_gp = next(copy for copy in copies.values() if copy.invitation.user_id == personas.gp.pk)
    chair = personas.team_manager
    with as_user(chair):
        # Somebody else's reading notes nothing, and nobody confirms for another.
        assert distribution.opened(copy=of_gp, by=chair, at=at).opened_at is None
        with pytest.raises(NotVisibleError):
            distribution.acknowledge(copy=of_gp, by=chair, at=at)
        for copy in copies.values():
            assert distribution.chase(copy=copy, by=chair, at=at + HOUR).times_chased == 1
    with as_user(personas.gp):
        read = distribution.acknowledge(copy=of_gp, by=personas.gp, at=at + 2 * HOUR)
        again = distribution.acknowledge(copy=of_gp, by=personas.gp, at=at + 3 * HOUR)
        assert (read.acknowledged_at, again.acknowledged_at) == (at + 2 * HOUR, at + 2 * HOUR)
    with as_user(chair):
        assert distribution.chase(copy=of_gp, by=chair, at=at + 4 * HOUR).times_chased == 1


def test_no_link_for_those_inside_without_an_address_or_no_longer_asked(common, child, personas, at):
    by = common["by"]
    with as_user(by):
        inside = invitations.invite_user(user=personas.gp, **common)
        outside = invitations.invite_outside(
            name="Mona", email="", copy_kind=CopyKind.PARENTS, about=[child], **common
        )
        send = {"kind": GuestMailKind.INVITATION, "by": by, "at": at}
        with pytest.raises(DomainError, match="outside the system"):
            guest_links.send(invitation=inside, **send)
        with pytest.raises(DomainError, match="no e-mail address"):
            guest_links.send(invitation=outside, **send)
        invitations.withdraw(invitation=outside, reason="A mistake", by=by, at=at)
        outside.refresh_from_db()
        with pytest.raises(DomainError, match="outside the system"):
            guest_links.send(invitation=outside, **send)
        assert guest_links.revoke(invitation=outside, by=by, at=at) == 0
    with as_user(personas.gp), pytest.raises(NotPermittedError):
        guest_links.revoke(invitation=outside, by=personas.gp, at=at)
    assert guest_links.copy_of(outside) is None


def _mail(held, personas, at) -> GuestMail:
    invitation = Invitation.objects.select_related("meeting").get(meeting=held, agency=None)
    with as_user(personas.social_worker):
        link = guest_links.send(
            invitation=invitation, kind=GuestMailKind.MINUTES, by=personas.social_worker, at=at
        )
    return GuestMail.objects.get(link=link)


def test_an_email_whose_link_is_over_is_not_sent(held, personas, at):
    sending = _mail(held, personas, at)
    late = sending.link.expires_at
    assert guest_mails.deliver(sending.pk, at=late) == GuestMailState.WITHDRAWN
    assert guest_mails.deliver(sending.pk, at=late) is None
    assert mail.outbox == []


def test_an_email_whose_key_is_gone_fails_in_words(held, personas, at, settings):
    sending = _mail(held, personas, at)
    settings.DRAFT_KEYS = ["b3RoZXItdGVzdC1vbmx5LWtleS0zMi1ieXRlcy1sb24="]
    assert guest_mails.deliver(sending.pk, at=at) == GuestMailState.FAILED
    sending.refresh_from_db()
    assert "send a new one" in sending.last_error


def test_a_guest_confirms_once_and_answers_while_it_is_planned(held, common, child, personas, at):
    held_meetings.distributed(held, personas, at, [Block("a", "A", "Words", "shared")])
    invitation = Invitation.objects.get(meeting=held, agency=None)
    copy = guest_links.copy_of(invitation)
    for _ in range(2):
        read = guest_links.note_opened(copy, at=at, acknowledged=True)
        assert (read.opened_at, read.acknowledged_at) == (at, at)
    no = {"reply": Reply.DECLINED, "note": "", "deputy_name": "", "at": at}
    with pytest.raises(DomainError, match="planned any more"):
        guest_links.answer(invitation=invitation, **no)
    with as_user(common["by"]):
        asked = invitations.invite_outside(
            name="Mona", email="", copy_kind=CopyKind.PARENTS, about=[child], **common
        )
    with pytest.raises(DomainError, match="comes instead"):
        guest_links.answer(invitation=asked, **{**no, "reply": Reply.DEPUTY})
    guest_links.answer(invitation=asked, **{**no, "reply": Reply.DEPUTY, "deputy_name": "Piotr"})
    asked.refresh_from_db()
    assert (asked.reply, asked.deputy_name) == ("deputy", "Piotr")
