"""The calendar feed as a file that calendar programs read (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from cases.queries.calendar import Entry

_ASK_AGAIN: Final = timedelta(hours=1)


def written(entries: Iterable[Entry], *, at: datetime) -> bytes:
    """The file as of the aware instant `at`: what runs to the end of a day fills that day, hours have their
    time (in UTC, which calendar programs show on their own clocks)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Safeguarding//Time limits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Safeguarding: time limits")
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"time-limit-{entry.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", entry.version)
    event.add("summary", entry.summary)
    event.add("url", settings.SITE_URL + entry.path)
    if isinstance(entry.due, datetime):
        event.add("dtstart", entry.due.astimezone(UTC))
    else:
        event.add("dtstart", entry.due)
        event.add("dtend", entry.due + timedelta(days=1))
    # Something due doesn't make the day busy.
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    return event
