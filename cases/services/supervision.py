"""Supervision is started, prepared and written; signing it is `supervision_signing`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from cases import access, access_supervision
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import (
    Child,
    Supervision,
    SupervisionAction,
    SupervisionOfChild,
    SupervisionSignature,
)
from cases.queries import supervision as queries
from cases.queries.supervision_facts import frozen, gather
from cases.supervision_states import AGENDA, PARTS, SupervisionKind, SupervisionState
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

FURTHEST: Final = timedelta(days=366)
_SEVERAL: Final = 2


@transaction.atomic
def start(
    *, kind: SupervisionKind, supervised: Sequence[User], held_on: date, by: User, at: datetime
) -> Supervision:
    """Begin a supervision that `by` gives, on the day on which it is or will be held.

    Children of those supervised who are persistently not brought are in it from the beginning. Raises
    DomainError with the field, NotPermittedError for who is no manager of children's social care.
    """
    access.require(by, Action.SUPERVISE)
    workers = list(dict.fromkeys(supervised))
    _check_workers(kind, workers, by)
    if abs(held_on - london_date(at)) > FURTHEST:
        raise DomainError("Enter a day within a year of today", field="held_on")
    row = Supervision(kind=kind, supervisor=by, held_on=held_on, started_at=at)
    row.record(by=by, at=at, reason="Supervision begun")
    for person in (*workers, by):
        SupervisionSignature(supervision=row, person=person, is_supervisor=person == by).record(
            by=by, at=at, reason="Takes part"
        )
    if kind != SupervisionKind.PERSONAL:
        children = queries.candidates(by, row)
        owed = queries.owing(by, [child.pk for child in children])
        for child in children:
            if child.pk in owed:
                _put_in(row, child, by=by, at=at)
    return row


def _check_workers(kind: SupervisionKind, workers: Sequence[User], by: User) -> None:
    field_ = "workers" if kind == SupervisionKind.GROUP else "worker"
    if kind == SupervisionKind.GROUP and len(workers) < _SEVERAL:
        raise DomainError("A group has at least two workers", field=field_)
    if kind != SupervisionKind.GROUP and len(workers) != 1:
        raise DomainError("Choose who is supervised", field=field_)
    if by in workers:
        raise DomainError("Nobody supervises themselves", field=field_)
    allowed = queries.supervisees(by, kind)
    if any(worker not in allowed for worker in workers):
        raise DomainError("Choose somebody whom you manage and who works here", field=field_)


@transaction.atomic
def add_children(
    *, supervision: Supervision, children: Collection[int], by: User, at: datetime
) -> list[SupervisionOfChild]:
    """Put children (by key) of those supervised into a draft, each with the facts of this moment.

    Raises DomainError with the field, ChangedMeanwhileError when it isn't a draft any more, NotVisibleError,
    NotPermittedError.
    """
    row = draft(supervision, by)
    if row.kind == SupervisionKind.PERSONAL:
        raise DomainError("Children are discussed in case or group supervision", field="children")
    found = [child for child in queries.candidates(by, row) if child.pk in children]
    if not children or len(found) < len(set(children)):
        raise DomainError("Choose children of those who are supervised", field="children")
    return [_put_in(row, child, by=by, at=at) for child in found]


def _put_in(row: Supervision, child: Child, *, by: User, at: datetime) -> SupervisionOfChild:
    access.require(by, Action.BE_SUPERVISED, child)
    holder = row.signatures.select_related("person").get(person=child.allocated_to_id)
    part = row.parts.filter(child=child).first() or SupervisionOfChild(supervision=row, child=child)
    part.case_holder, part.left_out = holder.person, False
    part.facts, part.facts_at = frozen(gather(by, child, at=at)), at
    part.record(by=by, at=at, reason="Put in")
    return part


@transaction.atomic
def leave_out(*, part: SupervisionOfChild, by: User, at: datetime) -> SupervisionOfChild:
    """Take a child out of a draft; refused for one whose supervision is mandatory. Raises as `write` does."""
    row = _own_part(part, by)
    if row.child_id in queries.owing(by, [row.child_id]):
        raise DomainError("The child is persistently not brought: supervision is mandatory")
    row.left_out = True
    row.record(by=by, at=at, reason="Not discussed")
    return row


@transaction.atomic
def take_facts_anew(*, part: SupervisionOfChild, by: User, at: datetime) -> SupervisionOfChild:
    """Put the facts of this moment in the place of those taken before. Raises as `write` does."""
    row = _own_part(part, by)
    row.facts, row.facts_at = frozen(gather(by, row.child, at=at)), at
    row.record(by=by, at=at, reason="Facts taken anew")
    return row


@transaction.atomic
def write(
    *, part: SupervisionOfChild, version: int, words: Mapping[str, str], by: User, at: datetime
) -> SupervisionOfChild:
    """Write what is discussed about a child; `words` by part, `version` the one that the writer saw.

    Raises ChangedMeanwhileError when somebody else was quicker or it isn't a draft any more,
    NotVisibleError, NotPermittedError for who takes no part.
    """
    row = _own_part(part, by)
    if row.version != version:
        raise ChangedMeanwhileError("Somebody else has changed this since you opened it")
    for name in PARTS:
        if name in words:
            setattr(row, name, words[name].strip())
    row.record(by=by, at=at, reason="Written")
    return row


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """What stands beside children: the days, and the agenda by its keys."""

    held_on: date
    next_on: date | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def write_agenda(
    *, supervision: Supervision, version: int, facts: AgendaFacts, by: User, at: datetime
) -> Supervision:
    """Write the days and the agenda. Raises DomainError with the field, else as `write` does."""
    row = draft(supervision, by)
    if row.version != version:
        raise ChangedMeanwhileError("Somebody else has changed this since you opened it")
    if abs(facts.held_on - london_date(at)) > FURTHEST:
        raise DomainError("Enter a day within a year of today", field="held_on")
    if facts.next_on is not None and facts.next_on <= facts.held_on:
        raise DomainError("The next supervision comes after this one", field="next_on")
    row.held_on, row.next_on = facts.held_on, facts.next_on
    for name in AGENDA:
        setattr(row, name, facts.words.get(name, "").strip())
    row.record(by=by, at=at, reason="Written")
    return row


@transaction.atomic
def add_action(
    *,
    supervision: Supervision,
    what: str,
    owner: User,
    due_on: date,
    by: User,
    at: datetime,
    child: Child | None = None,
) -> SupervisionAction:
    """Agree that somebody who takes part does something by a day, for one of the children or for none.

    Raises DomainError with the field, else as `write` does.
    """
    row = draft(supervision, by)
    if not what.strip():
        raise DomainError("Enter what is to be done", field="what")
    if due_on < row.held_on:
        raise DomainError("The day can’t be before the supervision", field="due_on")
    if not row.signatures.filter(person=owner).exists():
        raise DomainError("Choose somebody who takes part", field="owner")
    if child is not None:
        access.require(by, Action.BE_SUPERVISED, child)
        if not row.parts.filter(child=child, left_out=False).exists():
            raise DomainError("Choose a child who is discussed here", field="child")
    action = SupervisionAction(supervision=row, child=child, what=what.strip(), owner=owner, due_on=due_on)
    action.record(by=by, at=at, reason="Agreed")
    return action


@transaction.atomic
def leave_out_action(*, action: SupervisionAction, by: User, at: datetime) -> SupervisionAction:
    """Take an action out of a draft. Raises as `write` does."""
    draft(action.supervision, by)
    row = (
        access_supervision.visible_actions(by)
        .select_for_update(of=("self",))
        .filter(pk=action.pk, left_out=False)
        .first()
    )
    if row is None:
        raise NotVisibleError
    row.left_out = True
    row.record(by=by, at=at, reason="Not agreed")
    return row


def draft(supervision: Supervision, by: User) -> Supervision:
    """The draft as it is now, locked, for one who takes part. Raises NotVisibleError, NotPermittedError,
    ChangedMeanwhileError when it is signed or called off."""
    row = locked(supervision, by)
    if row.state != SupervisionState.DRAFT:
        raise ChangedMeanwhileError(
            "This has been called off"
            if row.state == SupervisionState.CALLED_OFF
            else "This has been signed: a signature is taken back before anything changes"
        )
    return row


def locked(supervision: Supervision, by: User) -> Supervision:
    """The supervision as it is now, held until the transaction ends, for one who takes part."""
    found = access_supervision.require_part(by, supervision)
    return Supervision.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _own_part(part: SupervisionOfChild, by: User) -> SupervisionOfChild:
    draft(part.supervision, by)
    rows = access_supervision.visible_parts(by).filter(pk=part.pk, left_out=False)
    found = rows.select_for_update(of=("self",)).select_related("child", "supervision").first()
    if found is None:
        raise NotVisibleError
    access.require(by, Action.BE_SUPERVISED, found.child)
    return found
