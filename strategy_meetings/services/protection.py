"""Immediate protection: begun, extended, ended and reviewed; or considered and not used, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child
from cases.services import deadlines, events
from cases.states import EventKind, Significance
from safeguarding.accounts.models import AgencyKind, Role, User
from strategy_meetings.access import visible_protections
from strategy_meetings.models import ImmediateProtection, StrategyMeeting
from strategy_meetings.states import ProtectionKind

# Law sets how long these may last (Children Act 1989, sections 45 and 46).
CLOCKS: Final = {
    ProtectionKind.POLICE_PROTECTION: "police_protection",
    ProtectionKind.EMERGENCY_PROTECTION_ORDER: "emergency_protection_order",
}
EXTENSION: Final = "emergency_protection_order_extension"


@transaction.atomic
def begin(
    *,
    child: Child,
    kind: ProtectionKind,
    begun_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    meeting: StrategyMeeting | None = None,
) -> ImmediateProtection:
    """Record that a power or measure protects the child since `begun_at`; its clock counts from there.

    Raises DomainError when one of the kind runs already, for the future, or without a reason.
    """
    _require(by, child)
    child = Child.objects.select_related("team", "allocated_to").get(pk=child.pk)
    if begun_at > at:
        raise DomainError("It can't have begun in the future", field="begun_at")
    if _running(child, kind):
        raise ChangedMeanwhileError(f"{kind.label} runs already")
    protection = _new(child, kind, reason, meeting, is_used=True, by=by, at=at)
    protection.begun_at = begun_at
    protection.record(by=by, at=at, reason=reason)
    if kind in CLOCKS:
        _start(CLOCKS[kind], protection, begun_at, by=by, at=at)
    _write(protection, f"{kind.label} began: {reason}", begun_at, by=by, at=at)
    return protection


@transaction.atomic
def not_used(
    *,
    child: Child,
    kind: ProtectionKind,
    reason: str,
    by: User,
    at: datetime,
    meeting: StrategyMeeting | None = None,
) -> ImmediateProtection:
    """Record that a power was considered and not used, and why."""
    _require(by, child)
    protection = _new(child, kind, reason, meeting, is_used=False, by=by, at=at)
    protection.record(by=by, at=at, reason=reason)
    _write(protection, f"{kind.label} was considered and not used: {reason}", at, by=by, at=at)
    return protection


@transaction.atomic
def extend(
    *, protection: ImmediateProtection, extended_at: datetime, by: User, at: datetime
) -> ImmediateProtection:
    """Record the one extension of an emergency protection order; it counts from the order's last day."""
    protection = _open(protection, by)
    if protection.kind != ProtectionKind.EMERGENCY_PROTECTION_ORDER:
        raise DomainError("Only an emergency protection order can be extended")
    if protection.extended_at is not None:
        raise DomainError("An emergency protection order can be extended once")
    protection.extended_at = extended_at
    protection.record(by=by, at=at, reason="Extended")
    first = deadlines.meet(
        rule_id=CLOCKS[ProtectionKind.EMERGENCY_PROTECTION_ORDER],
        child=protection.child,
        subject=subject_of(protection),
        by=by,
        at=at,
    )
    last_day = first.statutory_due_at if first is not None else extended_at
    _start(EXTENSION, protection, last_day, by=by, at=at)
    _write(protection, "Emergency protection order extended", extended_at, by=by, at=at)
    return protection


@transaction.atomic
def end(
    *, protection: ImmediateProtection, ended_at: datetime, how: str, by: User, at: datetime
) -> ImmediateProtection:
    """Record that it ended, and how the child is safe now; its clock stops."""
    protection = _open(protection, by)
    if not how.strip():
        raise DomainError("Enter how it ended, and how the child is safe now", field="how")
    if ended_at > at or (protection.begun_at is not None and ended_at < protection.begun_at):
        raise DomainError("Enter when it ended: after it began, not in the future", field="ended_at")
    protection.ended_at, protection.ended_how = ended_at, how
    protection.record(by=by, at=at, reason=how)
    for rule_id in (*CLOCKS.values(), EXTENSION):
        subject = subject_of(protection)
        deadlines.meet(rule_id=rule_id, child=protection.child, subject=subject, by=by, at=at)
    _write(protection, f"{protection.get_kind_display()} ended: {how}", ended_at, by=by, at=at)
    return protection


