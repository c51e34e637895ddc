"""Signing a supervision, and what follows when everybody has: it stands, and the next one's clocks run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Supervision, SupervisionAction, SupervisionSignature
from cases.queries import supervision as queries
from cases.queries.supervision import Whole
from cases.services import events, supervision_clocks
from cases.services.supervision import draft, locked
from cases.states import EventKind, Sensitivity, Significance
from cases.supervision_states import (
    AGENDA,
    PARTS,
    SUPERVISION_MOVES,
    SupervisionKind,
    SupervisionMove,
    SupervisionState,
)
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify, withdraw
from safeguarding.rules.london_time import at_hour, london_date

# Of the agenda of a supervisor or a chair; how they are is theirs to leave out.
_NEEDED = ("oversight", "workload", "learning")


@transaction.atomic
def sign(*, supervision: Supervision, seen: str, by: User, at: datetime) -> Supervision:
    """Sign what one has read; `seen` is its fingerprint (queries.supervision.Whole).

    When the last one signs it stands for good: decisions become actions, the chronology says that the child
    was discussed, the clocks are met and begin anew. Raises ChangedMeanwhileError when another word stands
    there by now, or one has signed already; DomainError while something is missing; NotVisibleError,
    NotPermittedError for who takes no part.
    """
    row = locked(supervision, by)
    found = queries.whole(by, row)
    own = next(each for each in found.signatures if each.person_id == by.pk)
    if own.signed_at is not None:
        raise ChangedMeanwhileError("You have already signed this")
    if row.state not in {SupervisionState.DRAFT, SupervisionState.SIGNED_BY_ONE}:
        raise ChangedMeanwhileError("This has been called off")
    if found.fingerprint != seen:
        raise ChangedMeanwhileError("Somebody has changed this since you read it: read it again")
    problems, next_on = unfinished(found, at=at), row.next_on
    if problems or next_on is None:
        raise DomainError(problems[0])
    own.signed_at = at
    own.record(by=by, at=at, reason="Signed")
    others = [each for each in found.signatures if each.pk != own.pk and each.signed_at is None]
    if others:
        _move(row, SupervisionMove.SIGN)
        row.record(by=by, at=at, reason="Signed by one")
        _ask(row, others, own, at=at)
        return row
    return _complete(row, found, next_on, by=by, at=at)


def unfinished(found: Whole, *, at: datetime) -> list[str]:
    """What stands in the way of signing, in words; nothing when it can be signed."""
    row = found.row
    problems = []
    if row.held_on > london_date(at):
        problems.append("It is signed on the day or after it")
    if row.next_on is None:
        problems.append("Enter the day of the next supervision")
    if row.kind == SupervisionKind.PERSONAL:
        problems += [f"Write: {AGENDA[name]}" for name in _NEEDED if not getattr(row, name)]
    elif not found.children:
        problems.append("Put in at least one child")
    problems += [
        f"{each.row.child.reference}: write “{PARTS[part]}”"
        for each in found.children
        for part in each.missing
    ]
    return problems


@transaction.atomic
def take_back(*, supervision: Supervision, reason: str, by: User, at: datetime) -> Supervision:
    """Take the signatures back, so that words can change, while not everybody has signed.

    Raises DomainError with the field, ChangedMeanwhileError when everybody has, or nobody, NotVisibleError,
    NotPermittedError.
    """
    row = locked(supervision, by)
    if row.state != SupervisionState.SIGNED_BY_ONE:
        raise ChangedMeanwhileError(
            "Everybody has signed: what is wrong is put right by an addendum"
            if row.state == SupervisionState.SIGNED
            else "Nobody has signed this"
        )
    if not reason.strip():
        raise DomainError("Enter why the signatures are taken back", field="reason")
    signed = list(row.signatures.filter(signed_at__isnull=False).select_related("person"))
    for each in signed:
        each.signed_at = None
        each.record(by=by, at=at, reason=reason.strip())
    _move(row, SupervisionMove.TAKE_BACK)
    row.record(by=by, at=at, reason=reason.strip())
    withdraw(subjects=[row.subject], at=at)
    _tell(row, (each.person for each in signed if each.person_id != by.pk), "taken_back", at=at)
    return row


@transaction.atomic
def call_off(*, supervision: Supervision, reason: str, by: User, at: datetime) -> Supervision:
    """Call a draft off: it wasn't held. Raises DomainError with the field, else as `supervision.write`."""
    row = draft(supervision, by)
    if not reason.strip():
        raise DomainError("Enter why it was called off", field="reason")
    row.called_off_reason = reason.strip()[:300]
    _move(row, SupervisionMove.CALL_OFF)
    row.record(by=by, at=at, reason=reason.strip())
    return row


def _complete(row: Supervision, found: Whole, next_on: date, *, by: User, at: datetime) -> Supervision:
    for each in sorted(found.children, key=lambda one: one.row.child_id):
        access.require(by, Action.BE_SUPERVISED, each.row.child)
        SupervisionAction(
            supervision=row,
            child=each.row.child,
            what=each.row.decision,
            owner=each.row.case_holder,
            due_on=next_on,
            is_decision=True,
        ).record(by=by, at=at, reason="Decided")
        events.write(
            child=each.row.child,
            kind=EventKind.SUPERVISION,
            what_happened="Discussed in supervision",
            significance=Significance.ROUTINE,
            sensitivity=Sensitivity.SUPERVISION,
            occurred_at=min(at_hour(row.held_on, 12), at),
            by=by,
            at=at,
        )
        supervision_clocks.discussed(each.row.child, row.held_on, by=by, at=at)
    _move(row, SupervisionMove.SIGN_LAST)
    row.signed_at = at
    row.record(by=by, at=at, reason="Signed by everybody")
    if row.kind != SupervisionKind.GROUP:
        for signature in found.signatures:
            if not signature.is_supervisor:
                supervision_clocks.supervised(signature.person, row.held_on, by=by, at=at)
    withdraw(subjects=[row.subject], at=at)
    return row


def _move(row: Supervision, move: SupervisionMove) -> None:
    row.state = SUPERVISION_MOVES[SupervisionState(row.state), move]


def _ask(
    row: Supervision, others: Iterable[SupervisionSignature], own: SupervisionSignature, *, at: datetime
) -> None:
    _tell(row, (each.person for each in others), f"to_sign:{own.pk}:{own.version}", at=at)


def _tell(row: Supervision, people: Iterable[User], what: str, *, at: datetime) -> None:
    notify(
        recipients=people,
        key=f"{row.subject}:{what}:{row.version}",
        kind="supervision",
        text="A supervision waits for your signature"
        if what.startswith("to_sign")
        else "A signature on a supervision was taken back: it is being written again",
        path=reverse("supervision", args=[row.pk]),
        subject=row.subject,
        at=at,
    )
