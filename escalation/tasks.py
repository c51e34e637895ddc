"""What runs by the clock: thin tasks over the services."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from escalation.services import ladder
from safeguarding.audit import runs


@shared_task
def move_up_by_time() -> None:
    """Move up the challenges whose stage has run out of time."""
    with runs.noted(runs.Job.CHALLENGES, clock=timezone.now) as run:
        run.count = ladder.move_up_by_time(at=timezone.now())
