"""Agencies and their teams: made and changed by the system admin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.models import Agency, AgencyKind, Team, TeamFunction, User
from safeguarding.accounts.permissions import require_directory
from safeguarding.accounts.services.recording import new_group, record, require_version

AGENCY_FIELDS = frozenset({"name", "kind", "is_lead", "email", "phone", "is_active"})
TEAM_FIELDS = frozenset({"name", "function", "email", "is_active"})


@transaction.atomic
def create_agency(
    *,
    name: str,
    kind: AgencyKind | str,
    by: User,
    at: datetime,
    is_lead: bool = False,
    email: str = "",
    phone: str = "",
) -> Agency:
    """Make an agency with the group that will hold its grants.

    Raises DirectoryNotPermittedError, DirectoryError (name taken, or another agency of the kind leads).
    """
    require_directory(by)
    agency = Agency(
        name=name.strip(), kind=kind, is_lead=is_lead, email=email, phone=phone, group=new_group("agency")
    )
    record(agency, by=by, at=at)
    return agency


@transaction.atomic
def update_agency(
    *,
    agency: Agency,
    changes: Mapping[str, Any],
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Agency:
    """Change fields of an agency; `changes` holds new values by name (AGENCY_FIELDS).

    Raises DirectoryNotPermittedError, DirectoryChangedError, DirectoryError (name taken;
    closing an agency people still work in).
    """
    require_directory(by)
    locked = Agency.objects.select_for_update().get(pk=agency.pk)
    require_version(locked, expected_version)
    _apply(locked, changes, AGENCY_FIELDS)
    if not locked.is_active and locked.users.filter(is_active=True).exists():
        raise DirectoryError("Close the accounts of everybody in this agency first", field="is_active")
    record(locked, by=by, at=at, reason=reason)
    return locked


@transaction.atomic
def create_team(
    *,
    agency: Agency,
    name: str,
    by: User,
    at: datetime,
    function: TeamFunction | str = TeamFunction.OTHER,
    email: str = "",
) -> Team:
    """Make a team of an agency with the group that will hold its grants.

    Raises DirectoryNotPermittedError, DirectoryError (the agency has a team of that name).
    """
    require_directory(by)
    team = Team(agency=agency, name=name.strip(), function=function, email=email, group=new_group("team"))
    record(team, by=by, at=at)
    return team


@transaction.atomic
def update_team(
    *,
    team: Team,
    changes: Mapping[str, Any],
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Team:
    """Change fields of a team; `changes` holds new values by name (TEAM_FIELDS).

    Raises DirectoryNotPermittedError, DirectoryChangedError, DirectoryError (name taken;
    closing a team people still work in).
    """
    require_directory(by)
    locked = Team.objects.select_for_update(of=("self",)).select_related("agency").get(pk=team.pk)
    require_version(locked, expected_version)
    _apply(locked, changes, TEAM_FIELDS)
    if not locked.is_active and locked.users.filter(is_active=True).exists():
        raise DirectoryError("Move everybody out of this team first", field="is_active")
    record(locked, by=by, at=at, reason=reason)
    return locked


def _apply(thing: Agency | Team, changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = set(changes) - allowed
    if unknown:
        raise ValueError(f"can't be changed: {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        setattr(thing, name, value.strip() if isinstance(value, str) else value)
