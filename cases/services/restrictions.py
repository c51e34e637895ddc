"""Records for named people only: restricting one, and lifting that again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Child
from cases.services import events, involvements
from cases.states import EventKind, InvolvementRole, Sensitivity, Significance
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User


@transaction.atomic
def restrict(*, child: Child, named: Sequence[User], reason: str, by: User, at: datetime) -> Child:
    """Close the record to everyone but the people named on it: `by`, `named`, and who was named before.

    Raises ChangedMeanwhileError when it is restricted, DomainError without a reason.
    """
    child = _locked(child, by)
    if child.is_restricted:
        raise ChangedMeanwhileError("Somebody has already restricted this record")
    if not reason.strip():
        raise DomainError("Say why only named people may see the record", field="reason")
    with as_service(Service.RECORD_KEEPING):
        already = access.named_users([child.pk]).get(child.pk, frozenset())
    for user in dict.fromkeys([by, *named]):
        if user.pk not in already:
            involvements.start(
                child=child,
                agency=user.agency,
                user=user,
                role=InvolvementRole.NAMED_USER,
                reason=reason.strip(),
                by=by,
                at=at,
            )
    child.is_restricted, child.restricted_reason = True, reason.strip()
    child.record(by=by, at=at, reason=reason.strip())
    _write(child, EventKind.RESTRICTED, "The record was restricted to named people", reason, by=by, at=at)
    return child


@transaction.atomic
def lift(*, child: Child, reason: str, by: User, at: datetime) -> Child:
    """Open the record again to everyone who is involved and to social care; who is named stays named.

    Raises ChangedMeanwhileError when it isn't restricted, DomainError without a reason.
    """
    child = _locked(child, by)
    if not child.is_restricted:
        raise ChangedMeanwhileError("Somebody has already lifted the restriction")
    if not reason.strip():
        raise DomainError("Say why the restriction is lifted", field="reason")
    child.is_restricted, child.restricted_reason = False, ""
    child.record(by=by, at=at, reason=reason.strip())
    _write(child, EventKind.RESTRICTION_LIFTED, "The restriction was lifted", reason, by=by, at=at)
    return child


def _locked(child: Child, by: User) -> Child:
    access.require(by, access.Action.RESTRICT, child)
    if not access.may_restrict(by, child):
        raise NotPermittedError(access.Action.RESTRICT.value)
    return Child.objects.select_for_update(of=("self",), no_key=True).get(pk=child.pk)


def _write(child: Child, kind: EventKind, what: str, reason: str, *, by: User, at: datetime) -> None:
    events.write(
        child=child,
        kind=kind,
        what_happened=f"{what}: {reason.strip()}",
        significance=Significance.NOTABLE,
        sensitivity=Sensitivity.SOCIAL_CARE,
        by=by,
        at=at,
    )