@transaction.atomic
def review(*, protection: ImmediateProtection, words: str, by: User, at: datetime) -> ImmediateProtection:
    """A senior officer of the police, or a manager of social care, reviews each use; not who recorded it."""
    protection = _locked(protection, by)
    access.require(by, access.Action.RECORD_EVENT, protection.child)
    if not may_review(by):
        raise NotPermittedError("review_protection")
    if by.pk == protection.recorded_by_id:
        raise DomainError("Somebody else reviews what you recorded yourself")
    if protection.reviewed_at is not None:
        raise ChangedMeanwhileError(f"{protection.reviewed_by} has reviewed this already")
    if not words.strip():
        raise DomainError("Enter what the review found", field="words")
    protection.review, protection.reviewed_at, protection.reviewed_by = words, at, by
    protection.record(by=by, at=at, reason="Reviewed")
    return protection


def may_review(user: User) -> bool:
    """Senior officers: managers of the police, and of children's social care."""
    is_manager = user.role in {Role.MANAGER, Role.SENIOR_MANAGER}
    return is_manager and (user.agency.kind == AgencyKind.POLICE or user.is_social_care)


def subject_of(protection: ImmediateProtection) -> str:
    """What its clocks are called."""
    return f"protection:{protection.pk}"


def may_record(user: User) -> bool:
    """Social care's case staff and the police record immediate protection."""
    return access.may(user, access.Action.CALL_MEETING) or user.agency.kind == AgencyKind.POLICE


def _require(by: User, child: Child) -> None:
    access.require(by, access.Action.RECORD_EVENT, child)
    if not may_record(by):
        raise NotPermittedError("record_protection")


def _new(
    child: Child,
    kind: ProtectionKind,
    reason: str,
    meeting: StrategyMeeting | None,
    *,
    is_used: bool,
    by: User,
    at: datetime,
) -> ImmediateProtection:
    if not reason.strip():
        raise DomainError("Enter the reason", field="reason")
    return ImmediateProtection(
        child=child,
        meeting=meeting,
        kind=kind,
        is_used=is_used,
        reason=reason,
        recorded_by=by,
        recorded_at=at,
    )


def _running(child: Child, kind: ProtectionKind) -> bool:
    return ImmediateProtection.objects.filter(child=child, kind=kind, is_used=True, ended_at=None).exists()


def _locked(protection: ImmediateProtection, by: User) -> ImmediateProtection:
    if not visible_protections(by).filter(pk=protection.pk).exists():
        raise NotVisibleError
    rows = ImmediateProtection.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("child__team", "child__allocated_to").get(pk=protection.pk)


def _open(protection: ImmediateProtection, by: User) -> ImmediateProtection:
    found = _locked(protection, by)
    _require(by, found.child)
    if not found.is_used or found.ended_at is not None:
        raise ChangedMeanwhileError("It doesn't run any more")
    return found


def _start(
    rule_id: str, protection: ImmediateProtection, starts_at: datetime, *, by: User, at: datetime
) -> None:
    deadlines.set(
        rule_id=rule_id,
        starts_at=starts_at,
        child=protection.child,
        subject=subject_of(protection),
        responsible=protection.child.allocated_to,
        team=protection.child.team,
        by=by,
        at=at,
    )


def _write(
    protection: ImmediateProtection, words: str, occurred_at: datetime, *, by: User, at: datetime
) -> None:
    is_police = protection.kind == ProtectionKind.POLICE_PROTECTION
    events.write(
        child=protection.child,
        kind=EventKind.POLICE_PROTECTION if is_police else EventKind.LEGAL,
        what_happened=words,
        significance=Significance.CRITICAL,
        occurred_at=occurred_at,
        by=by,
        at=at,
    )
