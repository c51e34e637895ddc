"""Break-glass: opening a record in an emergency, and the review that follows."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, EmergencyAccess
from cases.services import events
from cases.states import EmergencyVerdict, EventKind, Sensitivity, Significance
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import AgencyKind, Role, User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import notify
from safeguarding.rules import emergency_access as rule

CANNOT_OPEN: Final = "We can’t open that reference"


class NeedlessError(DomainError):
    """The person may open the record without an emergency; `reference` is where."""

    def __init__(self, reference: str) -> None:
        super().__init__("You can open this record without an emergency")
        self.reference = reference


def open_record(
    *, reference: str, reason: str, by: User, at: datetime, origin: log.Origin
) -> EmergencyAccess:
    """Open the record with this reference to `by`, to be read until the rule's time is over.

    The caller has made sure, within the last minutes, that it is really `by` who asks. Raises
    DomainError with the field when the reason is too short, or when nothing can be opened by that
    reference (said in one way, whatever the cause, and logged as a refusal); NeedlessError when `by`
    may open it anyway, also by an emergency access that still runs.
    """
    access.require(by, access.Action.BREAK_GLASS)
    if not rule.says_why(reason):
        raise DomainError(
            f"Say what the emergency is in {rule.SHORTEST_REASON} letters or more", field="reason"
        )
    try:
        child = access.emergency_child(by, reference)
    except NotVisibleError:
        # Outside any transaction of ours, so that the refusal stays on the log.
        _log_refusal(reference, by=by, at=at, origin=origin)
        raise DomainError(CANNOT_OPEN, field="reference") from None
    return _open(child, " ".join(reason.split()), by=by, at=at)


@transaction.atomic
def _open(child: Child, reason: str, *, by: User, at: datetime) -> EmergencyAccess:
    # Two clicks make one access: the second waits here and then finds that it needs none.
    with as_service(Service.EMERGENCY_ENTRY):
        Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    if access.may(by, access.Action.VIEW, child):
        raise NeedlessError(child.reference)
    return _write(child, reason, by=by, at=at)


@as_service(Service.EMERGENCY_ENTRY)
def _write(child: Child, reason: str, *, by: User, at: datetime) -> EmergencyAccess:
    opened = EmergencyAccess(child=child, user=by, reason=reason, opened_at=at, until=rule.ends_at(at))
    opened.record(by=by, at=at, reason=reason)
    events.write(
        child=child,
        kind=EventKind.EMERGENCY_ACCESS,
        what_happened=f"{by.full_name}, {by.agency}, opened the record in an emergency: {reason}",
        significance=Significance.NOTABLE,
        sensitivity=Sensitivity.SOCIAL_CARE,
        by=by,
        at=at,
    )
    _alert(opened, at=at)
    return opened


def _log_refusal(reference: str, *, by: User, at: datetime, origin: log.Origin) -> None:
    """The typed reference may be anything, also a name: it goes where searched terms go."""
    log.write(by=by, at=at, action=Look.REFUSED, basis=Basis.NONE, origin=origin, terms=reference)


def _alert(opened: EmergencyAccess, *, at: datetime) -> None:
    """Tell the record's manager and the partnership admins, with the reference alone."""
    reference = opened.child.reference
    text = f"{reference} was opened in an emergency"
    admins = User.objects.filter(is_active=True, role=Role.PARTNERSHIP_ADMIN)
    tellings = (
        (_managers(opened.child), reverse("child", args=[reference])),
        (list(admins), reverse("emergency_review", args=[opened.pk])),
    )
    for recipients, path in tellings:
        notify(
            recipients=[one for one in recipients if one != opened.user],
            key=f"emergency-{opened.pk}",
            kind="emergency_access",
            text=text,
            path=path,
            reference=reference,
            urgency=Urgency.URGENT,
            at=at,
        )


def _managers(child: Child) -> list[User]:
    """Who answers for the record: the worker's line manager, else the team's managers, else the heads
    of service. Of a restricted record those named on it."""
    if child.is_restricted:
        named = access.named_users([child.pk]).get(child.pk, frozenset())
        return list(User.objects.filter(is_active=True, pk__in=named).order_by("pk"))
    worker = child.allocated_to
    line_manager = worker.line_manager if worker is not None else None
    if line_manager is not None and line_manager.is_active:
        return [line_manager]
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    ).order_by("pk")
    team_managers = Q(role=Role.MANAGER, team=child.team_id) & Q(team__isnull=False)
    return list(staff.filter(team_managers)) or list(staff.filter(role=Role.SENIOR_MANAGER))


@transaction.atomic
def review(
    *, opened: EmergencyAccess, verdict: EmergencyVerdict, note: str, by: User, at: datetime
) -> EmergencyAccess:
    """Say whether opening the record was justified, and why.

    Raises NotPermittedError for a person's own access, ChangedMeanwhileError when somebody has
    reviewed it, DomainError when the note is missing. A verdict of not justified is told to the
    person and to their line manager.
    """
    with as_service(Service.EMERGENCY_REVIEW):
        may_review = access.reviewable_emergencies(by).filter(pk=opened.pk).exists()
    if not may_review:
        raise NotPermittedError(access.Action.REVIEW_EMERGENCY.value)
    reference = opened.child.reference
    opened = EmergencyAccess.objects.select_for_update().get(pk=opened.pk)
    if opened.reviewed_at is not None:
        raise ChangedMeanwhileError("Somebody has already reviewed this")
    if not note.strip():
        raise DomainError("Say how you came to this", field="note")
    opened.reviewed_at, opened.reviewed_by = at, by
    opened.verdict, opened.review_note = verdict, note.strip()
    opened.record(by=by, at=at, reason=f"Reviewed: {verdict.label}")
    if verdict == EmergencyVerdict.NOT_JUSTIFIED:
        _tell_verdict(opened, reference, at=at)
    return opened


def _tell_verdict(opened: EmergencyAccess, reference: str, *, at: datetime) -> None:
    told = [opened.user, opened.user.line_manager]
    notify(
        recipients=[user for user in told if user is not None],
        key=f"emergency-{opened.pk}-reviewed",
        kind="emergency_reviewed",
        text=f"Opening {reference} in an emergency was found not justified",
        path=reverse("notifications"),
        reference=reference,
        at=at,
    )
