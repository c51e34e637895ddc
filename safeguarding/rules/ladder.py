"""The ladder of alerts of one clock: before it runs out, on the day, when it has, and on until it is met.

Source: local procedure; which reminders come before stands with each rule (``timescales``). Days are London's
and alerts by the day come at 08:00; clocks that count hours are told at their own hours, day and night.

before     so many working days at 08:00, or so many hours, before the due instant
due day    08:00 of the due day, where no reminder falls on that day anyway; not for clocks in hours
breach     the due instant itself
after      at 08:00 of the 1st, 2nd, 5th, 10th and 20th working day after the due day and of each 20th one
           from there on; for clocks in hours 1, 6 and 24 hours after the due instant, then each 24 hours

Higher steps tell more people: a breach the responsible worker and those whom the rule names, the first step
after it their manager too, all later ones also the head of service.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import chain, count
from typing import Final

from safeguarding.rules import working_days
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.timescale_rows import AlertBefore, Recipient, Timescale, Unit
from safeguarding.rules.timescales import Due
from safeguarding.rules.working_days import BeyondCalendar, Calendar

MORNING: Final = 8
# So long after the breach; the last one is repeated for ever.
DAYS_AFTER: Final = (1, 2, 5, 10, 20)
HOURS_AFTER: Final = (1, 6, 24)

_FRIDAY: Final = 5


class Stage(StrEnum):
    """The parts of the ladder; the values stand in the keys of alerts."""

    BEFORE = "before"
    DUE_DAY = "due_day"
    BREACH = "breach"
    AFTER = "after"

    @property
    def is_breached(self) -> bool:
        """Whether the clock has run out."""
        return self in {Stage.BREACH, Stage.AFTER}


@dataclass(frozen=True, slots=True)
class Step:
    """One alert: the ``number``-th (from 1) of its stage, due to be told at the aware instant ``at``.

    ``is_urgent``: it can't wait for tomorrow, because the clock has run out, runs out today, or counts hours.
    """

    stage: Stage
    number: int
    at: datetime
    is_urgent: bool


def steps(timescale: Timescale, due: Due, calendar: Calendar) -> Iterator[Step]:
    """All steps, strictly rising in time and without end; nothing at all for a clock that only reports.

    Never raises BeyondCalendar: past the calendar's edges every Monday to Friday counts, because a reminder
    on a holiday harms nobody and a missing one may.
    """
    if not timescale.told_on_breach:
        return iter(())
    return chain(_until_due(timescale, due, calendar), _after(timescale, due, calendar))


def step_at(timescale: Timescale, due: Due, calendar: Calendar, now: datetime) -> Step | None:
    """The latest step whose time has come at ``now``; None before the first.

    A run that was missed tells this step alone: what came before it is out of date.
    """
    latest = None
    for step in steps(timescale, due, calendar):
        if step.at > now:
            break
        latest = step
    return latest


def next_at(timescale: Timescale, due: Due, calendar: Calendar, now: datetime) -> datetime | None:
    """When the first step after ``now`` comes; None for a clock that only reports, which has none."""
    return next((step.at for step in steps(timescale, due, calendar) if step.at > now), None)


def first_at(timescale: Timescale, due: Due, calendar: Calendar) -> datetime | None:
    """When the first step comes, for a clock that starts; one that is past already is told at once."""
    return next((step.at for step in steps(timescale, due, calendar)), None)


def told(timescale: Timescale, step: Step) -> tuple[Recipient, ...]:
    """The roles that hear of ``step``, each once, the nearest to the work first; never nobody."""
    if not step.stage.is_breached:
        return told_before(timescale)
    further = timescale.told_after[: step.number] if step.stage is Stage.AFTER else ()
    return tuple(dict.fromkeys((Recipient.RESPONSIBLE_WORKER, *timescale.told_on_breach, *further)))


def told_before(timescale: Timescale) -> tuple[Recipient, ...]:
    """The roles that hear of the clock until it has run out; never nobody."""
    return timescale.told_before or (Recipient.RESPONSIBLE_WORKER,)


def _until_due(timescale: Timescale, due: Due, calendar: Calendar) -> Iterator[Step]:
    counts_hours = timescale.unit is Unit.HOURS
    reminders = sorted({_before(each, due, calendar) for each in timescale.alert_before})
    for number, at in enumerate((each for each in reminders if each < due.at), start=1):
        yield Step(Stage.BEFORE, number, at, counts_hours or london_date(at) == due.on)
    morning = at_hour(due.on, MORNING)
    if not counts_hours and morning < due.at and all(london_date(each) != due.on for each in reminders):
        yield Step(Stage.DUE_DAY, 1, morning, is_urgent=True)
    yield Step(Stage.BREACH, 1, due.at, is_urgent=True)


def _after(timescale: Timescale, due: Due, calendar: Calendar) -> Iterator[Step]:
    if timescale.unit is Unit.HOURS:
        instants = (_hours_from(due.at, hours) for hours in _rising(HOURS_AFTER))
    else:
        instants = (at_hour(day, MORNING) for day in _days_after(due.on, calendar))
    return (Step(Stage.AFTER, number, at, is_urgent=True) for number, at in enumerate(instants, start=1))


def _days_after(day: date, calendar: Calendar) -> Iterator[date]:
    counted, amounts = 0, _rising(DAYS_AFTER)
    while True:
        amount = next(amounts)
        day, counted = _working_days_from(day, amount - counted, calendar), amount
        yield day


def _rising(first: tuple[int, ...]) -> Iterator[int]:
    """The amounts, and then on by the last of them for ever."""
    return chain(first, count(2 * first[-1], first[-1]))


def _before(reminder: AlertBefore, due: Due, calendar: Calendar) -> datetime:
    if reminder.unit is Unit.HOURS:
        return _hours_from(due.at, -reminder.amount)
    return at_hour(_working_days_from(due.on, -reminder.amount, calendar), MORNING)


def _hours_from(instant: datetime, hours: int) -> datetime:
    # Through UTC, so that an hour lost or gained by the clocks is neither added nor dropped.
    return instant.astimezone(UTC) + timedelta(hours=hours)


def _working_days_from(day: date, days: int, calendar: Calendar) -> date:
    try:
        return working_days.add(day, days, calendar)
    except BeyondCalendar:
        return _weekdays_from(day, days)


def _weekdays_from(day: date, days: int) -> date:
    step = timedelta(days=1 if days > 0 else -1)
    remaining = abs(days)
    while remaining:
        day += step
        remaining -= day.isoweekday() <= _FRIDAY
    return day
