"""The working days that count: the bank holidays that ship with the program, or the newest list loaded."""

from __future__ import annotations

from cases.models import BankHolidays
from safeguarding.rules.working_days import Calendar, england_and_wales


def current() -> Calendar:
    """The calendar in use, with its horizon."""
    shipped = england_and_wales()
    loaded = BankHolidays.objects.order_by("-pk").first()
    if loaded is None:
        return shipped
    return Calendar(shipped.division, frozenset(loaded.days), shipped.first, loaded.horizon)
