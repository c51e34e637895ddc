"""Dates of stories: how long ago something was, so that the demo is always of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from safeguarding.rules import bank_holidays
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.working_days import add, england_and_wales, is_working_day


@dataclass(frozen=True, slots=True)
class Ago:
    """So long before the day on which the story is told, at an hour of London's clocks.

    What an office does falls on a working day: a day off moves on to the next, unless `any_day`.
    """

    years: int = 0
    months: int = 0
    days: int = 0
    hour: int = 11
    any_day: bool = False

    def day(self, today: date) -> date:
        """The calendar day, seen from `today`; never after it."""
        day = add_months(today, -12 * self.years - self.months) - timedelta(days=self.days)
        while not self.any_day and day < today and _is_day_off(day):
            day += timedelta(days=1)
        return min(day, today)

    def moment(self, now: datetime) -> datetime:
        """The instant, seen from `now`; never after it, so that what is told of today has happened."""
        return min(at_hour(self.day(london_date(now)), self.hour), now)


def _is_day_off(day: date) -> bool:
    """Weekends and bank holidays; before the shipped calendar begins, weekends alone."""
    if day < bank_holidays.FIRST:
        return day.isoweekday() > 5
    return not is_working_day(day, england_and_wales())


def ago(years: int = 0, months: int = 0, days: int = 0, *, hour: int = 11, any_day: bool = False) -> Ago:
    """`ago(2, 3)`: two years and three months ago, at eleven in the morning."""
    return Ago(years, months, days, hour, any_day)


def working_day(today: date, days: int, hour: int) -> datetime:
    """An hour of the working day that is so many before `today` (below zero) or after it.

    Unlike `Ago` two different numbers are always two different days.
    """
    return at_hour(add(today, days, england_and_wales()), hour)


def hours_ago(now: datetime, hours: float) -> datetime:
    """So many hours before `now`, but still today where that is possible: "this morning"."""
    midnight = at_hour(london_date(now), 0)
    return max(now - timedelta(hours=hours), min(midnight, now))


def born(today: date, years: int, months: int = 0, *, day: int = 0) -> date:
    """The birthday of somebody who is so old today; `day` moves it back by days, within the month."""
    return add_months(today, -12 * years - months) - timedelta(days=day)
