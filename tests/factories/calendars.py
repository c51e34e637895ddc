"""GOV.UK's list of bank holidays, as it publishes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from safeguarding.rules.bank_holiday_statute import statutory
from safeguarding.rules.bank_holidays import BANK_HOLIDAYS

DIVISION = "england-and-wales"


def known(year: int) -> dict[date, str]:
    """The bank holidays of a year, with their names: as shipped, or by law."""
    names = statutory(year)
    if year not in BANK_HOLIDAYS:
        return dict(names)
    days = [date(year, month, day) for month, day in BANK_HOLIDAYS[year]]
    return {day: names.get(day, "Special bank holiday") for day in days}


def gov_uk(
    years: Iterable[int] = range(2024, 2031),
    *,
    more: Iterable[date] = (),
    less: Iterable[date] = (),
) -> dict[str, Any]:
    """The whole file for these years, with some days `more` and some `less`."""
    days = {day: name for year in years for day, name in known(year).items()}
    days.update(dict.fromkeys(more, "Bank holiday for something"))
    for day in less:
        del days[day]
    events = [
        {"title": name, "date": day.isoformat(), "notes": "", "bunting": True}
        for day, name in sorted(days.items())
    ]
    return {
        DIVISION: {"division": DIVISION, "events": events},
        "scotland": {"division": "scotland", "events": []},
    }


def text(**facts: Any) -> str:
    """The file's text."""
    return json.dumps(gov_uk(**facts))
