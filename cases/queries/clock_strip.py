"""The clock strip of a child's page: what runs, what is due next, what was missed and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q
from django.urls import reverse

from cases import access, access_deadlines
from cases.models import Child, Deadline
from cases.queries import deadline_words as words
from cases.queries import working_calendar
from cases.services.deadline_changes import may_explain
from cases.services.deadline_status import Status, is_late, is_stopped, status
from safeguarding.accounts.models import User
from safeguarding.ui.filters import date_text, plural

# A life of missed time limits would hide those that matter now.
MOST_MISSED: Final = 10
_RUNNING: Final = Q(met_at=None, cancelled_at=None)
_MISSED: Final = Q(met_at__gte=F("statutory_due_at")) | Q(
    cancelled_at__gte=F("statutory_due_at"), superseded_by=None
)


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit: its page, what is due when, how it stands, and what there is to know of it."""

    href: str
    title: str
    due: date | datetime
    status: Status
    colour: str
    notes: tuple[str, ...]
    explain_href: str

    @property
    def counts_down(self) -> bool:
        """Whether the time left says more than the status does."""
        return self.status in {Status.RUNNING, Status.DUE_SOON, Status.DUE_TODAY, Status.OVERDUE}

    @property
    def is_overdue(self) -> bool:
        """Whether what was agreed has passed."""
        return self.status == Status.OVERDUE


@dataclass(frozen=True, slots=True)
class Strip:
    """A child's clocks: those that run, the next due first, and those missed, the latest first."""

    summary: str
    running: list[Clock]
    missed: list[Clock]
    more_missed: int


def strip(user: User, child: Child, *, now: datetime) -> Strip:
    """The strip of a child that came through the gate, in one statement, right when no worker runs."""
    rows = list(
        access.visible_deadlines(user)
        .filter(_RUNNING | _MISSED, child=child)
        .select_related(
            "child__allocated_to", "responsible", "team__agency", "rescheduled_by", "met_by", "cancelled_by"
        )
        .order_by("due_at", "pk")
    )
    access_deadlines.know_workable(user, rows, is_workable=child.emergency_until is None)
    running = sorted(
        (row for row in rows if not is_stopped(row)),
        key=lambda row: (row.paused_at is not None, row.due_at, row.pk),
    )
    missed = sorted((row for row in rows if is_stopped(row)), key=_ended, reverse=True)
    return Strip(
        summary=_summary(running, now),
        running=[_clock(row, user, now) for row in running],
        missed=[_clock(row, user, now) for row in missed[:MOST_MISSED]],
        more_missed=max(0, len(missed) - MOST_MISSED),
    )


def _summary(running: list[Deadline], now: datetime) -> str:
    """`2 time limits run, 1 is overdue, 1 is paused. Next: Assessment, by the end of 15 May 2026.`"""
    if not running:
        return "No time limit is running."
    stands = [status(row, now) for row in running]
    parts = [f"{plural(len(running), 'time limit')} {'runs' if len(running) == 1 else 'run'}"]
    for kind, word in ((Status.OVERDUE, "overdue"), (Status.PAUSED, "paused")):
        if number := stands.count(kind):
            parts.append(f"{number} {'is' if number == 1 else 'are'} {word}")
    coming = [row for row, at in zip(running, stands, strict=True) if at not in _NOT_NEXT]
    following = f" Next: {words.label(coming[0])}, {words.due_text(coming[0])}." if coming else ""
    return f"{', '.join(parts)}.{following}"


_NOT_NEXT: Final = frozenset({Status.OVERDUE, Status.PAUSED})


def _clock(row: Deadline, user: User, now: datetime) -> Clock:
    stands = status(row, now)
    asks = is_late(row, now) and not row.lateness_code and may_explain(user, row)
    return Clock(
        href=reverse("deadline", args=[row.pk]),
        title=words.label(row),
        due=words.due(row),
        status=stands,
        colour=words.COLOURS[stands],
        notes=tuple(note for note in _notes(row, now) if note),
        explain_href=reverse("deadline_lateness", args=[row.pk]) if asks else "",
    )


def _notes(row: Deadline, now: datetime) -> list[str]:
    moved, why = words.agreed(row), words.lateness(row, now)
    return [
        f"Due {words.due_text(row)}",
        working_calendar.provisional(row) if not is_stopped(row) else "",
        f"{words.own_date_label(row)}: {words.own_due_text(row)}; {moved}" if moved else "",
        words.paused(row) if not is_stopped(row) else "",
        f"Met on {date_text(row.met_at)}" if row.met_at else "",
        f"Stopped on {date_text(row.cancelled_at)}: {row.cancelled_reason}" if row.cancelled_at else "",
        f"Why it is late: {why}" if why else "",
        f"Held by {words.holder(row)}" if not is_stopped(row) else "",
    ]


def _ended(row: Deadline) -> tuple[datetime, int]:
    return row.met_at or row.cancelled_at or row.due_at, row.pk
