"""Checking GOV.UK's list of bank holidays ("bank-holidays.json") before the working days are counted by it.

Every year of the list is held against what was known of it, or else against the statute. A day more or a day
less is taken only when it was named: nobody invents a day off, or loses one, by a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from safeguarding.rules.bank_holiday_statute import statutory
from safeguarding.rules.working_days import Calendar

# GOV.UK publishes about two years ahead.
_MOST_YEARS_AHEAD: Final = 10
_SATURDAY: Final = 5


class ListRefused(ValueError):
    """The list can't be used; ``problems`` says why, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Published:
    """What a list says: its days with their names, and the years that it covers, both included."""

    days: Mapping[date, str]
    first_year: int
    last_year: int


def read(text: str, division: str) -> Published:
    """The days of ``division`` in GOV.UK's JSON. Raises ListRefused for any other shape."""
    try:
        whole = json.loads(text)
    except ValueError as wrong:
        raise ListRefused(f"The file isn't JSON: {wrong}") from wrong
    part = whole.get(division) if isinstance(whole, dict) else None
    if not isinstance(part, dict) or part.get("division") != division:
        raise ListRefused(f"The file has no division {division}")
    events = part.get("events")
    if not isinstance(events, list) or not events:
        raise ListRefused(f"The division {division} has no events")
    days: dict[date, str] = {}
    problems = []
    for number, event in enumerate(events, 1):
        day, name = _event(event)
        if day is None:
            problems.append(f"Event {number} has no title or no date in the form 2029-12-31")
        elif day in days:
            problems.append(f"{day.isoformat()} is there twice")
        elif day.weekday() >= _SATURDAY:
            problems.append(
                f"{day.isoformat()} ({name}) is on a weekend, where GOV.UK lists the substitute day"
            )
        else:
            days[day] = name
    if problems:
        raise ListRefused(*problems)
    return Published(MappingProxyType(days), min(days).year, max(days).year)


def merged(published: Published, known: Calendar, named: Iterable[date]) -> Calendar:
    """``known`` with the list's years in place of its own.

    Years that the list doesn't cover stay as they are known. ``named`` are the days that may differ, one more
    or one less. Raises ListRefused.
    """
    if published.first_year > known.horizon.year + 1:
        raise ListRefused(
            f"The list begins in {published.first_year}, and the calendar ends with {known.horizon.year}: "
            "the years between are missing"
        )
    if published.last_year > known.horizon.year + _MOST_YEARS_AHEAD:
        raise ListRefused(f"The list goes on to {published.last_year}, which nobody has published")
    years = range(max(published.first_year, known.first.year), published.last_year + 1)
    problems = list(_problems(published, known, frozenset(named), years))
    if problems:
        raise ListRefused(*problems)
    days = {day for day in known.holidays if day.year not in years}
    days |= {day for day in published.days if day.year in years}
    return replace(known, holidays=frozenset(days), horizon=max(known.horizon, date(years[-1], 12, 31)))


def _problems(published: Published, known: Calendar, named: frozenset[date], years: range) -> Iterable[str]:
    differing: set[date] = set()
    for year in years:
        expected = _expected(year, known)
        found = {day: name for day, name in published.days.items() if day.year == year}
        differing |= expected.keys() ^ found.keys()
        for day in sorted(found.keys() - expected.keys() - named):
            yield f"{day.isoformat()} ({found[day]}) is no bank holiday that is known or that the law gives"
        for day in sorted(expected.keys() - found.keys() - named):
            yield f"{day.isoformat()} ({expected[day]}) is missing"
    for day in sorted(named - differing):
        yield f"{day.isoformat()} was named, and the list doesn't differ there"


def _expected(year: int, known: Calendar) -> Mapping[date, str]:
    if known.horizon.year < year:
        return statutory(year)
    names = statutory(year)
    return {day: names.get(day, "known so far") for day in known.holidays if day.year == year}


def _event(event: Any) -> tuple[date | None, str]:
    if not isinstance(event, dict):
        return None, ""
    name, text = event.get("title"), event.get("date")
    if not isinstance(name, str) or not name.strip() or not isinstance(text, str):
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, ""
    # Python reads more forms than the one that GOV.UK writes.
    return (day if day.isoformat() == text else None), name.strip()
