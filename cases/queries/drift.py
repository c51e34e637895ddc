"""Signs of drift of running plans, each with its evidence, in a constant number of queries for many plans.

What counts as one is in safeguarding.rules.drift; here are the facts it reads, as far as the reader sees
them: a meeting that they don't read is no evidence for them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch

from cases import access_meetings, access_plans
from cases.meeting_states import MeetingKind, MeetingState
from cases.models import (
    Child,
    Meeting,
    MeetingChild,
    Plan,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    PlanVersion,
)
from cases.plan_states import STATUTORY, PlanItemState
from cases.queries.worklist_scope import children_of_team
from cases.states import PlanKind
from safeguarding.accounts.models import User
from safeguarding.rules.drift import Cancelled, Drift, DueDate, OpenAction, PlanFacts, Review, find
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

# What reviews a plan of this kind, and what goes through it in between.
REVIEWED_BY: Final[Mapping[str, MeetingKind]] = {
    PlanKind.CHILD_PROTECTION: MeetingKind.CONFERENCE,
    PlanKind.CHILD_IN_NEED: MeetingKind.CHILD_IN_NEED_MEETING,
}
WORKED_ON_BY: Final[Mapping[str, MeetingKind]] = {
    PlanKind.CHILD_PROTECTION: MeetingKind.CORE_GROUP,
    PlanKind.CHILD_IN_NEED: MeetingKind.CHILD_IN_NEED_MEETING,
}
_WORDS: Final = ("danger_statement", "safety_goal", "contingency")
_ISO_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Drifting:
    """A plan that shows signs of drift."""

    plan: Plan
    signs: tuple[Drift, ...]


def of_child(user: User, child: Child, on: date) -> tuple[Drift, ...]:
    """The signs of the child's running plan on that day, as `user` may see them; empty without any."""
    plans = access_plans.visible_plans(user).filter(
        child=child, authority="", ended_on=None, kind__in=STATUTORY
    )
    return tuple(sign for signs in signals(user, plans[:1], on).values() for sign in signs)


def of_team(user: User, on: date) -> list[Drifting]:
    """The drifting plans of the children whom `user`'s staff or team hold: most signs first, then longest."""
    plans = access_plans.visible_plans(user).filter(
        child__in=children_of_team(user).values("pk"), authority="", ended_on=None, kind__in=STATUTORY
    )
    rows = list(plans.select_related("child__person", "child__allocated_to"))
    found = signals(user, rows, on)
    drifting = [Drifting(plan, found[plan.pk]) for plan in rows if found[plan.pk]]
    return sorted(drifting, key=lambda each: (-len(each.signs), each.plan.started_on, each.plan.pk))


def signals(user: User, plans: Iterable[Plan], on: date) -> dict[int, tuple[Drift, ...]]:
    """By the key of each plan its signs on that day, the days in their words as one reads them."""
    rows = list(plans)
    facts = _facts(user, rows)
    return {plan.pk: tuple(_said(sign) for sign in find(facts[plan.pk], on)) for plan in rows}


def _said(sign: Drift) -> Drift:
    evidence = tuple(replace(each, text=_ISO_DAY.sub(_day, each.text)) for each in sign.evidence)
    return replace(sign, evidence=evidence)


def _day(found: re.Match[str]) -> str:
    return date_text(date.fromisoformat(found[0]))


