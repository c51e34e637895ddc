"""Handover notes as lists: what somebody owes and waits for, what their team owes, and a child's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from cases import access, access_allocation
from cases.allocation_states import OPEN_NOTE, SKILL_WORDS, NoteState
from cases.models import AllocationRecord, Child, HandoverNote
from cases.queries.worklist_scope import manages
from safeguarding.accounts.models import Role, User
from safeguarding.rules.allocation import MISMATCHES

MOST: Final = 100
_COLOURS: Final = {
    NoteState.OWED: "orange",
    NoteState.WRITTEN: "blue",
    NoteState.RECEIVED: "green",
    NoteState.DROPPED: "grey",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One note: where it stands, for how many days it has been owed, and what the reader may do with it."""

    note: HandoverNote
    state: NoteState
    days: int
    may_write: bool
    may_receive: bool

    @property
    def colour(self) -> str:
        """The colour of the state's tag."""
        return _COLOURS[self.state]


@dataclass(frozen=True, slots=True)
class Lists:
    """What `user` is to write, what waits for them, and what is open among those whom they manage."""

    to_write: list[Line]
    to_receive: list[Line]
    of_team: list[Line]


@dataclass(frozen=True, slots=True)
class Allocated:
    """One allocation of a child as its page shows it."""

    record: AllocationRecord
    skills: list[str]
    mismatches: list[str]


def state_of(note: HandoverNote) -> NoteState:
    """Where a note stands."""
    if note.dropped_at is not None:
        return NoteState.DROPPED
    if note.received_at is not None:
        return NoteState.RECEIVED
    return NoteState.OWED if note.written_at is None else NoteState.WRITTEN


def line(user: User, note: HandoverNote, *, now: datetime, works: bool = True) -> Line:
    """A note as `user` sees it; `works` is False on a record that they only read."""
    state = state_of(note)
    is_open = works and state in {NoteState.OWED, NoteState.WRITTEN}
    return Line(
        note=note,
        state=state,
        days=max((now - note.owed_at).days, 0),
        may_write=is_open and access_allocation.may_write(user, note),
        may_receive=works and state == NoteState.WRITTEN and access_allocation.may_receive(user, note),
    )


def waiting(user: User) -> dict[str, int]:
    """How many notes `user` is to write, and how many wait for them, in one statement."""
    return _open(user).aggregate(
        to_write=Count("pk", filter=Q(from_worker=user, written_at=None)),
        to_receive=Count("pk", filter=Q(to_worker=user, written_at__isnull=False)),
    )


def lists(user: User, *, now: datetime) -> Lists:
    """The page of handover notes, the oldest first."""
    rows = _joined(_open(user)).order_by("owed_at", "pk")
    manages_some = access.may(user, access.Action.MANAGE_CASE)
    return Lists(
        to_write=_lines(user, rows.filter(from_worker=user, written_at=None), now),
        to_receive=_lines(user, rows.filter(to_worker=user, written_at__isnull=False), now),
        of_team=_lines(user, _of_team(user, rows), now) if manages_some else [],
    )


def of_child(user: User, child: Child, *, now: datetime) -> list[Line]:
    """A child's handover notes, the newest first."""
    works = child.emergency_until is None
    rows = _joined(access_allocation.visible_notes(user).filter(child=child))
    return [line(user, row, now=now, works=works) for row in rows]


def allocations(user: User, child: Child) -> list[Allocated]:
    """To whom the child was allocated, the latest first, with why."""
    rows = access_allocation.visible_allocations(user).filter(child=child)
    return [
        Allocated(
            record=row,
            skills=[SKILL_WORDS[each] for each in row.skills_wanted],
            mismatches=[str(words) for each, words in MISMATCHES.items() if each in row.mismatches],
        )
        for row in rows.select_related("worker", "former", "by")
    ]


def _of_team(user: User, rows: QuerySet[HandoverNote]) -> QuerySet[HandoverNote]:
    """Between workers whom the manager manages; the whole service's for its heads."""
    if user.role == Role.SENIOR_MANAGER:
        return rows
    staff = manages(user).values("pk")
    return rows.filter(Q(from_worker__in=staff) | Q(to_worker__in=staff))


def _open(user: User) -> QuerySet[HandoverNote]:
    return access_allocation.visible_notes(user).filter(OPEN_NOTE)


def _joined(rows: QuerySet[HandoverNote]) -> QuerySet[HandoverNote]:
    return rows.select_related("child__person", "from_worker", "to_worker", "written_by")


def _lines(user: User, rows: QuerySet[HandoverNote], now: datetime) -> list[Line]:
    return [line(user, row, now=now) for row in rows[:MOST]]
