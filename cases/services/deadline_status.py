"""Where a time limit stands: computed from its row and the instant, so right when no worker runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices

from cases.models import Deadline
from safeguarding.rules.london_time import london_date

# What is due within a week is shown as due soon.
SOON: Final = timedelta(days=7)


class Status(TextChoices):
    """Where a time limit stands. Whether its date was moved is a mark beside it (`is_rescheduled`)."""

    RUNNING = "running", "Running"
    DUE_SOON = "due_soon", "Due soon"
    DUE_TODAY = "due_today", "Due today"
    OVERDUE = "overdue", "Overdue"
    PAUSED = "paused", "Paused"
    MET = "met", "Met in time"
    MET_LATE = "met_late", "Met late"
    CANCELLED = "cancelled", "Stopped"
    SUPERSEDED = "superseded", "Replaced"


def status(deadline: Deadline, now: datetime) -> Status:
    """Where `deadline` stands at the aware instant `now`.

    `due_at` is the first instant too late for what runs, so that a date agreed earlier counts; what is met is
    late by `statutory_due_at`, whatever was agreed.
    """
    if is_stopped(deadline):
        return _how_it_ended(deadline, now)
    if deadline.paused_at is not None:
        return Status.PAUSED
    if deadline.due_at <= now:
        return Status.OVERDUE
    if deadline.due_on == london_date(now):
        return Status.DUE_TODAY
    return Status.DUE_SOON if deadline.due_at - now <= SOON else Status.RUNNING


def _how_it_ended(deadline: Deadline, now: datetime) -> Status:
    if deadline.met_at is not None:
        return Status.MET_LATE if is_late(deadline, now) else Status.MET
    return Status.CANCELLED if deadline.superseded_by_id is None else Status.SUPERSEDED


def is_stopped(deadline: Deadline) -> bool:
    """Whether it runs no more: met, cancelled or superseded."""
    return deadline.met_at is not None or deadline.cancelled_at is not None


def is_late(deadline: Deadline, now: datetime) -> bool:
    """Whether the statutory limit was, or is being, missed; another agreed date changes nothing of that.

    What was cancelled was never missed, and what is paused doesn't run: only what is in time can be paused.
    """
    if deadline.cancelled_at is not None:
        return False
    if deadline.met_at is not None:
        return deadline.met_at >= deadline.statutory_due_at
    return deadline.paused_at is None and deadline.statutory_due_at <= now


def is_rescheduled(deadline: Deadline) -> bool:
    """Whether another date is agreed than the rule's own."""
    return deadline.due_at != deadline.statutory_due_at
