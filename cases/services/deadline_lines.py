"""What a child's chronology says of time limits: moved beyond the statutory date, paused, stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from cases.models import Child, Deadline, Event
from cases.services import events
from cases.states import EventKind, Significance
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import TIMESCALES

_KINDS: Final = (EventKind.DEADLINE_BREACHED, EventKind.DEADLINE_CHANGED)


def write(deadline: Deadline, what_happened: str, *, by: User, at: datetime) -> None:
    """One line about one time limit; nothing where it is about no record (unmatched, or a worker)."""
    if deadline.child is not None:
        _line(deadline.child, what_happened, _source(deadline), by=by, at=at)


def write_stopped(stopped: Iterable[Deadline], reason: str, *, by: User, at: datetime) -> None:
    """One line a child about all the time limits that one act stopped."""
    by_child: dict[Child, list[Deadline]] = {}
    for deadline in stopped:
        if deadline.child is not None:
            by_child.setdefault(deadline.child, []).append(deadline)
    for child, rows in by_child.items():
        labels = "; ".join(TIMESCALES[row.rule_id].label for row in rows)
        sources = {_source(row) for row in rows}
        source = sources.pop() if len(sources) == 1 else ""
        _line(child, f"No longer due: {labels}. {reason}", source, by=by, at=at)


def take_back(child: Child, source_reference: str, *, by: User, at: datetime) -> None:
    """Correct the lines about the time limits of a referral that isn't about `child` after all."""
    lines = Event.objects.filter(
        child=child,
        kind__in=_KINDS,
        source_reference=source_reference,
        superseded_by=None,
        # What corrects a line needs no correction.
        supersedes=None,
    )
    for line in lines.order_by("pk"):
        events.write(
            child=child,
            kind=EventKind.DEADLINE_CHANGED,
            what_happened=f"This was about a time limit of {source_reference}, which isn’t about this child.",
            source_reference=source_reference,
            supersedes=line,
            by=by,
            at=at,
        )


def _line(child: Child, what_happened: str, source_reference: str, *, by: User, at: datetime) -> None:
    events.write(
        child=child,
        kind=EventKind.DEADLINE_CHANGED,
        what_happened=what_happened,
        significance=Significance.NOTABLE,
        source_reference=source_reference,
        by=by,
        at=at,
    )


def _source(deadline: Deadline) -> str:
    part = deadline.referral_child
    return part.referral.reference if part is not None else ""
