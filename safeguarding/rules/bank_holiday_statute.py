"""The eight bank holidays of a year in England and Wales that law and custom give by themselves.

Source: Banking and Financial Dealings Act 1971, section 1 and schedule 1 (Easter Monday, the last Mondays of
May and August, 26 December), royal proclamation under it (New Year's Day, the first Monday of May) and common
law (Good Friday, Christmas Day). A day that falls on a weekend is kept on the next free weekday. One-off
holidays and moved ones are proclaimed year by year and can't be computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

_SATURDAY = 5


def statutory(year: int) -> Mapping[date, str]:
    """The eight days of `year` on which they are kept, each with its name."""
    sunday = easter(year)
    days = {
        sunday - timedelta(days=2): "Good Friday",
        sunday + timedelta(days=1): "Easter Monday",
        _monday_from(date(year, 5, 1)): "Early May bank holiday",
        _monday_from(date(year, 5, 25)): "Spring bank holiday",
        _monday_from(date(year, 8, 25)): "Summer bank holiday",
    }
    # Those that are no weekend keep their own day; the others find the next that is free.
    fixed = {
        date(year, 1, 1): "New Year's Day",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Boxing Day",
    }
    days.update({day: name for day, name in fixed.items() if day.weekday() < _SATURDAY})
    for day, name in fixed.items():
        if day.weekday() >= _SATURDAY:
            days[_next_free(day, days)] = name
    return MappingProxyType(dict(sorted(days.items())))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - left) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _next_free(day: date, taken: Mapping[date, str]) -> date:
    while day.weekday() >= _SATURDAY or day in taken:
        day += timedelta(days=1)
    return day
