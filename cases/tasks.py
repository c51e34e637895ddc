"""What runs by the clock: thin tasks over the services."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from cases.services import deadlines


@shared_task
def sweep_deadlines() -> None:
    """Remind of time limits that run out, and tell of those that have."""
    deadlines.sweep(at=timezone.now())
