"""Handing over work: whole children and single time limits, from one holder to another, in one transaction.

A child who is handed over is allocated anew, and the time limits that name the former worker (or somebody
who has left) follow; those that name others stay with them. What was met, stopped or given to somebody else
meanwhile is left out, and said to be. The former worker owes a note about each child; nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, Deadline
from cases.queries import workloads
from cases.queries.deadline_links import label_of
from cases.queries.worklist_rows import joined, rule_label
from cases.queries.worklist_scope import OPEN
from cases.services import alerts_moved, allocation, handover_notes
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Role, User
from safeguarding.notifications.services import notify
from safeguarding.ui.filters import plural

# More at once would keep others waiting.
MOST: Final = 300
_ALLOCATED_CHILDREN: Final = frozenset({Role.PRACTITIONER, Role.MANAGER})


@dataclass(frozen=True)
class LeftOut:
    """Something chosen that can't be handed over: its reference (never a name), and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Plan:
    """What changes hands: children, the time limits that go with them, other time limits; what doesn't."""

    children: tuple[Child, ...]
    following: tuple[Deadline, ...]
    deadlines: tuple[Deadline, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to hand over."""
        return not (self.children or self.deadlines)

    @property
    def in_words(self) -> str:
        """How much it is: "2 children and 7 time limits"."""
        amounts = [
            *([plural(len(self.children), "child", "children")] if self.children else []),
            plural(len(self.following) + len(self.deadlines), "time limit"),
        ]
        return " and ".join(amounts)


def plan(*, holder: str, children: Collection[int], deadlines: Collection[int], to: User, by: User) -> Plan:
    """What `hand_over` would do now. Raises as it does."""
    worker, to = _holder(holder, by), _taker(holder, to, by, is_given_children=bool(children))
    _require_some(children, deadlines)
    return _plan(holder, children, _chosen_limits(worker, children, deadlines, by), to, by)


@transaction.atomic
def hand_over(
    *,
    holder: str,
    children: Collection[int],
    deadlines: Collection[int],
    to: User,
    reason: str,
    by: User,
    at: datetime,
) -> Plan:
    """Give `to` these children and time limits (by key) of `holder`, and tell both workers once.

    What was told of them and isn't read goes along, from the one to the other.

    `holder` is a worker's key, also of one who has left, `team` or `nobody`, as in workloads. Both must be
    people whom `by` manages. Raises NotPermittedError, NotVisibleError for another's worker, DomainError with
    the field, ChangedMeanwhileError when nothing of it is left.
    """
    access.require(by, access.Action.MANAGE_CASE)
    if not reason.strip():
        raise DomainError("Enter why the work is handed over", field="reason")
    # One order for everybody: people, children, time limits.
    to = User.objects.select_for_update(no_key=True).get(pk=to.pk)
    worker, to = _holder(holder, by), _taker(holder, to, by, is_given_children=bool(children))
    _require_some(children, deadlines)
    list(Child.objects.filter(pk__in=children).order_by("pk").select_for_update(no_key=True))
    limits = _chosen_limits(worker, children, deadlines, by)
    list(limits.order_by("pk").select_for_update(of=("self",), no_key=True))
    found = _plan(holder, children, limits.all(), to, by)
    if found.is_empty:
        raise ChangedMeanwhileError("Nothing of this is left to hand over: it was done or given to others")
    # The time limits first: whoever gives away a restricted child may not see it any more afterwards.
    for deadline in (*found.following, *found.deadlines):
        _give(deadline, to, reason=reason, by=by, at=at)
    notes = []
    for child in found.children:
        team = to.team or child.team
        _, note = allocation.make_responsible(child=child, worker=to, team=team, by=by, at=at, reason=reason)
        notes += [note] if note is not None else []
    given = [deadline.pk for deadline in (*found.following, *found.deadlines)]
    alerts_moved.follow(deadlines=given, children=[child.pk for child in found.children], at=at)
    _tell(found, worker, to, by=by, at=at)
    handover_notes.tell_owed(notes, by=by, at=at)
    return found


def _holder(holder: str, by: User) -> User | None:
    access.require(by, access.Action.MANAGE_CASE)
    return workloads.holder(by, holder)


def _taker(holder: str, to: User, by: User, *, is_given_children: bool) -> User:
    if str(to.pk) == holder:
        raise DomainError("Choose somebody else: they hold this work now", field="worker")
    if to not in workloads.takers(by):
        raise DomainError("Choose somebody whom you manage and who works here", field="worker")
    if is_given_children and to.role not in _ALLOCATED_CHILDREN:
        raise DomainError("Children are allocated to social workers and their managers", field="worker")
    if is_given_children:
        allocation.require_statutory(to)
    return to


def _require_some(children: Collection[int], deadlines: Collection[int]) -> None:
    if not children and not deadlines:
        raise DomainError("Choose what is handed over", field="children")
    if len(children) + len(deadlines) > MOST:
        raise DomainError(f"Hand over {MOST} at most at once", field="children")


def _chosen_limits(
    worker: User | None, children: Collection[int], deadlines: Collection[int], by: User
) -> QuerySet[Deadline]:
    former = Q(responsible=worker) if worker is not None else Q(responsible__is_active=False)
    chosen = Q(pk__in=deadlines) | (OPEN & Q(child__in=children) & former)
    return access.visible_deadlines(by).filter(chosen)


def _plan(holder: str, children: Collection[int], chosen: QuerySet[Deadline], to: User, by: User) -> Plan:
    """Sort what was chosen by what it is now; where the rows are locked, it stays so."""
    limits = list(joined(chosen).order_by("due_at", "pk"))
    given = tuple(workloads.allocated(by, holder).filter(pk__in=children).select_related("person", "team"))
    keys = {child.pk for child in given}
    held = set(
        workloads.held(by, holder).filter(pk__in=[each.pk for each in limits]).values_list("pk", flat=True)
    )
    seen = _seen(to, [each.child_id for each in limits if each.child_id is not None])
    following, others = [], []
    left_out = _changed_children(children, keys, by)
    for each in limits:
        why = "" if each.child_id in keys and each.pk in held else _why_not(each, held, seen, to, by)
        if why:
            left_out.append(LeftOut(f"{rule_label(each.rule_id)}, {label_of(each)}", why))
        elif each.child_id in keys:
            following.append(each)
        else:
            others.append(each)
    return Plan(given, tuple(following), tuple(others), tuple(left_out))


def _changed_children(children: Collection[int], given: set[int], by: User) -> list[LeftOut]:
    others = access.visible_children(by).filter(pk__in=set(children) - given).order_by("pk")
    return [
        LeftOut(reference, "somebody else is responsible for the child by now")
        for reference in others.values_list("reference", flat=True)
    ]


def _why_not(deadline: Deadline, held: set[int], seen: set[int], to: User, by: User) -> str:
    if deadline.met_at is not None:
        return "it was met meanwhile"
    if deadline.cancelled_at is not None:
        return "it was stopped meanwhile"
    if deadline.pk not in held:
        return "somebody else holds it by now"
    if _can_work_on(deadline, seen, to):
        return ""
    return f"{to.full_name} may not open the record"


def _can_work_on(deadline: Deadline, seen: set[int], to: User) -> bool:
    """Nobody is given what they may not see."""
    if deadline.about_worker_id is not None:
        return access.may(to, access.Action.MANAGE_CASE) and deadline.about_worker_id != to.pk
    if deadline.child_id is not None:
        return deadline.child_id in seen
    return access.may(to, access.Action.WORK_FRONT_DOOR)


@as_service(Service.RECORD_KEEPING)
def _seen(to: User, children: Collection[int]) -> set[int]:
    """Which of these children `to` may open: whoever hands over doesn't see others' grants."""
    return set(access.visible_children(to).filter(pk__in=children).values_list("pk", flat=True))


def _give(deadline: Deadline, to: User, *, reason: str, by: User, at: datetime) -> None:
    deadline.responsible = to
    # What a team holds goes to the new worker's team with it.
    deadline.team = to.team if deadline.team is not None else None
    deadline.record(by=by, at=at, reason=f"Handed over to {to.full_name}: {reason}")


def _tell(found: Plan, worker: User | None, to: User, *, by: User, at: datetime) -> None:
    told = {to: "to you"} | ({worker: "from you to a colleague"} if worker is not None else {})
    for recipient, words in told.items():
        if recipient != by:
            notify(
                recipients=[recipient],
                key=f"handed_over:{by.pk}:{to.pk}:{at.isoformat()}",
                kind="handed_over",
                text=f"Work was handed over {words}: {found.in_words}",
                path="/",
                at=at,
            )
