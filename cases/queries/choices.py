"""People, teams and agencies to choose from in forms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from cases.exceptions import DomainError
from cases.models import Child
from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, User

_NO_CASE_WORK = (Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN)


@dataclass(frozen=True, slots=True)
class Involvable:
    """Whom an involvement is about."""

    agency: Agency
    team: Team | None = None
    user: User | None = None


def involvable() -> list[tuple[str, str]]:
    """Agencies, their teams and their people as choices; the value is read back by `involvable_from`."""
    agencies = Agency.objects.filter(is_active=True).exclude(kind=AgencyKind.PARTNERSHIP)
    teams = Team.objects.filter(is_active=True).select_related("agency")
    people = User.objects.filter(is_active=True).exclude(role__in=_NO_CASE_WORK)
    return [
        *((f"agency-{one.pk}", one.name) for one in agencies),
        *((f"team-{one.pk}", f"Team: {one}") for one in teams),
        *((f"user-{one.pk}", f"Named person: {one.full_name}, {one.agency.name}") for one in people),
    ]


def involvable_from(value: str) -> Involvable:
    """What a chosen value of `involvable` stands for; raises DomainError when it is gone."""
    kind, _, key = value.partition("-")
    try:
        if kind == "agency":
            return Involvable(Agency.objects.select_related("group").get(pk=key, is_active=True))
        if kind == "team":
            team = Team.objects.select_related("agency").get(pk=key, is_active=True)
            return Involvable(team.agency, team=team)
        user = User.objects.get(pk=key, is_active=True)
        return Involvable(user.agency, user=user)
    except (Agency.DoesNotExist, Team.DoesNotExist, User.DoesNotExist, ValueError):
        raise DomainError("Select who becomes involved", field="who") from None


def close_to(child: Child) -> list[User]:
    """Who is likely to be named on a record that gets restricted: the child's worker and their line
    manager, the child's team, and the heads of service."""
    worker = child.allocated_to
    chosen = Q(role=Role.SENIOR_MANAGER)
    if child.team_id:
        chosen |= Q(team=child.team_id)
    if worker is not None:
        chosen |= Q(pk__in=[worker.pk, worker.line_manager_id])
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    )
    return list(staff.filter(chosen).exclude(role__in=_NO_CASE_WORK).order_by("full_name"))


def social_workers() -> list[User]:
    """Who can be allocated a child: the lead authority's practitioners and managers."""
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    )
    return list(staff.filter(role__in=[Role.PRACTITIONER, Role.MANAGER]))


def social_worker(key: str) -> User:
    """One of `social_workers`; raises DomainError when they have left meanwhile."""
    for worker in social_workers():
        if str(worker.pk) == key:
            return worker
    raise DomainError("Select a worker", field="worker")
