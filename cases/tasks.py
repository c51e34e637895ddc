"""What runs by the clock: thin tasks over the services."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from cases.services import access_reviews, deadlines, drafts


@shared_task
def sweep_deadlines() -> None:
    """Remind of time limits that run out, and tell of those that have."""
    deadlines.sweep(at=timezone.now())


@shared_task
def expire_drafts() -> None:
    """Delete the drafts that nobody has touched for four weeks."""
    drafts.expire(at=timezone.now())


@shared_task
def review_unusual_access() -> None:
    """List yesterday's looks that somebody should ask about."""
    access_reviews.build(at=timezone.now())
