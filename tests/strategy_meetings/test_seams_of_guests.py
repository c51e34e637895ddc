"""People from outside get their private link with the invitation; the meeting's page says what came of it."""

from __future__ import annotations

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cases.models import GuestLink, GuestMail, Invitation
from cases.services import guest_mails, meetings
from tests.strategy_meetings.steps import attend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def invite(personas, sign_in):
    """`invite(reference, name=…)` asks somebody outside through the form."""
    client = sign_in(personas.social_worker)

    def _invite(reference, **sent):
        answer = client.post(reverse("meeting_invite_outside", args=[reference]), sent)
        assert answer.status_code == 303, answer.content.decode()

    return _invite


def test_the_link_goes_out_with_the_invitation_and_is_revoked_on_the_meetings_page(
    personas, called, child, invite, sign_in, go
):
    reference = called.meeting.reference
    sent = {
        "name": "Mona Example",
        "email": "mona@home.example",
        "copy_kind": "parents",
        "about": [str(child.pk)],
    }
    invite(reference, **sent)
    asked = Invitation.objects.get(outside_name="Mona Example")
    assert "The e-mail is on its way" in go("social_worker", "meeting", reference)
    revoke = reverse("guest_link_revoke", args=[reference, asked.pk])
    answer = sign_in(personas.social_worker).post(revoke, {"back": "meeting"})
    assert answer.url == f"{reverse('meeting', args=[reference])}#asked"
    page = go("social_worker", "meeting", reference)
    assert "Link revoked" in page
    assert revoke not in page
    assert reverse("guest_link_send", args=[reference, asked.pk]) in page


def test_a_meeting_that_moves_or_is_cancelled_is_told_by_a_new_link(personas, called, child, at, invite, go):
    sent = {"name": "Mona", "email": "m@home.example", "copy_kind": "parents", "about": [str(child.pk)]}
    invite(called.meeting.reference, **sent)
    changes = {"place": "Civic Centre"}
    meetings.change(
        meeting=called.meeting,
        changes=changes,
        expected_version=called.meeting.version,
        reason="The room is flooded",
        by=personas.social_worker,
        at=at,
    )
    go("social_worker", "meeting_cancel", called.meeting.reference, reason="Called twice")
    mails = GuestMail.objects.order_by("pk")
    assert [(each.kind, each.state) for each in mails] == [
        ("invitation", "withdrawn"),
        ("invitation", "withdrawn"),
        ("cancelled", "waiting"),
    ]
    [link] = GuestLink.objects.filter(revoked_at=None)
    assert guest_mails.deliver(mails[2].pk, at=at) == "sent"
    assert "cancelled" in mail.outbox[-1].subject
    assert link.pk == mails[2].link_id


def test_without_an_address_it_says_that_none_can_be_sent(called, child, invite, go):
    reference = called.meeting.reference
    sent = {"name": "Uncle Example", "copy_kind": "none", "about": [str(child.pk)]}
    invite(reference, **sent)
    assert "No e-mail address to send a link to" in go("social_worker", "meeting", reference)


def test_whoever_does_not_run_the_meeting_reads_nothing_of_links(personas, called, child, at, invite, go):
    attend(called, personas, ("gp",), at)
    sent = {"name": "Mona", "email": "m@home.example", "copy_kind": "parents", "about": [str(child.pk)]}
    invite(called.meeting.reference, **sent)
    page = go("gp", "meeting", called.meeting.reference)
    assert "Mona" in page
    assert "on its way" not in page