def _facts(user: User, plans: Sequence[Plan]) -> dict[int, PlanFacts]:
    keys = [plan.pk for plan in plans]
    actions: dict[int, list[OpenAction]] = defaultdict(list)
    starts = {plan.pk: plan.started_on for plan in plans}
    progress = Prefetch("progress", PlanItemProgress.objects.order_by("recorded_at", "pk"))
    items = PlanItem.objects.filter(plan__in=keys, state=PlanItemState.OPEN).order_by("plan", "number")
    for item in items.prefetch_related(progress):
        actions[item.plan_id].append(_action(item, starts[item.plan_id]))
    versions: dict[int, list[PlanVersion]] = defaultdict(list)
    for version in PlanVersion.objects.filter(plan__in=keys, meeting__isnull=False).order_by("number"):
        versions[version.plan_id].append(version)
    scales: dict[int, list[PlanScale]] = defaultdict(list)
    for scale in PlanScale.objects.filter(plan__in=keys).order_by("given_on", "pk"):
        scales[scale.plan_id].append(scale)
    meetings = _meetings(user, plans)
    return {
        plan.pk: PlanFacts(
            reference=plan.child.reference,
            started_on=plan.started_on,
            actions=tuple(actions[plan.pk]),
            reviews=_reviews(plan, meetings[plan.child_id], versions[plan.pk], scales[plan.pk]),
            cancelled=_cancelled(plan, meetings[plan.child_id]),
        )
        for plan in plans
    }


def _action(item: PlanItem, since: date) -> OpenAction:
    """The item with its due dates; the day on which the first was set is the plan's, nothing asks for it."""
    dates: list[DueDate] = []
    for row in item.progress.all():
        if not dates and row.due_was is not None:
            dates.append(DueDate(since, row.due_was))
        if row.due_now is not None and (not dates or dates[-1].due_on != row.due_now):
            dates.append(DueDate(london_date(row.recorded_at), row.due_now))
    if item.due_on is not None and (not dates or dates[-1].due_on != item.due_on):
        dates.append(DueDate(dates[-1].set_on if dates else since, item.due_on))
    return OpenAction(f"Item {item.number}", item.action, tuple(dates))


def _meetings(user: User, plans: Sequence[Plan]) -> dict[int, list[Meeting]]:
    """By child, the reviews held and the meetings cancelled that `user` may read, the oldest first."""
    found: dict[int, list[Meeting]] = defaultdict(list)
    kinds = {*REVIEWED_BY.values(), *WORKED_ON_BY.values()}
    rows = MeetingChild.objects.filter(
        child__in=[plan.child_id for plan in plans],
        meeting__in=access_meetings.readable_meetings(user).filter(kind__in=kinds).values("pk"),
    )
    for row in rows.select_related("meeting").order_by("meeting__starts_at", "meeting"):
        found[row.child_id].append(row.meeting)
    return found


def _reviews(
    plan: Plan, meetings: list[Meeting], versions: list[PlanVersion], scales: list[PlanScale]
) -> tuple[Review, ...]:
    kind, last_on, reviews = REVIEWED_BY[plan.kind], None, []
    for meeting in meetings:
        if meeting.kind != kind or meeting.held_at is None:
            continue
        on = london_date(meeting.held_at)
        if on < plan.started_on:
            continue
        left = [version for version in versions if version.meeting_id == meeting.pk]
        wordings = _wordings(left[-1].content) if left else ()
        scores = {
            scale.who: scale.score
            for scale in scales
            if scale.meeting_id == meeting.pk
            or (
                scale.meeting_id is None
                and (last_on is None or scale.given_on > last_on)
                and scale.given_on <= on
            )
        }
        reviews.append(Review(meeting.reference, on, wordings, tuple(sorted(scores.items()))))
        last_on = on
    return tuple(reviews)


def _wordings(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The words of a version by its parts; of items those still open."""
    whole = [(part.replace("_", " ").capitalize(), content.get(part, "")) for part in _WORDS]
    items = [
        (f"Item {item['number']}", f"{item['need']} {item['outcome']} {item['action']}")
        for item in content.get("items", ())
        if item["state"] == PlanItemState.OPEN
    ]
    return (*whole, *items)


def _cancelled(plan: Plan, meetings: list[Meeting]) -> tuple[Cancelled, ...]:
    return tuple(
        Cancelled(meeting.reference, london_date(meeting.starts_at), meeting.cancelled_reason)
        for meeting in meetings
        if meeting.kind == WORKED_ON_BY[plan.kind]
        and meeting.state == MeetingState.CANCELLED
        and london_date(meeting.starts_at) >= plan.started_on
    )
