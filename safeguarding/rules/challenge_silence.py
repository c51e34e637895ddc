"""Silence in professional challenge: dissent without a challenge, and challenges in which nothing happens.

Source: rules of the partnership, section 9 ("Silence shows: dissent recorded and no challenge raised"); local
safeguarding practice reviews found escalation known and not used.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from safeguarding.rules import working_days
from safeguarding.rules.london_time import london_date
from safeguarding.rules.working_days import Calendar

# Nothing recorded for so many working days: somebody should ask.
STALLED_AFTER: Final = 5


def is_silent(dissented_at: datetime, raised_at: Iterable[datetime]) -> bool:
    """Whether no challenge of the agency about the child followed its dissent."""
    return all(each < dissented_at for each in raised_at)


def is_stalled(last_step_at: datetime, today: date, calendar: Calendar) -> bool:
    """Whether nothing was recorded for STALLED_AFTER working days; past the calendar's edge nothing is."""
    try:
        return today > working_days.add(london_date(last_step_at), STALLED_AFTER, calendar)
    except working_days.BeyondCalendar:
        return False
