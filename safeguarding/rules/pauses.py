"""What a pause adds to a time limit: the working days that it lasted, or the hours where hours are counted.

Source: local procedure; which clocks may be paused stands with each timescale (``Timescale.may_pause``).
"""

from __future__ import annotations

from datetime import UTC, datetime

from safeguarding.rules import working_days
from safeguarding.rules.london_time import end_of_day, london_date
from safeguarding.rules.past_horizon import weekdays
from safeguarding.rules.timescales import Due
from safeguarding.rules.working_days import Calendar


def extended(when: Due, paused_at: datetime, until: datetime, calendar: Calendar) -> Due:
    """``when`` moved on by a pause from ``paused_at`` to ``until`` (aware instants).

    What is due at the end of a day moves by the working days of the pause: the day on which it began isn't
    counted, the day on which it ended is. An exact instant moves by elapsed time. Past the calendar's horizon
    every Monday to Friday counts: no clock stands still for want of a calendar.
    """
    if when.at != end_of_day(when.on):
        return _by_elapsed_time(when, paused_at, until)
    known = weekdays(calendar)
    days = working_days.between(london_date(paused_at), london_date(until), known)
    on = working_days.add(when.on, days, known)
    return Due(at=end_of_day(on), on=on)


def _by_elapsed_time(when: Due, paused_at: datetime, until: datetime) -> Due:
    # Through UTC: instants of one zone are subtracted by what its clocks show.
    instant = when.at.astimezone(UTC) + (until.astimezone(UTC) - paused_at.astimezone(UTC))
    return Due(at=instant, on=london_date(instant))
