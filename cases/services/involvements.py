"""Who is involved with a child: written here, and projected to guardian's grants here alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from guardian.shortcuts import assign_perm, remove_perm

from cases import access
from cases.exceptions import DomainError
from cases.models import Child, Involvement
from cases.services import events
from cases.states import EventKind, InvolvementRole
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, Team, User

VIEW = "cases.view_child"
# Being asked to a meeting, or named on a restricted record, is no work with the child.
_NO_PART_OF_THE_NETWORK = (InvolvementRole.MEETING, InvolvementRole.NAMED_USER)


@transaction.atomic
def add(
    *,
    child: Child,
    agency: Agency,
    role: InvolvementRole,
    reason: str,
    by: User,
    at: datetime,
    team: Team | None = None,
    user: User | None = None,
) -> Involvement:
    """Involve an agency, one of its teams or one of its people; raises DomainError when it already is."""
    access.require(by, access.Action.MANAGE_INVOLVEMENT, child)
    return start(child=child, agency=agency, role=role, reason=reason, by=by, at=at, team=team, user=user)


def start(
    *,
    child: Child,
    agency: Agency,
    role: InvolvementRole,
    reason: str,
    by: User,
    at: datetime,
    team: Team | None = None,
    user: User | None = None,
) -> Involvement:
    """Involve somebody as part of another act that has asked the gate (such as making the record)."""
    if (team and team.agency_id != agency.pk) or (user and user.agency_id != agency.pk):
        raise DomainError("Choose a team or a person of that agency")
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    running = Involvement.objects.filter(
        child=child, agency=agency, team=team, user=user, role=role, until=None
    )
    if running.exists():
        raise DomainError("They are already involved in that part")
    involvement = Involvement(
        child=child, agency=agency, team=team, user=user, role=role, reason=reason, since=at
    )
    involvement.record(by=by, at=at, reason=reason)
    project(child)
    events.write(
        child=child,
        kind=EventKind.INVOLVEMENT_STARTED,
        what_happened=f"{team or agency} became involved: {role.label}",
        by=by,
        at=at,
    )
    return involvement


@transaction.atomic
def end(*, involvement: Involvement, reason: str, by: User, at: datetime) -> Involvement:
    """End an involvement; the agency no longer sees the record by it. What it wrote stays.

    While the child is open to social care an agency's last part ends by its leaving (the service is
    core_groups.services.withdrawals), which hears the others and hands its actions on: a DomainError says so.
    """
    access.require(by, access.Action.MANAGE_INVOLVEMENT, involvement.child)
    involvement = (
        Involvement.objects.select_for_update(of=("self",)).select_related("agency").get(pk=involvement.pk)
    )
    if involvement.until is not None:
        raise DomainError("Somebody has already ended this involvement")
    if _is_the_last_part(involvement):
        raise DomainError(
            f"With this {involvement.agency} leaves the child’s network: ask for that under “Leaving”, so "
            "that the others are heard and somebody has its actions",
            field="reason",
        )
    return finish(involvement=involvement, reason=reason, by=by, at=at)


def _is_the_last_part(involvement: Involvement) -> bool:
    """Whether an agency other than social care leaves an open case with it."""
    if involvement.agency.is_lead or involvement.role in _NO_PART_OF_THE_NETWORK:
        return False
    if not involvement.child.episodes.filter(closed_on=None).exists():
        return False
    others = involvement.child.involvements.filter(agency=involvement.agency, until=None)
    return not others.exclude(pk=involvement.pk).exclude(role__in=_NO_PART_OF_THE_NETWORK).exists()


def finish(*, involvement: Involvement, reason: str, by: User, at: datetime) -> Involvement:
    """End a locked, running involvement as part of another act that has asked the gate."""
    child = involvement.child
    involvement.until, involvement.ended_by, involvement.ended_reason = at, by, reason
    involvement.record(by=by, at=at, reason=reason)
    # Written first: whoever ends their own part may not see the record any more afterwards.
    events.write(
        child=child,
        kind=EventKind.INVOLVEMENT_ENDED,
        what_happened=f"{involvement.team or involvement.agency} is no longer involved: {reason}",
        by=by,
        at=at,
    )
    project(child)
    return involvement


@as_service(Service.RECORD_KEEPING)
def project(child: Child) -> None:
    """Make guardian's grants for `child` equal to its running involvements, no more and no less."""
    running = Involvement.objects.filter(Q(until=None), child=child).select_related(
        "agency__group", "team__group", "user"
    )
    users = {row.user for row in running if row.user}
    groups = {(row.team or row.agency).group for row in running if not row.user}
    for grant in child.user_grants.select_related("user"):
        if grant.user not in users:
            remove_perm(VIEW, grant.user, child)
    for held in child.group_grants.select_related("group"):
        if held.group not in groups:
            remove_perm(VIEW, held.group, child)
    for user in users:
        assign_perm(VIEW, user, child)
    for group in groups:
        assign_perm(VIEW, group, child)
