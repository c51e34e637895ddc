"""Delivery in the background: thin tasks over safeguarding.notifications.delivery."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.utils import timezone

from safeguarding.audit import runs
from safeguarding.notifications import delivery, digests
from safeguarding.notifications.models import EmailState

# So many failures in one run mean that the mail server is away: the rest waits for the next run.
GIVE_UP_AFTER: Final = 3
# How many e-mails one message to the workers asks for: few messages, and none that takes a worker for long.
AT_ONCE: Final = 50


@shared_task
def deliver(email_id: int) -> None:
    """Send one e-mail if it is waiting and its time has come."""
    delivery.deliver(email_id, at=timezone.now())


@shared_task
def deliver_these(email_ids: list[int]) -> None:
    """Send these e-mails, as far as they are waiting and their time has come."""
    _deliver(email_ids)


@shared_task
def deliver_waiting() -> None:
    """Send what the broker lost, what failed and what a dead worker held, as far as its time has come."""
    with runs.noted(runs.Job.DELIVERY, clock=timezone.now) as run:
        run.count = _deliver(delivery.waiting(at=timezone.now()))


@shared_task
def gather_digests() -> None:
    """Make up the daily e-mails whose time has come and have them sent."""
    with runs.noted(runs.Job.DIGEST, clock=timezone.now) as run:
        made = digests.gather(at=timezone.now())
        run.count = len(made)
        for start in range(0, len(made), AT_ONCE):
            deliver_these.delay(made[start : start + AT_ONCE])


def _deliver(email_ids: list[int]) -> int:
    """Send these; returns how many went out."""
    sent = failures = 0
    for email_id in email_ids:
        state = delivery.deliver(email_id, at=timezone.now())
        sent += state == EmailState.SENT
        failures += state == EmailState.FAILED
        if failures >= GIVE_UP_AFTER:
            break
    return sent
