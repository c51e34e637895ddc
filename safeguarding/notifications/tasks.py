"""Delivery in the background: thin tasks over safeguarding.notifications.delivery."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.utils import timezone

from safeguarding.notifications import delivery
from safeguarding.notifications.models import EmailState

# So many failures in one run mean that the mail server is away: the rest waits for the next run.
GIVE_UP_AFTER: Final = 3


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
    _deliver(delivery.waiting(at=timezone.now()))


def _deliver(email_ids: list[int]) -> None:
    failures = 0
    for email_id in email_ids:
        failures += delivery.deliver(email_id, at=timezone.now()) == EmailState.FAILED
        if failures >= GIVE_UP_AFTER:
            return
