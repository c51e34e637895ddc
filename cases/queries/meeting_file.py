"""A meeting as a file that calendar programs read (iCalendar, RFC 5545): its reference, its time, no fact."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from cases.meeting_states import MeetingState
from cases.models import Meeting


def written(meeting: Meeting, *, at: datetime) -> bytes:
    """The invitation as of the aware instant `at`; taken in again it moves, or removes, the earlier one."""
    is_cancelled = meeting.state == MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Safeguarding//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"meeting-{meeting.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("summary", f"Meeting {meeting.reference}")
    event.add("url", settings.SITE_URL + reverse("meeting", args=[meeting.reference]))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("class", "CONFIDENTIAL")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
