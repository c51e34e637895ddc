"""Meetings as lists and as a month: those of the person, of their team, or all that they may see."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cases import access, access_meetings
from cases.meeting_states import MeetingState, Reply
from cases.models import Meeting, MeetingChild
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import LONDON, london_date
from safeguarding.ui.filters import datetime_text, time_text

PER_PAGE: Final = 25
TABS: Final = {
    "upcoming": "Upcoming",
    "reply": "To reply",
    "minute": "To minute",
    "past": "Past",
}
WHOSE: Final = {"mine": "Mine", "team": "My team’s", "all": "All that I may see"}
_COLOURS: Final = {
    MeetingState.PLANNED: "blue",
    MeetingState.HELD: "orange",
    MeetingState.DRAFTED: "yellow",
    MeetingState.CANCELLED: "grey",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month's calendar with its meetings; `date` is None before the first and after the last."""

    date: date | None
    meetings: list[dict[str, str]]


def listing(
    user: User, *, tab: str, whose: str, kind: str, state: str, page: str, now: datetime
) -> tuple[list[dict[str, Any]], Page[Meeting]]:
    """One page of a tab's meetings: rows for the worklist, and Django's page of them."""
    meetings = _of_tab(user, tab, whose, now)
    if kind:
        meetings = meetings.filter(kind=kind)
    if state:
        meetings = meetings.filter(state=state)
    order = ("-starts_at", "-pk") if tab in {"past", "minute"} else ("starts_at", "pk")
    shown = Paginator(meetings.order_by(*order), PER_PAGE).get_page(page)
    names = _names(user, list(shown))
    return [_row(meeting, names[meeting.pk]) for meeting in shown], shown


def counts(user: User, *, now: datetime) -> dict[str, int]:
    """How many wait for `user`'s reply, and how many for their minutes."""
    return {tab: _of_tab(user, tab, "mine", now).count() for tab in ("reply", "minute")}


def month(user: User, first: date, *, whose: str) -> list[list[Day]]:
    """The weeks (Monday to Sunday) of the month that begins at `first`, with the meetings of each day."""
    _, last = calendar.monthrange(first.year, first.month)
    starts = datetime.combine(first, time(), tzinfo=LONDON)
    ends = datetime.combine(first.replace(day=last) + timedelta(days=1), time(), tzinfo=LONDON)
    found = _whose(user, whose).filter(starts_at__gte=starts, starts_at__lt=ends)
    days: dict[date, list[dict[str, str]]] = defaultdict(list)
    for meeting in found.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk"):
        days[london_date(meeting.starts_at)].append(
            {
                "href": reverse("meeting", args=[meeting.reference]),
                "time": time_text(meeting.starts_at),
                "text": f"{meeting.get_kind_display()} {meeting.reference}",
            }
        )
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [
        [Day(day if day.month == first.month else None, days.get(day, [])) for day in week] for week in weeks
    ]


def first_of(text: str, today: date) -> date:
    """The month that an address names (2026-03), or this one where it names none that can be."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month, not an instant
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


def _whose(user: User, whose: str) -> QuerySet[Meeting]:
    seen = access_meetings.visible_meetings(user)
    if whose == "all":
        return seen
    part = Q(chair=user) | Q(minute_taker=user) | Q(called_by=user)
    part |= Q(Exists(access_meetings.own_invitations(user).filter(meeting=OuterRef("pk"))))
    about = MeetingChild.objects.filter(meeting=OuterRef("pk"))
    part |= Q(Exists(about.filter(child__allocated_to=user)))
    if whose == "team" and user.team_id is not None:
        part |= Q(Exists(about.filter(child__team=user.team_id)))
        part |= Q(chair__team=user.team_id) | Q(called_by__team=user.team_id)
    return seen.filter(part)


def _of_tab(user: User, tab: str, whose: str, now: datetime) -> QuerySet[Meeting]:
    if tab == "reply":
        unanswered = access_meetings.own_invitations(user).filter(reply=Reply.NONE, meeting=OuterRef("pk"))
        seen = access_meetings.visible_meetings(user)
        return seen.filter(Exists(unanswered), state=MeetingState.PLANNED, ends_at__gte=now)
    if tab == "minute":
        own = Q(minute_taker=user) | (Q(minute_taker=None) & (Q(chair=user) | Q(called_by=user)))
        waiting = (MeetingState.HELD, MeetingState.DRAFTED)
        return access_meetings.visible_meetings(user).filter(own, state__in=waiting)
    meetings = _whose(user, whose)
    over = Q(ends_at__lt=now) | ~Q(state=MeetingState.PLANNED)
    return meetings.filter(over) if tab == "past" else meetings.exclude(over)


def _names(user: User, meetings: list[Meeting]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    # Of a meeting that one's people on duty are asked to, nobody's name is told.
    read = access_meetings.readable_meetings(user).filter(pk__in=[meeting.pk for meeting in meetings])
    rows = MeetingChild.objects.filter(
        meeting__in=read.values("pk"), child__in=access.visible_children(user).values("pk")
    )
    for row in rows.select_related("child__person").order_by("pk"):
        names[row.meeting_id].append(row.child.person.name)
    return names


def _row(meeting: Meeting, names: list[str]) -> dict[str, Any]:
    facts = [datetime_text(meeting.starts_at), meeting.get_format_display(), meeting.place, ", ".join(names)]
    state = MeetingState(meeting.state)
    return {
        "href": reverse("meeting", args=[meeting.reference]),
        "title": f"{meeting.get_kind_display()} {meeting.reference}",
        "facts": [fact for fact in facts if fact],
        "tag": state.label,
        "tag_colour": _COLOURS.get(state, "green"),
    }
