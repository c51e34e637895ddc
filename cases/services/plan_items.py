"""The items of a plan: added, changed, done with what they changed for the child, dropped, reopened.

What it takes is in safeguarding.rules.plan_items. A date that is put off stays on record beside the new one,
as progress: that is what drift is found by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Meeting, Plan, PlanItem, PlanItemProgress
from cases.plan_states import PlanItemState
from cases.services import events, plan_lock
from cases.states import EventKind, Significance
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import plan_items as rules
from safeguarding.rules.plan_items import ItemMove
from safeguarding.ui.filters import date_text

MOST_LETTERS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What an item says; an owner is a user or a name from outside."""

    need: str
    action: str
    outcome: str = ""
    owner: User | None = None
    owner_name: str = ""
    agency: Agency | None = None
    due_on: date | None = None
    measure: str = ""


@transaction.atomic
def add(*, plan: Plan, facts: ItemFacts, by: User, at: datetime, added_in: Meeting | None = None) -> PlanItem:
    """Add an item to an open plan, numbered after its last; `added_in` is the meeting that asked for it.

    Raises DomainError with the field, ChangedMeanwhileError, NotVisibleError, NotPermittedError.
    """
    plan = plan_lock.open_plan(plan, by)
    last = PlanItem.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    item = PlanItem(plan=plan, number=last + 1, added_in=added_in)
    _apply(item, facts)
    item.record(by=by, at=at, reason="Item added")
    return item


@transaction.atomic
def change(
    *, item: PlanItem, facts: ItemFacts, reason: str, by: User, at: datetime, version: int | None = None
) -> PlanItem:
    """Change an open item; `version` is the one that the person saw.

    Another day by which it is done is written down as progress with its reason.
    """
    item = _held(item, by)
    if version is not None and item.version != version:
        raise ChangedMeanwhileError("Somebody else has changed this item since you opened it")
    if item.state != PlanItemState.OPEN:
        raise ChangedMeanwhileError("This item has been closed")
    if not reason.strip():
        raise DomainError("Say why, in a few words", field="reason")
    before = item.due_on
    _apply(item, facts)
    item.record(by=by, at=at, reason=reason.strip())
    if before is not None and item.due_on != before:
        now = date_text(item.due_on) if item.due_on is not None else "no day"
        words = f"To be done by {now} instead of {date_text(before)}: {reason.strip()}"
        PlanItemProgress(
            item=item,
            agency=by.agency,
            progress=words,
            due_was=before,
            due_now=item.due_on,
            recorded_at=at,
            recorded_by=by,
        ).record(by=by, at=at, reason="Another day by which it is done")
    return item


@transaction.atomic
def finish(*, item: PlanItem, impact: str, by: User, at: datetime) -> PlanItem:
    """Close an item as done, with what it changed for the child; the chronology says it."""
    item = _held(item, by)
    _refuse(item, ItemMove.FINISH, impact=impact)
    item.impact = impact.strip()
    _close(item, PlanItemState.DONE, "Done", by=by, at=at)
    events.write(
        child=item.plan.child,
        kind=EventKind.NOTE,
        what_happened=f"Item {item.number} of the plan is done: {item.action}",
        impact_on_child=item.impact,
        significance=Significance.NOTABLE,
        by=by,
        at=at,
    )
    return item


@transaction.atomic
def drop(*, item: PlanItem, reason: str, by: User, at: datetime) -> PlanItem:
    """Close an item that is no longer needed, with the reason."""
    item = _held(item, by)
    _refuse(item, ItemMove.DROP, reason=reason)
    if len(reason.strip()) > MOST_LETTERS:
        raise DomainError(f"The reason must be {MOST_LETTERS} characters or fewer", field="reason")
    item.closed_reason = reason.strip()
    _close(item, PlanItemState.DROPPED, item.closed_reason, by=by, at=at)
    return item


@transaction.atomic
def reopen(*, item: PlanItem, reason: str, by: User, at: datetime) -> PlanItem:
    """Open a closed item again; what it was closed with stays in its history."""
    item = _held(item, by)
    _refuse(item, ItemMove.REOPEN, reason=reason)
    item.state, item.closed_at, item.closed_by = PlanItemState.OPEN, None, None
    item.impact, item.closed_reason = "", ""
    item.record(by=by, at=at, reason=reason.strip())
    return item


def _held(item: PlanItem, by: User) -> PlanItem:
    """The item as it is now, locked after its child and its plan."""
    plan = plan_lock.open_plan(item.plan, by)
    held = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    held.plan = plan
    return held


def _apply(item: PlanItem, facts: ItemFacts) -> None:
    if not facts.need.strip():
        raise DomainError("Enter the need or danger", field="need")
    if not facts.action.strip():
        raise DomainError("Enter what will be done", field="action")
    if facts.owner is not None and facts.owner_name.strip():
        raise DomainError("Choose one owner", field="owner")
    item.need, item.outcome = facts.need.strip(), facts.outcome.strip()
    item.action, item.measure = facts.action.strip(), facts.measure.strip()
    item.owner, item.owner_name = facts.owner, facts.owner_name.strip()
    item.agency = facts.owner.agency if facts.owner is not None else facts.agency
    item.due_on = facts.due_on


def _refuse(item: PlanItem, move: ItemMove, *, impact: str = "", reason: str = "") -> None:
    refused = rules.refusal(item.state, move, impact=impact, reason=reason)
    if not refused:
        return
    if rules.next_state(item.state, move) is None:
        raise ChangedMeanwhileError(refused)
    raise DomainError(refused, field="impact" if move is ItemMove.FINISH else "reason")


def _close(item: PlanItem, state: PlanItemState, reason: str, *, by: User, at: datetime) -> None:
    item.state, item.closed_at, item.closed_by = state, at, by
    item.record(by=by, at=at, reason=reason)
