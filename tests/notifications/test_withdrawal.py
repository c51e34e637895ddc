"""Alerts that events have overtaken are taken back: not mailed, not counted, shown as no longer needed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from safeguarding.notifications import delivery, queries, services
from safeguarding.notifications.models import Email, EmailState, Notification

ABOUT = "deadline:12"


@pytest.fixture
def now():
    return timezone.now()


def tell(*people, at, subject=ABOUT, key="deadline:12:0:BEFORE:1", **facts) -> list[Notification]:
    facts = {"text": "C7654321: Assessment due soon", "reference": "C7654321", "path": "/", **facts}
    return services.notify(recipients=people, key=key, kind="test", at=at, subject=subject, **facts)


def withdraw(*subjects, at) -> int:
    return services.withdraw(subjects=subjects, at=at)


def states() -> list[str]:
    return sorted(Email.objects.values_list("state", flat=True))


def test_an_overtaken_alert_is_shown_as_no_longer_needed_and_not_counted(personas, sign_in, now):
    tell(personas.gp, personas.police, at=now, urgency="urgent")
    tell(personas.gp, at=now, key="other", subject="deadline:13")
    assert withdraw(ABOUT, at=now) == 2
    client = sign_in(personas.gp)
    page = client.get(reverse("notifications")).content.decode()
    assert "No longer needed" in page
    assert "1 unread" in page
    assert [row.subject for row in queries.unread(personas.gp)] == ["deadline:13"]
    assert client.get("/").content.decode().count("C7654321") == 1


def test_it_is_not_mailed_any_more_neither_at_once_nor_with_the_digest(personas, now, mailoutbox):
    (urgent,) = tell(personas.gp, at=now, urgency="urgent")
    tell(personas.police, at=now)
    withdraw(ABOUT, at=now)
    assert states() == ["withdrawn", "withdrawn"]
    assert delivery.deliver(urgent.email.pk, at=now) is None
    assert delivery.waiting(at=now + timedelta(days=1)) == []
    assert mailoutbox == []


def test_one_that_failed_before_is_not_tried_again(personas, now):
    tell(personas.gp, at=now, urgency="urgent")
    Email.objects.update(state=EmailState.FAILED)
    withdraw(ABOUT, at=now)
    assert states() == ["withdrawn"]


def test_one_whose_worker_died_with_it_is_not_sent_when_its_claim_has_run_out(personas, now, mailoutbox):
    (told,) = tell(personas.gp, at=now, urgency="urgent")
    Email.objects.update(state=EmailState.SENDING, claimed_until=now + delivery.LEASE)
    withdraw(ABOUT, at=now)
    assert delivery.deliver(told.email.pk, at=now + delivery.LEASE) == EmailState.WITHDRAWN
    assert states() == ["withdrawn"]
    assert mailoutbox == []


def test_what_was_read_stays_and_what_was_sent_stays_sent(personas, now):
    (read,) = tell(personas.gp, at=now)
    services.mark_read(notification=read, by=personas.gp, at=now)
    assert withdraw(ABOUT, at=now) == 0
    (sent,) = tell(personas.police, at=now, urgency="urgent")
    delivery.deliver(sent.email.pk, at=now)
    assert withdraw(ABOUT, at=now) == 1
    assert states() == ["digest", "sent"]


def test_again_or_about_nothing_it_does_nothing(personas, now):
    tell(personas.gp, at=now, subject="")
    tell(personas.police, at=now)
    assert withdraw("", at=now) == 0
    assert withdraw(at=now) == 0
    assert withdraw("deadline:1", at=now) == 0
    assert withdraw(ABOUT, "deadline:1", at=now) == 1
    assert withdraw(ABOUT, at=now) == 0


def test_marking_all_as_read_leaves_what_was_withdrawn_as_it_is(personas, now):
    tell(personas.gp, at=now)
    withdraw(ABOUT, at=now)
    assert services.mark_all_read(by=personas.gp, at=now) == 0
    assert Notification.objects.get().read_at is None


def test_one_who_has_left_meanwhile_gets_no_email(personas, now, mailoutbox):
    (told,) = tell(personas.gp, at=now, urgency="urgent")
    personas.gp.is_active = False
    personas.gp.save()
    assert delivery.deliver(told.email.pk, at=now) == EmailState.WITHDRAWN
    assert mailoutbox == []
