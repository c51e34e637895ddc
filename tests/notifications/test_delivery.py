"""E-mails: to a real mail server, tried again when it refuses, held by one worker at a time."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from safeguarding.notifications import delivery, letters, tasks
from safeguarding.notifications.models import Email, EmailState
from safeguarding.notifications.services import choose_pace, notify
from tests.notifications.mail_servers import mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tell(at):
    """`tell(user, …)` makes one waiting e-mail, to somebody who is told of everything at once."""

    def _tell(user, key="key", **facts) -> Email:
        choose_pace(pace="at_once", by=user, at=at)
        facts = {"text": "C1234567: Assessment is due", "reference": "C1234567", "path": "/", **facts}
        (told,) = notify(recipients=[user], key=key, kind="test", at=at, **facts)
        return told.email

    return _tell


def test_an_email_carries_reference_and_link_and_nothing_else(personas, tell, smtp, at, settings):
    settings.SITE_URL = "https://safeguarding.example"
    email = tell(personas.school)
    with mail_server() as server:
        smtp(server.port)
        assert delivery.deliver(email.pk, at=at) == EmailState.SENT
    (taken,) = server.taken
    assert "Subject: C1234567: something to look at in Safeguarding" in taken
    assert f"https://safeguarding.example/notifications/{email.notification_id}/" in taken
    assert "Assessment" not in taken
    email.refresh_from_db()
    assert (email.state, email.sent_at, email.attempts) == (EmailState.SENT, at, 1)


def test_an_urgent_email_says_so(personas, tell):
    email = tell(personas.school, urgency="urgent", reference="")
    message = letters.single(email, email.notification)
    assert message.subject == "Urgent: something to look at in Safeguarding"
    assert "an urgent notification for you in Safeguarding." in message.body


def test_a_refused_email_is_tried_again_after_growing_pauses_until_it_is_taken(personas, tell, smtp, at):
    email, now = tell(personas.school), at
    with mail_server("refuses") as server:
        smtp(server.port)
        for minutes in (1, 5, 15, 60, 240, 240):
            assert delivery.deliver(email.pk, at=now) == EmailState.FAILED
            email.refresh_from_db()
            assert (email.state, email.next_attempt_at) == (EmailState.FAILED, now + minutes * MINUTE)
            assert "451" in email.last_error
            assert delivery.deliver(email.pk, at=email.next_attempt_at - MINUTE / 2) is None
            now = email.next_attempt_at
    with mail_server() as server:
        smtp(server.port)
        assert delivery.deliver(email.pk, at=now) == EmailState.SENT
    assert len(server.taken) == 1
    email.refresh_from_db()
    assert (email.attempts, email.last_error) == (7, "")


def test_a_sent_email_is_not_sent_again(personas, tell, at, mailoutbox):
    email = tell(personas.school)
    assert delivery.deliver(email.pk, at=at) == EmailState.SENT
    assert delivery.deliver(email.pk, at=at + timedelta(days=1)) is None
    assert len(mailoutbox) == 1


def test_what_a_dead_worker_held_goes_out_when_its_claim_has_run_out(personas, tell, at, mailoutbox):
    email = tell(personas.school)
    Email.objects.update(state=EmailState.SENDING, claimed_until=at + delivery.LEASE, attempts=1)
    assert delivery.deliver(email.pk, at=at + MINUTE) is None
    assert delivery.waiting(at=at + MINUTE) == []
    assert delivery.waiting(at=at + delivery.LEASE) == [email.pk]
    assert delivery.deliver(email.pk, at=at + delivery.LEASE) == EmailState.SENT
    assert len(mailoutbox) == 1


def test_the_tasks_send_what_waits(personas, tell, mailoutbox):
    tasks.deliver(tell(personas.school).pk)
    tell(personas.school, key="second")
    tell(personas.gp, key="third")
    tasks.deliver_waiting()
    tasks.deliver_waiting()
    assert len(mailoutbox) == 3


def test_a_run_gives_up_when_the_mail_server_is_away(personas, tell, smtp):
    for number in range(5):
        tell(personas.school, key=f"key {number}")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        smtp(closed.getsockname()[1])
    tasks.deliver_waiting()
    assert Email.objects.filter(state=EmailState.FAILED).count() == tasks.GIVE_UP_AFTER
    assert Email.objects.filter(state=EmailState.WAITING).count() == 2
