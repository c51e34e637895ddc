"""Dividing a span of days into months, quarters or years, so that a picture of it has few enough columns.

No source: how finely a picture is drawn is ours. A column is a period of the calendar, so that two pictures
of the same child can be laid side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

# At most so many months are drawn as months, so many as quarters; years from there on.
MOST_MONTHS: Final = 18
MOST_QUARTER_MONTHS: Final = 60
# English whatever the locale of the process.
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Width(Enum):
    """How many months a column takes."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, slots=True)
class Bucket:
    """One column: its first and last day, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """What it is called: "Mar 2024", "Jan to Mar 2024" or "2024"."""
        start, end = _MONTHS[self.first.month - 1], _MONTHS[self.last.month - 1]
        if start == end:
            return f"{start} {self.first.year}"
        if (self.first.month, self.last.month) == (1, 12):
            return str(self.first.year)
        return f"{start} to {end} {self.first.year}"


def width_for(first: date, last: date) -> Width:
    """How wide the columns of a picture from `first` to `last` are."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= MOST_MONTHS:
        return Width.MONTH
    return Width.QUARTER if months <= MOST_QUARTER_MONTHS else Width.YEAR


def bucket_of(day: date, width: Width) -> Bucket:
    """The period of the calendar that `day` lies in."""
    month = (day.month - 1) // width.value * width.value + 1
    first = date(day.year, month, 1)
    return Bucket(first, _next(first, width) - timedelta(days=1))


def buckets(first: date, last: date) -> list[Bucket]:
    """Every period from `first` to `last` without a gap, the earliest first; none when it ends before it
    begins."""
    if last < first:
        return []
    width = width_for(first, last)
    found = [bucket_of(first, width)]
    while found[-1].last < last:
        found.append(bucket_of(found[-1].last + timedelta(days=1), width))
    return found


def _next(first: date, width: Width) -> date:
    month = first.month - 1 + width.value
    return date(first.year + month // 12, month % 12 + 1, 1)
