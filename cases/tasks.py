"""What runs by the clock: thin tasks over the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.models.guest_mail import GuestMailState
from cases.services import (
    access_reviews,
    alerts_moved,
    assessments,
    bank_holidays,
    deadlines,
    document_scans,
    drafts,
    guest_mails,
    look_backs,
    minutes_chasing,
    sent_forms,
    supervision_clocks,
)
from cases.states import ScanState
from safeguarding.accounts.identity import Service, as_service
from safeguarding.audit import runs

# So many failures in one run mean that the scanner is away: the rest waits for the next run.
GIVE_UP_AFTER: Final = 3
SCANS_IN_A_RUN: Final = 50
# Covers are looked for from before the last run's end: one may have been named while it ran.
OVERLAP: Final = timedelta(minutes=10)
A_WEEK: Final = timedelta(days=7)


@shared_task
def sweep_deadlines() -> None:
    """Remind of time limits that run out, and tell of those that have."""
    with runs.noted(runs.Job.SWEEP, clock=timezone.now) as run:
        run.count = deadlines.sweep(at=timezone.now())


@shared_task
def follow_covers() -> None:
    """Let alerts follow the covers that began or ended since this last ran."""
    with runs.noted(runs.Job.COVER, clock=timezone.now) as run:
        now = timezone.now()
        last = runs.last().get(runs.Job.COVER)
        since = last.finished_at if last is not None else None
        run.count = alerts_moved.follow_covers(since=(since or now - A_WEEK) - OVERLAP, at=now)


@shared_task
def watch_the_calendar() -> None:
    """Warn of the calendar's end in time, and settle what was counted past the end of an older one."""
    with runs.noted(runs.Job.CALENDAR, clock=timezone.now) as run:
        run.count = bank_holidays.watch(at=timezone.now())


@shared_task
def look_back_at_closures() -> None:
    """Tell whoever closed work 3, 6 or 12 months ago to see whether the child came back."""
    with runs.noted(runs.Job.LOOK_BACK, clock=timezone.now) as run:
        run.count = look_backs.tell_due(at=timezone.now())


@shared_task
def expire_drafts() -> None:
    """Delete the drafts that nobody has touched for four weeks, and the traces of forms sent before that."""
    with runs.noted(runs.Job.EXPIRY, clock=timezone.now) as run:
        run.count = drafts.expire(at=timezone.now()) + sent_forms.forget(at=timezone.now())


@shared_task
def scan_document(document_id: int) -> None:
    """Have one document scanned, if a scanner is configured and hasn't judged it yet."""
    with as_service(Service.DOCUMENT_SCAN):
        waiting = list(document_scans.waiting().filter(pk=document_id))
    for document in waiting:
        document_scans.rescan(document=document, at=timezone.now())


@shared_task
def scan_waiting_documents() -> None:
    """Have every document scanned that isn't yet: the broker lost its message, or the scanner was away."""
    with runs.noted(runs.Job.SCANNING, clock=timezone.now) as run:
        failures = 0
        with as_service(Service.DOCUMENT_SCAN):
            waiting = list(document_scans.waiting()[:SCANS_IN_A_RUN]) if settings.CLAMAV else []
        for document in waiting:
            found = document_scans.rescan(document=document, at=timezone.now())
            failures += found.scan_state == ScanState.FAILED
            run.count += found.scan_state != ScanState.FAILED
            if failures >= GIVE_UP_AFTER:
                run.failure = "The scanner doesn’t answer"
                return


@shared_task
def review_unusual_access() -> None:
    """List yesterday's looks that somebody should ask about."""
    with runs.noted(runs.Job.ACCESS_REVIEW, clock=timezone.now) as run:
        run.count = access_reviews.build(at=timezone.now())


@shared_task
def chase_minutes() -> None:
    """Remind of minutes that weren't opened for three working days, and tell the chair if that doesn't help;
    remind of parts of assessments whose day is near or over, and tell who asked."""
    with runs.noted(runs.Job.CHASING, clock=timezone.now) as run:
        run.count = minutes_chasing.chase_unopened(at=timezone.now()) + assessments.chase(at=timezone.now())


@shared_task
def deliver_to_guests() -> None:
    """Send the e-mails with private links whose time has come."""
    with runs.noted(runs.Job.GUEST_MAIL, clock=timezone.now) as run:
        failures = 0
        for key in guest_mails.waiting(at=timezone.now()):
            delivered = guest_mails.deliver(key, at=timezone.now())
            run.count += delivered == GuestMailState.SENT
            failures += delivered == GuestMailState.FAILED
            if failures >= GIVE_UP_AFTER:
                return


@shared_task
def keep_supervision_running() -> None:
    """Start the clocks of supervision that nobody started yet, and stop those of people who have left."""
    with runs.noted(runs.Job.SUPERVISION, clock=timezone.now) as run:
        run.count = supervision_clocks.keep_running(at=timezone.now())
