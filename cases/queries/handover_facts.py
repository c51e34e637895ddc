"""What is on record for whoever takes a child over: plans, next dates, what was promised, when last seen."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypedDict

from cases import access, access_meetings, access_plans, access_visits
from cases.meeting_states import MeetingState
from cases.models import Child, PlanItem
from cases.plan_states import PlanItemState
from cases.queries.worklist_rows import rule_label
from cases.queries.worklist_scope import OPEN
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text, datetime_text

MOST: Final = 8
VISITS: Final = 3


class Fact(TypedDict):
    """A heading and its lines, as kept with the note."""

    label: str
    lines: list[str]


def facts(user: User, child: Child, *, now: datetime) -> list[Fact]:
    """What `user` sees on record about the child that a handover starts from."""
    return [
        Fact(label="Plans that run", lines=_plans(user, child)),
        Fact(label="Next time limits", lines=_limits(user, child, now)),
        Fact(label="Meetings to come", lines=_meetings(user, child, now)),
        Fact(label="Promised and past its date", lines=_promised(user, child, now)),
        Fact(label="Last visits", lines=_visits(user, child)),
    ]


def _plans(user: User, child: Child) -> list[str]:
    plans = access_plans.visible_plans(user).filter(child=child, ended_on=None, authority="")
    return [f"{each.get_kind_display()} since {date_text(each.started_on)}" for each in plans]


def _limits(user: User, child: Child, now: datetime) -> list[str]:
    rows = access.visible_deadlines(user).filter(OPEN, child=child).order_by("due_at", "pk")
    return [
        f"{rule_label(row.rule_id)}: {'overdue since' if row.due_at <= now else 'due'}"
        f" {date_text(row.due_on)}"
        for row in rows[:MOST]
    ]


def _meetings(user: User, child: Child, now: datetime) -> list[str]:
    rows = access_meetings.readable_meetings(user).filter(
        children__child=child, starts_at__gt=now, state=MeetingState.PLANNED
    )
    return [
        f"{row.get_kind_display()}, {datetime_text(row.starts_at)}"
        for row in rows.order_by("starts_at")[:MOST]
    ]


def _promised(user: User, child: Child, now: datetime) -> list[str]:
    rows = PlanItem.objects.filter(
        plan__in=access_plans.visible_plans(user).filter(child=child, ended_on=None),
        state=PlanItemState.OPEN,
        due_on__lt=london_date(now),
    )
    return [
        f"{row.action} (by {date_text(row.due_on)}, {row.owner or row.owner_name or 'nobody named'})"
        for row in rows.select_related("owner").order_by("due_on", "pk")[:MOST]
    ]


def _visits(user: User, child: Child) -> list[str]:
    rows = access_visits.visible_visits(user).filter(child=child)
    return [
        f"{date_text(london_date(row.visited_at))}: {_seen(row.seen, row.seen_alone)}"
        for row in rows[:VISITS]
    ]


def _seen(seen: bool, alone: bool) -> str:
    if not seen:
        return "the child was not seen"
    return "seen alone" if alone else "seen, not alone"
