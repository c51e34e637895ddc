"""What a pause adds to a time limit: the working days that it lasted, or the hours where hours are counted.

Source: local procedure; which clocks may be paused stands with each timescale (``Timescale.may_pause``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from safeguarding.rules import working_days
from safeguarding.rules.london_time import end_of_day, london_date
from safeguarding.rules.timescales import Due
from safeguarding.rules.working_days import Calendar


def extended(when: Due, paused_at: datetime, until: datetime, calendar: Calendar) -> Due:
    """``when`` moved on by a pause from ``paused_at`` to ``until`` (aware instants).

    What is due at the end of a day moves by the working days of the pause: the day on which it began isn't
    counted, the day on which it ended is. An exact instant moves by elapsed time. Raises BeyondCalendar.
    """
    if _is_exact(when):
        return _by_elapsed_time(when, until - paused_at)
    days = working_days.between(london_date(paused_at), london_date(until), calendar)
    return _end_of(working_days.add(when.on, days, calendar))


def extended_by_plain_days(when: Due, paused_at: datetime, until: datetime) -> Due:
    """As ``extended`` where the calendar doesn't reach: every day of the pause counts, for the worker."""
    if _is_exact(when):
        return _by_elapsed_time(when, until - paused_at)
    return _end_of(when.on + timedelta(days=(london_date(until) - london_date(paused_at)).days))


def _is_exact(when: Due) -> bool:
    return when.at != end_of_day(when.on)


def _by_elapsed_time(when: Due, pause: timedelta) -> Due:
    instant = when.at.astimezone(UTC) + pause
    return Due(at=instant, on=london_date(instant))


def _end_of(day: date) -> Due:
    return Due(at=end_of_day(day), on=day)
