"""What one worker of a child tells the next: owed with every change of worker, never a condition for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases import access, access_allocation
from cases.allocation_states import OPEN_NOTE
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, HandoverNote
from cases.queries import handover_facts
from cases.services import events
from cases.states import EventKind
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify
from safeguarding.ui.filters import plural


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the former worker tells: what matters now, what comes next and when, what was promised."""

    what_matters: str
    next_dates: str
    promised: str


def owe(*, child: Child, former: User | None, worker: User, by: User, at: datetime) -> HandoverNote | None:
    """Note that `former` owes `worker` a note; part of an allocation, which has asked the gate.

    What is open about the child goes on to the new worker; what they would be told by themselves is no
    longer needed.
    """
    open_notes = HandoverNote.objects.filter(OPEN_NOTE, child=child).order_by("pk")
    owed = None
    for note in open_notes.select_for_update(of=("self",), no_key=True):
        if note.from_worker_id == worker.pk:
            note.dropped_at = at
            note.record(by=by, at=at, reason="The child came back to the worker who was to write it")
            continue
        if note.to_worker_id != worker.pk:
            note.to_worker = worker
            note.record(by=by, at=at, reason="The child went on to another worker")
        if former is not None and note.from_worker_id == former.pk:
            owed = note
    if former is None or former == worker or owed is not None:
        return owed
    note = HandoverNote(child=child, from_worker=former, to_worker=worker, owed_at=at, owed_by=by)
    note.record(by=by, at=at, reason="The child has another worker")
    return note


def tell_owed(notes: Sequence[HandoverNote], *, by: User, at: datetime) -> None:
    """Tell each former worker once what they owe, as far as they may still open the records."""
    by_worker: dict[User, list[HandoverNote]] = {}
    for note in notes:
        by_worker.setdefault(note.from_worker, []).append(note)
    for worker, owed in by_worker.items():
        seen = _seen(worker, [note.child_id for note in owed])
        mine = [note for note in owed if note.child_id in seen]
        if not mine or worker == by:
            continue
        one = mine[0].child if len(mine) == 1 else None
        notify(
            recipients=[worker],
            key=f"handover_owed:{mine[0].pk}:{mine[0].version}",
            kind="handover_owed",
            text=f"Write {plural(len(mine), 'handover note')} for the next worker",
            path=reverse("handover_note_write", args=[one.reference, mine[0].pk])
            if one is not None
            else reverse("handover_notes"),
            reference=one.reference if one is not None else "",
            at=at,
        )


@transaction.atomic
def write(*, note: HandoverNote, facts: NoteFacts, version: int, by: User, at: datetime) -> HandoverNote:
    """Write the note, or write it anew until it is received; what is on record that day is kept with it.

    Raises NotVisibleError, NotPermittedError for all but the former worker and managers, DomainError with the
    field, ChangedMeanwhileError when it was received, is no longer needed, or somebody else wrote it.
    """
    locked = _locked(note, by)
    if not access_allocation.may_write(by, locked):
        raise NotPermittedError("write_handover_note")
    if locked.received_at is not None or locked.dropped_at is not None:
        raise ChangedMeanwhileError("This note was received, or is no longer needed")
    if locked.version != version:
        raise ChangedMeanwhileError("Somebody else wrote this note")
    for name, message in _NEEDED.items():
        if not getattr(facts, name).strip():
            raise DomainError(message, field=name)
    locked.what_matters = facts.what_matters.strip()
    locked.next_dates, locked.promised = facts.next_dates.strip(), facts.promised.strip()
    locked.facts = handover_facts.facts(by, locked.child, now=at)
    locked.written_at, locked.written_by = at, by
    locked.record(by=by, at=at, reason="Handover note written")
    _say(locked, f"A handover note for {locked.to_worker.full_name} was written", by=by, at=at)
    notify(
        recipients=[locked.to_worker] if locked.to_worker != by else [],
        key=f"handover_written:{locked.pk}:{locked.version}",
        kind="handover_written",
        text="A handover note waits for you",
        path=reverse("handover_note", args=[locked.child.reference, locked.pk]),
        reference=locked.child.reference,
        at=at,
    )
    return locked


@transaction.atomic
def receive(*, note: HandoverNote, by: User, at: datetime) -> HandoverNote:
    """Say that the new worker has read it; from then on it doesn't change.

    Raises NotVisibleError, NotPermittedError for everybody else, ChangedMeanwhileError when it isn't written,
    was received already, or is no longer needed.
    """
    locked = _locked(note, by)
    if not access_allocation.may_receive(by, locked):
        raise NotPermittedError("receive_handover_note")
    if locked.received_at is not None or locked.dropped_at is not None:
        raise ChangedMeanwhileError("This note was received already, or is no longer needed")
    if locked.written_at is None:
        raise ChangedMeanwhileError("This note isn’t written yet")
    locked.received_at = at
    locked.record(by=by, at=at, reason="Handover note received")
    _say(locked, f"{by.full_name} received the handover note", by=by, at=at)
    return locked


_NEEDED = {
    "what_matters": "Say what matters now for the child",
    "next_dates": "Say what comes next and when, or that nothing is arranged",
    "promised": "Say what was promised and not done yet, or that nothing was",
}


def _locked(note: HandoverNote, by: User) -> HandoverNote:
    """The note, locked; only on a record that `by` may work on, not one opened in an emergency."""
    rows = access_allocation.visible_notes(by).select_related(
        "child__person", "from_worker", "to_worker", "written_by"
    )
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=note.pk).first()
    if found is None:
        raise NotVisibleError
    access.require(by, access.Action.RECORD_EVENT, found.child)
    return found


def _say(note: HandoverNote, words: str, *, by: User, at: datetime) -> None:
    events.write(child=note.child, kind=EventKind.ALLOCATION, what_happened=words, by=by, at=at)


@as_service(Service.RECORD_KEEPING)
def _seen(worker: User, children: Collection[int]) -> set[int]:
    """Which of these children the former worker may still open: the manager sees no grants of others."""
    if not worker.is_active:
        return set()
    return set(access.visible_children(worker).filter(pk__in=children).values_list("pk", flat=True))
