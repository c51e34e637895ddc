"""The heartbeat: beat sends it, a worker takes it, and each leaves the time it did so."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import after_task_publish
from django.utils import timezone

from safeguarding.home import health


@shared_task
def heartbeat() -> None:
    """A worker is alive."""
    health.worker_ticked(timezone.now())


@after_task_publish.connect(sender="safeguarding.home.tasks.heartbeat")
def beat_is_alive(**kwargs: Any) -> None:
    """Runs where the heartbeat is sent from, which is beat."""
    health.beat_ticked(timezone.now())
