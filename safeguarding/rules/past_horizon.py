"""Clocks whose day lies past the calendar's horizon: a day that can't be too late, marked as provisional.

Source: the counting rules of the partnership's timescales (local procedure): past the horizon nothing is
guessed, and nothing that protects a child waits for a calendar. So the act goes through, and its clock is
given the soonest day that it could be due: counted after a trigger as if there were no bank holidays past the
horizon (each one would make it later), counted before a meeting as if all of the statute's were kept (each
makes it sooner). See docs/adr/0009.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from safeguarding.rules.bank_holiday_statute import statutory
from safeguarding.rules.london_time import london_date
from safeguarding.rules.timescale_rows import Timescale, Unit
from safeguarding.rules.timescales import Due, due_by
from safeguarding.rules.working_days import BeyondCalendar, Calendar

_END = date(9990, 12, 31)
# No count of the rules goes further than a year beyond its start.
_YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """``due``, the ``calendar`` that its reminders are counted with, and the ``horizon`` it was counted past.

    ``horizon`` is None for a day that is certain.
    """

    due: Due
    calendar: Calendar
    horizon: date | None = None


def count(timescale: Timescale, start: datetime | date, calendar: Calendar) -> Counted:
    """When ``timescale`` runs out, provisionally where the calendar ends before that.

    Raises BeyondCalendar only for what lies before the calendar's first day.
    """
    try:
        return Counted(due_by(timescale, start, calendar), calendar)
    except BeyondCalendar:
        last = max(london_date(start).year, calendar.horizon.year) + _YEARS_AHEAD
    counts = [
        Counted(due_by(timescale, start, each), each) for each in (weekdays(calendar), _kept(calendar, last))
    ]
    sooner = min(counts, key=lambda each: each.due.at)
    # Weeks and months are days of the calendar on the wall: bank holidays don't move them.
    return replace(sooner, horizon=calendar.horizon) if timescale.unit is Unit.WORKING_DAYS else sooner


def weekdays(calendar: Calendar) -> Calendar:
    """``calendar``, and past its horizon every Monday to Friday: for reminders, never too late."""
    return replace(calendar, horizon=_END)


def _kept(calendar: Calendar, last: int) -> Calendar:
    """``calendar``, and past its horizon the holidays of the statute, until the end of the year ``last``."""
    kept = {day for year in range(calendar.horizon.year + 1, last + 1) for day in statutory(year)}
    return replace(calendar, holidays=calendar.holidays | kept, horizon=date(last, 12, 31))
