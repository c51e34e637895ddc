"""Brothers and sisters side by side: what happened to whom in the same month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from cases.models import Child, Event
from cases.queries.chronology import Lines
from safeguarding.rules.london_time import london_date

# More columns than these are too narrow to read.
MOST_CHILDREN: Final = 4


@dataclass(frozen=True, slots=True)
class Month:
    """One month, and what is in it of each child, in the order of the columns."""

    first: date
    columns: list[list[Event]]


def chosen(child: Child, others: Sequence[Child], references: Sequence[str]) -> list[Child]:
    """The children of the columns: this one, and of `others` those asked for, else the first ones."""
    asked = [other for other in others if other.reference in references]
    return [child, *(asked or others)][:MOST_CHILDREN]


def side_by_side(lines: Lines, children: Sequence[Child]) -> list[Month]:
    """A page of these children's lines, by month and child, the latest first."""
    months = []
    for first, events in groupby(
        lines.events, key=lambda event: london_date(event.occurred_at).replace(day=1)
    ):
        of_month = list(events)
        columns = [[event for event in of_month if event.child_id == child.pk] for child in children]
        months.append(Month(first, columns))
    return months
