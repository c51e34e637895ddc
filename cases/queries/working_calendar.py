"""The working days that count: the bank holidays that ship with the program, or the newest list loaded."""

from __future__ import annotations

from datetime import date
from typing import Final

from cases.models import BankHolidays, Deadline
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.working_days import Calendar, england_and_wales
from safeguarding.ui.filters import date_text

WARNED_MONTHS_BEFORE: Final = 12


def current() -> Calendar:
    """The calendar in use, with its horizon."""
    shipped = england_and_wales()
    loaded = BankHolidays.objects.order_by("-pk").first()
    if loaded is None:
        return shipped
    # A newer program may know more years than a list that was loaded before it.
    newer = {day for day in shipped.holidays if day > loaded.horizon}
    horizon = max(loaded.horizon, shipped.horizon)
    return Calendar(shipped.division, frozenset(loaded.days) | newer, shipped.first, horizon)


def provisional(deadline: Deadline) -> str:
    """What to say beside a day that was counted past the calendar's end; empty for a certain one."""
    if deadline.counted_past is None:
        return ""
    return f"Provisional: the bank holidays after {date_text(deadline.counted_past)} are not known yet"


def ends_soon(calendar: Calendar, on: date) -> bool:
    """Whether the calendar ends within 12 months of the London day `on`, or has ended."""
    return on >= add_months(calendar.horizon, -WARNED_MONTHS_BEFORE)
