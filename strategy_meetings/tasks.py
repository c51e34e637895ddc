"""What runs by the clock: thin tasks over the services."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from safeguarding.audit import runs
from strategy_meetings.services import recurrence


@shared_task
def search_recurrence() -> None:
    """Look for concerns that recur; after an outage, back to where the last search that ended well began."""
    at = timezone.now()
    last = runs.last().get(runs.Job.RECURRENCE)
    since = last.finished_at if last is not None else None
    with runs.noted(runs.Job.RECURRENCE, clock=timezone.now) as run:
        run.count = recurrence.search(at=at, look_back=recurrence.look_back(since, at=at))
