"""Calendar months: counting them, clamped to the month's end, and saying an interval in words.

Source: the counting rules of the partnership's timescales (local procedure): 30 November and three months
is the last day of February.
"""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """``day`` moved by ``months`` calendar months (negative counts back), clamped to the month's end."""
    index = day.year * 12 + (day.month - 1) + months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last))


def within_months(earlier: date, later: date, months: int) -> bool:
    """Whether ``later`` is 0 to ``months`` calendar months after ``earlier``, the last day included."""
    return earlier <= later <= add_months(earlier, months)


def months_and_days(earlier: date, later: date) -> tuple[int, int]:
    """Whole calendar months from ``earlier`` to ``later`` and the days left over; ``earlier`` comes first."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    while add_months(earlier, months) > later:
        months -= 1
    return months, (later - add_months(earlier, months)).days


def quantity(number: int, noun: str) -> str:
    """A number with its noun in the right number: "1 day", "2 days"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def interval_words(earlier: date, later: date) -> str:
    """The time between two days in its largest units: "2 years and 1 month", "12 days", "the same day"."""
    if later < earlier:
        raise ValueError(f"{later.isoformat()} is before {earlier.isoformat()}")
    if later == earlier:
        return "the same day"
    all_months, days = months_and_days(earlier, later)
    years, months = divmod(all_months, 12)
    parts = [(years, "year"), (months, "month"), (days, "day")]
    said = [quantity(number, noun) for number, noun in parts if number][:2]
    return " and ".join(said)
