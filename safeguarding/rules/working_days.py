"""Counting working days: Monday to Friday, bank holidays of the division excepted.

Source: Working Together to Safeguard Children 2026 counts in working days; the bank holidays are those that
GOV.UK publishes. A calendar ends at a horizon, and counting past it is an error, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from safeguarding.rules import bank_holidays

_SATURDAY = 5


class BeyondCalendar(ValueError):
    """A day lies outside the calendar; the message names the day and the edge that it crosses."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays of one division, known from ``first`` to ``horizon``, both days included."""

    division: str
    holidays: frozenset[date]
    first: date
    horizon: date


@cache
def england_and_wales() -> Calendar:
    """The calendar that ships with the program, 1 January 2012 to 31 December 2028."""
    return Calendar(
        division=bank_holidays.DIVISION,
        holidays=bank_holidays.ENGLAND_AND_WALES,
        first=bank_holidays.FIRST,
        horizon=bank_holidays.LAST,
    )


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether ``day`` is Monday to Friday and not a bank holiday. Raises BeyondCalendar."""
    _require_within(day, calendar)
    return day.weekday() < _SATURDAY and day not in calendar.holidays


def add(start: date, days: int, calendar: Calendar) -> date:
    """The day ``days`` working days after ``start``; a negative number counts back.

    The start is day 0 whatever its hour, and it keeps its real date: from a Saturday, day 1 is the next
    working day. So ``add(start, 0)`` is ``start`` itself, even on a weekend or a bank holiday; every other
    answer is a working day. Raises BeyondCalendar when the start or the count leaves the calendar.
    """
    _require_within(start, calendar)
    step = timedelta(days=1 if days > 0 else -1)
    day = start
    remaining = abs(days)
    while remaining:
        day += step
        if is_working_day(day, calendar):
            remaining -= 1
    return day


def between(start: date, end: date, calendar: Calendar) -> int:
    """Working days from ``start`` to ``end``: the start is not counted, the end is; negative when backwards.

    The inverse of ``add``: ``between(start, add(start, n)) == n`` for every n. Raises BeyondCalendar when
    either day is outside the calendar.
    """
    _require_within(start, calendar)
    _require_within(end, calendar)
    step = timedelta(days=1 if end > start else -1)
    day, counted = start, 0
    while day != end:
        day += step
        counted += is_working_day(day, calendar)
    return counted if end > start else -counted


def previous_working_day(day: date, calendar: Calendar) -> date:
    """The last working day strictly before ``day``. Raises BeyondCalendar."""
    return add(day, -1, calendar)


def _require_within(day: date, calendar: Calendar) -> None:
    if day > calendar.horizon:
        raise BeyondCalendar(
            f"{day.isoformat()} is after {calendar.horizon.isoformat()}, the horizon of the "
            f"{calendar.division} calendar: its bank holidays are not known yet"
        )
    if day < calendar.first:
        raise BeyondCalendar(
            f"{day.isoformat()} is before {calendar.first.isoformat()}, the first day of the "
            f"{calendar.division} calendar"
        )
