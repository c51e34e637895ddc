"""Template filters: dates, times and plain text as the GOV.UK style has them, in British time."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from markupsafe import Markup, escape

from safeguarding.rules import working_days

LONDON = ZoneInfo("Europe/London")
MONTHS = tuple(calendar.month_name)[1:]


def date_text(value: date | datetime | None) -> str:
    """Return `9 March 2026`; an instant is taken as its day in London; nothing for None."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_text(value: datetime | None) -> str:
    """Return `2:05pm`, `2pm`, `midday` or `midnight` (GOV.UK style), London time."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{(local.hour - 1) % 12 + 1}{minutes}{'am' if local.hour < 12 else 'pm'}"


def datetime_text(value: datetime | None) -> str:
    """Return `9 March 2026 at 2:05pm`, London time."""
    return "" if value is None else f"{date_text(value)} at {time_text(value)}"


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """Return `1 child` or `3 children`: the number and the right word."""
    word = singular if count == 1 else (plural_form or f"{singular}s")
    return f"{count:,} {word}"


def ago(value: datetime | date | None, now: datetime | None = None) -> str:
    """Return how long before `now` something was: `just now`, `5 minutes ago`, `yesterday`, `3 years ago`."""
    if value is None:
        return ""
    now = now or timezone.now()
    if isinstance(value, datetime) and now - value < timedelta(hours=12):
        recent = now - value < timedelta(minutes=1)
        return "just now" if recent else f"{_span(now - value)} ago"
    days = (_day(now) - _day(value)).days
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    spans = ((61, days, "day"), (730, days * 12 // 365, "month"), (days + 1, days * 4 // 1461, "year"))
    count, unit = next((count, unit) for limit, count, unit in spans if days < limit)
    return f"{plural(count, unit)} ago"


def due_in(due: datetime | date, now: datetime | None = None) -> str:
    """Return the time left: `3 hours left`, `due today`, `2 working days left`, `overdue by 2 days`.

    A date is met up to the end of that day. Beyond the bank holiday calendar plain days are counted.
    """
    now = now or timezone.now()
    if isinstance(due, datetime) and due < now:
        return f"overdue by {_span(now - due)}"
    day = _day(due)
    today = now.astimezone(LONDON).date()
    if day < today:
        return f"overdue by {plural((today - day).days, 'day')}"
    if day == today:
        return f"{_span(due - now)} left" if isinstance(due, datetime) else "due today"
    try:
        days = working_days.between(today, day, working_days.england_and_wales())
    except working_days.BeyondCalendar:
        return f"{plural((day - today).days, 'day')} left"
    return f"{plural(days, 'working day')} left"


def due_colour(due: datetime | date, now: datetime | None = None) -> str:
    """Return a deadline's tag colour: red overdue, orange within a day, yellow within three, else blue."""
    now = now or timezone.now()
    if isinstance(due, datetime):
        left = due - now
    else:
        left = timedelta(days=(due - now.astimezone(LONDON).date()).days + 1) - timedelta(seconds=1)
    steps = ((timedelta(0), "red"), (timedelta(days=1), "orange"), (timedelta(days=3), "yellow"))
    return next((colour for limit, colour in steps if left < limit), "blue")


def is_after(done: datetime | date, due: datetime | date) -> bool:
    """Whether something was done after it was due; a date is met up to the end of that day."""
    if isinstance(done, datetime) and isinstance(due, datetime):
        return done > due
    return _day(done) > _day(due)


def moment(value: datetime | date) -> str:
    """Return an instant with its time, a date without."""
    return datetime_text(value) if isinstance(value, datetime) else date_text(value)


def _day(value: datetime | date) -> date:
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def _span(length: timedelta) -> str:
    """Return a length of time in its largest sensible unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return plural(max(minutes, 1), "minute")
    if minutes < 24 * 60:
        return plural(minutes // 60, "hour")
    return plural(minutes // (24 * 60), "day")


def paragraphs(text: str | None) -> Markup:
    """Return plain text as escaped paragraphs: a blank line parts two, a single newline is a line break."""
    blocks = [block.strip() for block in (text or "").replace("\r\n", "\n").split("\n\n")]
    return Markup("").join(
        Markup('<p class="govuk-body">{}</p>').format(Markup("<br>").join(escape(block).split("\n")))
        for block in blocks
        if block
    )


ALL: dict[str, Callable[..., Any]] = {
    "date": date_text,
    "time": time_text,
    "datetime": datetime_text,
    "ago": ago,
    "due_in": due_in,
    "due_colour": due_colour,
    "moment": moment,
    "paragraphs": paragraphs,
    "plural": plural,
}
