"""Clocks: from a trigger to the day or the instant by which something must have happened.

Sources: Working Together to Safeguard Children 2026 (limits marked STAT), the Children Act 1989 (LAW), the
children in need census guide (DFE) and local procedure (LOCAL). LAW, STAT and DFE amounts are fixed; LOCAL
ones are defaults that a partnership may replace (``with_local_amounts``). A passed clock never closes, blocks
or hides protective work: it asks for a reason, tells the next person up, and stays visible.

Counting: the start is day 0; due means the end of the due day in London; months are clamped to the month's
end and keep their date on a weekend, with the working day before to book by; hours are elapsed time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from safeguarding.rules import working_days
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import at_hour, end_of_day, london_date, require_aware
from safeguarding.rules.timescale_rows import (
    LOCAL_OWN,
    AlertBefore,
    Authority,
    Direction,
    Group,
    Recipient,
    Timescale,
    Unit,
)
from safeguarding.rules.timescales_assessment import ASSESSMENT_ROWS
from safeguarding.rules.timescales_oversight import OVERSIGHT_ROWS
from safeguarding.rules.timescales_plan import PLAN_ROWS
from safeguarding.rules.timescales_voice import VOICE_ROWS
from safeguarding.rules.working_days import Calendar

__all__ = [
    "TIMESCALES",
    "AlertBefore",
    "Authority",
    "Direction",
    "Due",
    "FixedTimescale",
    "Group",
    "Recipient",
    "Timescale",
    "Unit",
    "alert_at",
    "alerts_at",
    "allows",
    "due",
    "due_by",
    "soonest",
    "with_local_amounts",
]

# Reminders by the day go out when the working day begins.
_ALERT_HOUR: Final = 8

TIMESCALES: Final[Mapping[str, Timescale]] = MappingProxyType(
    {row.id: row for row in (*ASSESSMENT_ROWS, *PLAN_ROWS, *OVERSIGHT_ROWS, *VOICE_ROWS)}
)


class FixedTimescale(ValueError):
    """Someone tried to change an amount that law or statutory guidance fixes, or beyond its longest."""


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due. ``at`` is exclusive: it is breached once ``at`` has passed and it isn't done.

    ``at``: an aware instant, the end of the due day in London (the next day's first instant), or the exact
    instant for clocks in hours. ``on``: the due day in London. ``book_by``: for weeks and months whose due
    day isn't a working day, the last working day before it; otherwise None.
    """

    at: datetime
    on: date
    book_by: date | None = None


def due(
    rule_id: str,
    start: datetime | date,
    calendar: Calendar,
    timescales: Mapping[str, Timescale] = TIMESCALES,
) -> Due:
    """When the clock ``rule_id`` that starts at ``start`` runs out.

    For clocks that count backwards (a report before a conference) ``start`` is the later event. Raises
    KeyError for an unknown rule, NaiveInstant for a datetime without a zone, TypeError for a plain date where
    hours are counted, BeyondCalendar past the calendar's edges.
    """
    return due_by(timescales[rule_id], start, calendar)


def due_by(timescale: Timescale, start: datetime | date, calendar: Calendar) -> Due:
    """As ``due``, for a timescale at hand."""
    amount = timescale.amount if timescale.direction is Direction.AFTER else -timescale.amount
    if timescale.unit is Unit.HOURS:
        return _due_in_hours(timescale, start, amount)
    first = london_date(start)
    if timescale.unit is Unit.WORKING_DAYS:
        return _end_of(working_days.add(first, amount, calendar))
    if timescale.unit is Unit.CALENDAR_DAYS:
        return _end_of(first + timedelta(days=amount))
    if timescale.unit is Unit.WEEKS:
        return _with_book_by(first + timedelta(weeks=amount), calendar)
    return _with_book_by(add_months(first, amount), calendar)


def soonest(dues: Iterable[Due]) -> Due:
    """The first to run out, for rules that name two limits ("or … if sooner"). Raises ValueError if none."""
    return min(dues, key=lambda each: each.at)


def alerts_at(
    rule_id: str,
    when: Due,
    calendar: Calendar,
    timescales: Mapping[str, Timescale] = TIMESCALES,
) -> tuple[datetime, ...]:
    """The instants of the reminders before ``when``, first one first; aware, none for clocks without one.

    A reminder by working days comes at 08:00 in London of that day (0 is the due day itself); one by hours
    that long before the due instant. An instant already past means: remind now.
    """
    return tuple(sorted(_alert(each, when, calendar) for each in timescales[rule_id].alert_before))


def alert_at(
    rule_id: str,
    when: Due,
    calendar: Calendar,
    timescales: Mapping[str, Timescale] = TIMESCALES,
) -> datetime | None:
    """The instant of the first reminder before ``when``, or None where the clock has none."""
    return next(iter(alerts_at(rule_id, when, calendar, timescales)), None)


def with_local_amounts(amounts: Mapping[str, int]) -> Mapping[str, Timescale]:
    """All timescales, with a partnership's own amounts in place of LOCAL defaults.

    Raises FixedTimescale for one that law, statutory guidance or the census fixes and for an amount beyond
    the least or the most allowed; KeyError for an unknown rule.
    """
    changed = {rule_id: _localised(TIMESCALES[rule_id], amount) for rule_id, amount in amounts.items()}
    return MappingProxyType({**TIMESCALES, **changed})


def allows(rule_id: str, amount: int) -> bool:
    """Whether ``amount`` may stand in place of the rule's own as this edition of the rules has it.

    An amount that a partnership set under an earlier edition may not: the rule became law, or is gone.
    """
    timescale = TIMESCALES.get(rule_id)
    return timescale is not None and timescale.editable and timescale.least <= amount <= timescale.most


def _localised(timescale: Timescale, amount: int) -> Timescale:
    if not timescale.editable:
        raise FixedTimescale(f"{timescale.id} is fixed by {timescale.edition}")
    if not timescale.least <= amount <= timescale.most:
        raise FixedTimescale(f"{timescale.id} may be {timescale.least} to {timescale.most}, not {amount}")
    return replace(timescale, amount=amount, edition=LOCAL_OWN)


def _due_in_hours(timescale: Timescale, start: datetime | date, amount: int) -> Due:
    if not isinstance(start, datetime):
        raise TypeError(f"{timescale.id} counts hours: it starts at an instant, not on a day")
    require_aware(start)
    # Through UTC, so that an hour lost or gained by the clocks is neither added nor dropped.
    instant = start.astimezone(UTC) + timedelta(hours=amount)
    return Due(at=instant, on=london_date(instant))


def _end_of(day: date) -> Due:
    return Due(at=end_of_day(day), on=day)


def _with_book_by(day: date, calendar: Calendar) -> Due:
    working = working_days.is_working_day(day, calendar)
    book_by = None if working else working_days.previous_working_day(day, calendar)
    return Due(at=end_of_day(day), on=day, book_by=book_by)


def _alert(before: AlertBefore, when: Due, calendar: Calendar) -> datetime:
    if before.unit is Unit.HOURS:
        return when.at.astimezone(UTC) - timedelta(hours=before.amount)
    return at_hour(working_days.add(when.on, -before.amount, calendar), _ALERT_HOUR)
