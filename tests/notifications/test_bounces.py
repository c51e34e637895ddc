"""Addresses that don't work: seen by the system admin, until they work again."""

from __future__ import annotations

import io
import sys
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from safeguarding.accounts.permissions import DirectoryNotPermittedError
from safeguarding.notifications import bounces, delivery, letters, services
from safeguarding.notifications.models import Bounce, Email, EmailState
from tests.notifications.mail_servers import mail_server


@pytest.fixture
def now():
    return timezone.now()


def tell(user, now, key="key") -> Email:
    (told,) = services.notify(
        recipients=[user],
        key=key,
        kind="test",
        text="C7654321: due",
        reference="C7654321",
        path="/",
        at=now,
        urgency="urgent",
    )
    return told.email


def report(address: str, *, mail: Email | None = None, action: str = "failed") -> bytes:
    """What a mail server sends back (RFC 3464)."""
    message_id = f"Message-ID: {letters.message_id(mail)}\r\n" if mail else ""
    return (
        "From: mailer-daemon@mail.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{message_id}Subject: x\r\n\r\n--b--\r\n"
    ).encode()


def page(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_an_address_refused_for_good_is_shown_until_a_mail_is_taken_there(personas, sign_in, smtp, now):
    email, client = tell(personas.gp, now), sign_in(personas.system_admin)
    with mail_server("bounces") as server:
        smtp(server.port)
        assert delivery.deliver(email.pk, at=now) == EmailState.FAILED
        email.refresh_from_db()
        delivery.deliver(email.pk, at=email.next_attempt_at)
        bounce = Bounce.objects.get()
        assert (bounce.times, bounce.reason) == (2, "550 no such mailbox")
        for shown in (page(client, "status"), page(client, "directory_user", personas.gp.pk)):
            assert personas.gp.email in shown
            assert "550 no such mailbox" in shown
        server.manner = "takes"
        email.refresh_from_db()
        assert delivery.deliver(email.pk, at=email.next_attempt_at) == EmailState.SENT
    assert bounces.standing() == []
    assert "None known." in page(client, "status")


def test_a_server_that_asks_to_try_again_says_nothing_against_the_address(personas, smtp, now):
    email = tell(personas.gp, now)
    with mail_server("refuses") as server:
        smtp(server.port)
        delivery.deliver(email.pk, at=now)
    assert not Bounce.objects.exists()


def test_one_that_begins_again_counts_anew(personas, now):
    error = SMTPRecipientsRefused({personas.gp.email: (550, b"gone")})
    bounces.refused(user=personas.gp, error=error, at=now)
    bounces.taken(user=personas.gp, at=now)
    later = now + timedelta(days=9)
    bounces.refused(user=personas.gp, error=error, at=later)
    (bounce,) = bounces.standing()
    assert (bounce.times, bounce.first_at) == (1, later)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SMTPRecipientsRefused({"a@b.example": (451, b"later")}), "451 later"),
        (SMTPDataError(554, "no spam please"), "554 no spam please"),
        (ConnectionRefusedError("nobody there"), "ConnectionRefusedError: nobody there"),
    ],
)
def test_what_the_server_said_is_told_in_its_words(error, words):
    assert bounces.in_words(error) == words


def test_another_address_of_the_person_is_another_matter(personas, now):
    bounces.came_back(raw=report(personas.gp.email), at=now)
    assert len(bounces.standing(user=personas.gp)) == 1
    personas.gp.email = "gareth@northmoor.example"
    personas.gp.save()
    assert bounces.standing() == []


class TestAMailThatCameBack:
    def test_is_known_by_its_own_number(self, personas, now, mailoutbox):
        email = tell(personas.gp, now)
        delivery.deliver(email.pk, at=now)
        assert bounces.came_back(raw=report("forwarded@elsewhere.example", mail=email), at=now) == 1
        (bounce,) = bounces.standing()
        assert (bounce.user, bounce.address) == (personas.gp, personas.gp.email)
        assert "550 5.1.1 no such mailbox" in bounce.reason

    def test_is_known_by_its_address(self, personas, now):
        assert bounces.came_back(raw=report(personas.gp.email.upper()), at=now) == 1
        assert bounces.came_back(raw=report("nobody@elsewhere.example"), at=now) == 0

    def test_is_not_put_right_by_the_next_that_is_taken_but_by_the_system_admin(
        self, personas, sign_in, now, mailoutbox
    ):
        bounces.came_back(raw=report(personas.gp.email), at=now)
        delivery.deliver(tell(personas.gp, now).pk, at=now)
        (bounce,) = bounces.standing()
        answer = sign_in(personas.system_admin).post(reverse("address_settled", args=[bounce.pk]))
        assert answer.url == reverse("status")
        assert bounces.standing() == []

    def test_is_piped_in_by_the_mail_server(self, personas, monkeypatch, capsys):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(report(personas.gp.email))))
        call_command("record_bounce")
        assert capsys.readouterr().out == "1 noted\n"

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"Subject: I am on holiday\r\n\r\nBack on Monday",
            b"\xff\xfe",
            report("a@b.example", action="delayed"),
        ],
    )
    def test_is_none_when_it_is_no_report_of_failure(self, personas, now, raw):
        assert bounces.came_back(raw=raw, at=now) == 0


def test_only_the_system_admin_settles_or_tries_again(personas, now):
    for user in (personas.partnership_admin, personas.head_of_service):
        with pytest.raises(DirectoryNotPermittedError):
            bounces.settle(bounce=1, by=user, at=now)
        with pytest.raises(DirectoryNotPermittedError):
            services.try_again(email=1, by=user, at=now)


class TestTryingAgain:
    def test_a_failed_mail_is_sent_at_the_press_of_a_button(
        self, personas, sign_in, smtp, now, monkeypatch, django_capture_on_commit_callbacks
    ):
        email, client = tell(personas.gp, now), sign_in(personas.system_admin)
        with mail_server("refuses") as server:
            smtp(server.port)
            for minutes in (0, 1, 6, 21):
                delivery.deliver(email.pk, at=now + timedelta(minutes=minutes))
            shown = page(client, "status")
            assert "Try again now" in shown
            assert personas.gp.full_name in shown
            assert "Urgent alert" in shown
            assert "451 " in shown
            assert "C7654321" not in shown
            server.manner = "takes"
            monkeypatch.setattr(
                services.tasks.deliver_these,
                "delay",
                lambda keys: [delivery.deliver(key, at=timezone.now()) for key in keys],
            )
            with django_capture_on_commit_callbacks(execute=True):
                answer = client.post(reverse("email_try_again", args=[email.pk]), follow=True)
        assert "The e-mail is being tried again" in answer.content.decode()
        assert len(server.taken) == 1
        assert "every e-mail that was tried has gone out" in page(client, "status")

    def test_what_does_not_wait_to_be_tried_again_is_left_as_it_is(self, personas, sign_in, now):
        email = tell(personas.gp, now)
        answer = sign_in(personas.system_admin).post(reverse("email_try_again", args=[email.pk]), follow=True)
        assert "no longer waiting" in answer.content.decode()
        email.refresh_from_db()
        assert email.state == EmailState.WAITING
