"""Days and instants in England: deadlines are days of Europe/London, stored as instants.

Source: the counting rules of the partnership's timescales (local procedure).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


class NaiveInstant(ValueError):
    """A datetime came without a time zone, so it names no instant."""


def require_aware(moment: datetime) -> None:
    """Raise NaiveInstant unless ``moment`` carries a time zone."""
    if moment.utcoffset() is None:
        raise NaiveInstant(f"{moment.isoformat()} has no time zone")


def london_date(moment: datetime | date) -> date:
    """The day of ``moment`` in London; a plain date is already one. Raises NaiveInstant."""
    if isinstance(moment, datetime):
        require_aware(moment)
        return moment.astimezone(LONDON).date()
    return moment


def at_hour(day: date, hour: int) -> datetime:
    """The instant of a full hour of ``day`` on London's clocks."""
    return datetime.combine(day, time(hour), tzinfo=LONDON)


def end_of_day(day: date) -> datetime:
    """The first instant after ``day`` in London: the exclusive bound of "by the end of that day"."""
    return at_hour(day + timedelta(days=1), 0)
