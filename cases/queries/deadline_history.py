"""What happened to one time limit, line by line, from its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.models import Deadline
from cases.queries.deadline_words import due_text
from cases.states import LatenessReason


@dataclass(frozen=True, slots=True)
class Line:
    """One change: when, by whom, what, and the reason given."""

    when: datetime
    by: str
    what: str
    why: str


def lines(deadline: Deadline) -> list[Line]:
    """Every change, the newest first, in one statement; the caller has asked the gate (VIEW_HISTORY)."""
    people = ("history_user", "responsible", "team__agency")
    rows = deadline.history.select_related(*people).order_by("history_id")
    found, before = [], None
    for row in rows:
        found.append(_line(before, row))
        before = row
    return found[::-1]


def _line(before: Any, row: Any) -> Line:
    who = row.history_user.full_name if row.history_user is not None else "The service"
    what, why = ("Started, due " + due_text(row), "") if before is None else _change(before, row)
    return Line(row.history_date, who, what, why or row.history_change_reason or "")


def _change(before: Any, row: Any) -> tuple[str, str]:
    """What is another thing than before, and the reason where the line has one of its own."""
    for column, said in _SAID.items():
        if getattr(before, column) != getattr(row, column):
            return said(before, row)
    return "Changed", ""


def _met(before: Any, row: Any) -> tuple[str, str]:
    return ("Met late" if row.met_at >= row.statutory_due_at else "Met in time"), ""


def _paused(before: Any, row: Any) -> tuple[str, str]:
    return ("Paused" if row.paused_at is not None else f"Runs again, due {due_text(row)}"), ""


def _moved(before: Any, row: Any) -> tuple[str, str]:
    first, second = (due_text(each).removeprefix("by the end of ") for each in (before, row))
    return f"Moved from {first} to {second}", ""


def _explained(before: Any, row: Any) -> tuple[str, str]:
    return f"Said why it is late: {LatenessReason(row.lateness_code).label}", row.lateness_reason


def _handed(before: Any, row: Any) -> tuple[str, str]:
    return f"Handed to {row.responsible or row.team or 'nobody in particular'}", ""


# In this order: what is met while it is paused is met, and has moved with the pause.
_SAID: Final[Mapping[str, Callable[[Any, Any], tuple[str, str]]]] = {
    "superseded_by_id": lambda before, row: ("Replaced by another time limit", ""),
    "cancelled_at": lambda before, row: ("Stopped", ""),
    "met_at": _met,
    "paused_at": _paused,
    "due_at": _moved,
    "lateness_code": _explained,
    "lateness_reason": _explained,
    "responsible_id": _handed,
    "team_id": _handed,
}
