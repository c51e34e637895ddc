"""People outside the system: a private link opens their invitation and their copy, and nothing else."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cases import tasks
from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind
from cases.models import GuestLink, GuestMail, Invitation, MinutesCopy
from cases.models.guest_mail import GuestMailKind
from cases.services import guest_links, guest_mails, invitations, minutes_chasing
from cases.services import meetings as planning
from safeguarding.accounts.identity import as_user
from safeguarding.log_lines import HideFeedAddresses
from safeguarding.notifications.models import Notification
from safeguarding.rules.redaction import Block
from tests.cases.test_minutes_pages import everything_in
from tests.factories import meetings, records

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
BLOCKS = [
    Block("open", "What happened", "Sharedwords about the bruise", "shared"),
    Block("gp", "Risk", "Professionalwords on risk", "professionals"),
    Block("police", "Intelligence", "Policewords about a suspect", "police"),
]


@pytest.fixture
def child(personas, at):
    return records.child("Kasimir", "Unusualname", by=personas.team_manager, at=at)


@pytest.fixture
def planned(child, personas, at):
    with as_user(personas.social_worker):
        meeting = planning.plan(
            kind=MeetingKind.CONFERENCE,
            children=[child],
            starts_at=at + timedelta(days=2),
            ends_at=at + timedelta(days=2, hours=1),
            format=MeetingFormat.IN_PERSON,
            place="Civic Centre, room 2",
            reason="A bruise that nobody explained",
            by=personas.social_worker,
            at=at,
        )
        invitations.invite_outside(
            meeting=meeting,
            name="Mona Example",
            email="mona@home.example",
            copy_kind=CopyKind.PARENTS,
            about=[child],
            by=personas.social_worker,
            at=at,
        )
    meeting.refresh_from_db()
    return meeting


def guest_of(meeting) -> Invitation:
    return Invitation.objects.select_related("meeting").get(meeting=meeting, agency=None)


def sent_token(at) -> str:
    """The token in the last e-mail that went to a guest."""
    for key in guest_mails.waiting(at=at):
        guest_mails.deliver(key, at=at)
    return re.search(r"/guest/([\w-]+)/", mail.outbox[-1].body)[1]


def invited(meeting, personas, at) -> str:
    with as_user(personas.social_worker):
        guest_links.send(
            invitation=guest_of(meeting), kind=GuestMailKind.INVITATION, by=personas.social_worker, at=at
        )
    return sent_token(at)


def page(token, *, at, name="guest", client=None, method="get", data=None):
    with time_machine.travel(at, tick=False):
        return getattr(client or Client(), method)(reverse(name, args=[token]), data)


def test_a_guest_sees_time_and_place_answers_and_reads_no_name(planned, personas, at):
    token = invited(planned, personas, at)
    shown = page(token, at=at)
    words = shown.content.decode()
    assert "Civic Centre, room 2" in words
    assert planned.reference in words
    assert not [each for each in ("Kasimir", "Unusualname", "bruise", "Mona") if each in words]
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "strict-origin"
    answer = page(token, at=at, method="post", data={"reply": "deputy", "deputy_name": ""})
    assert "Enter who comes for you" in answer.content.decode()
    answer = page(token, at=at, method="post", data={"reply": "accepted", "note": "I need an interpreter"})
    assert answer.status_code == 303
    given = guest_of(planned)
    assert (given.reply, given.reply_note, given.replied_at) == ("accepted", "I need an interpreter", at)


def test_the_email_holds_a_reference_and_the_link_and_the_token_is_kept_nowhere(planned, personas, at):
    token = invited(planned, personas, at)
    sent = mail.outbox[-1]
    assert sent.to == ["mona@home.example"]
    assert planned.reference in sent.subject
    whole = sent.subject + sent.body
    assert not [each for each in ("Kasimir", "Unusualname", "Mona", "bruise", "conference") if each in whole]
    link = GuestLink.objects.get(revoked_at=None)
    assert token not in str(vars(link))
    assert {bytes(mail.token) for mail in GuestMail.objects.all()} == {b""}
    assert link.expires_at == planned.ends_at + timedelta(days=28)


@pytest.mark.parametrize(
    "token", sorted(["x", "0" * 43, "%00", "é" * 20, "..", "a" * 3000, "\x00", "' OR 1=1 --"])
)
def test_a_link_that_nobody_made_is_an_address_that_does_not_exist(planned, personas, at, token):
    invited(planned, personas, at)
    for name in ("guest", "guest_pdf"):
        assert page(token, at=at, name=name).status_code == 404
    assert page(token, at=at, name="guest_read", method="post").status_code == 404


def test_links_that_are_over_revoked_replaced_or_withdrawn_all_show_the_same(planned, personas, at):
    def blank(answer) -> str:
        """The page without what differs from one request to the next."""
        return re.sub(r'nonce="[^"]*"', "", answer.content.decode())

    wrong = blank(page("x" * 43, at=at))
    token = invited(planned, personas, at)
    over = planned.ends_at + timedelta(days=28)
    assert page(token, at=over - timedelta(minutes=1)).status_code == 200
    assert blank(page(token, at=over)) == wrong
    newer = invited(planned, personas, at)
    assert blank(page(token, at=at)) == wrong
    assert page(newer, at=at).status_code == 200
    with as_user(personas.social_worker):
        assert guest_links.revoke(invitation=guest_of(planned), by=personas.social_worker, at=at) == 1
    assert blank(page(newer, at=at)) == wrong
    last = invited(planned, personas, at)
    with as_user(personas.social_worker):
        invitations.withdraw(
            invitation=guest_of(planned), reason="A mistake", by=personas.social_worker, at=at
        )
    assert blank(page(last, at=at)) == wrong


def test_a_guest_is_signed_in_nowhere(planned, personas, at):
    client = Client()
    page(invited(planned, personas, at), at=at, client=client)
    for path in (reverse("home"), reverse("meeting", args=[planned.reference])):
        assert client.get(path).status_code == 302


def test_guessing_is_slowed(planned, personas, at, settings):
    settings.GUEST_GUESSES_A_MINUTE = 3
    answers = [page(f"guess-{number}", at=at).status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_reading_by_a_link_is_slowed_too(planned, personas, at, settings):
    settings.GUEST_READS_A_MINUTE = 1
    token = invited(planned, personas, at)
    assert [page(token, at=at).status_code for _ in range(2)] == [200, 429]


def test_after_the_minutes_went_out_a_guest_reads_their_own_copy_alone(child, personas, at):
    meeting = meetings.held(child, personas, at)
    early = invited(meeting, personas, at)
    assert b"The meeting was held" in page(early, at=at).content
    assert page(early, at=at, name="guest_pdf").status_code == 404
    meetings.distributed(meeting, personas, at, BLOCKS)
    token = sent_token(at)
    assert page(early, at=at).status_code == 404
    copy = MinutesCopy.objects.get(invitation=guest_of(meeting))
    assert (copy.delivered_at, copy.opened_at) == (at, None)
    words = page(token, at=at).content.decode()
    whole = everything_in(page(token, at=at, name="guest_pdf").content)
    for text in (words, whole):
        assert "Sharedwords" in text
        hidden = ("Professionalwords", "Policewords", "Intelligence", "Risk", "Kasimir")
        assert not [each for each in hidden if each in text]
    assert page(token, at=at, name="guest_read", method="post").status_code == 303
    copy.refresh_from_db()
    assert (copy.opened_at, copy.acknowledged_at, copy.opened_by) == (at, at, None)


def test_a_reply_after_the_meeting_is_refused_in_words(child, personas, at):
    meeting = meetings.held(child, personas, at)
    token = invited(meeting, personas, at)
    page(token, at=at, method="post", data={"reply": "accepted"})
    assert guest_of(meeting).reply == "none"


def test_those_who_run_the_meeting_send_and_revoke_links(planned, personas, at, sign_in):
    client = sign_in(personas.social_worker)
    listed = reverse("meeting_guests", args=[planned.reference])
    # The one that went out with the invitation ended long ago.
    assert "Link ended" in client.get(listed).content.decode()
    key = guest_of(planned).pk
    client.post(reverse("guest_link_send", args=[planned.reference, key]))
    assert "Works until" in client.get(listed).content.decode()
    client.post(reverse("guest_link_revoke", args=[planned.reference, key]))
    words = client.get(listed).content.decode()
    assert "None that works" in words
    assert "Link revoked" in words
    unsent = GuestMail.objects.latest("pk")
    assert (unsent.state, bytes(unsent.token)) == ("withdrawn", b"")
    assert client.post(reverse("guest_link_send", args=[planned.reference, key + 999])).status_code == 404
    assert sign_in(personas.gp).get(listed).status_code == 404


def test_what_the_mail_server_refuses_is_tried_again_and_then_forgotten(planned, personas, at, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    key = guest_mails.waiting(at=at)[0]
    assert guest_mails.deliver(key, at=at) == "failed"
    assert guest_mails.failing() == 1
    assert guest_mails.deliver(key, at=at) is None
    assert bytes(GuestMail.objects.get().token)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = at + timedelta(minutes=2)
    with time_machine.travel(later, tick=False):
        tasks.deliver_to_guests()
    assert GuestMail.objects.get().state == "sent"
    assert bytes(GuestMail.objects.get().token) == b""


def test_no_log_line_holds_a_token(caplog):
    caplog.handler.addFilter(HideFeedAddresses())
    logging.getLogger("django.request").warning("Not Found: %s (%s)", "/guest/se-cret/minutes.pdf", "x")
    assert "se-cret" not in caplog.text
    assert "/guest/(private)/minutes.pdf" in caplog.text


def test_what_is_not_opened_for_three_working_days_is_chased_once_then_the_chair_is_told(child, personas, at):
    meeting = meetings.held(child, personas, at)
    meetings.distributed(meeting, personas, at, BLOCKS)

    def on(day: int) -> int:
        return minutes_chasing.chase_unopened(at=datetime(2026, 3, day, 8, tzinfo=LONDON))

    # Sent on Tuesday 10 March: three working days end on Friday 13.
    assert [on(day) for day in (11, 13, 14, 16)] == [0, 0, 3, 0]
    reminded = Notification.objects.filter(recipient=personas.gp, kind="minutes")
    assert reminded.count() == 2
    assert GuestMail.objects.filter(kind=GuestMailKind.REMINDER).count() == 1
    told = Notification.objects.filter(recipient=personas.team_manager, key__endswith=":unopened")
    # Reminded on Saturday 14: three working days end on Wednesday 18.
    on(18)
    assert not told.exists()
    on(19)
    on(20)
    assert told.count() == 1
