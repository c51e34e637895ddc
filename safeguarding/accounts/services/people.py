"""The people who sign in: made, changed, closed and opened again by the system admin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, User
from safeguarding.accounts.permissions import require_directory
from safeguarding.accounts.services import invitations
from safeguarding.accounts.services.agencies import create_agency, create_team, update_agency, update_team
from safeguarding.accounts.services.recording import new_group, record, require_version

__all__ = [
    "create_agency",
    "create_team",
    "create_user",
    "deactivate_user",
    "found_partnership",
    "reactivate_user",
    "update_agency",
    "update_team",
    "update_user",
]

USER_FIELDS = frozenset(
    {
        "email",
        "full_name",
        "job_title",
        "phone",
        "agency",
        "team",
        "role",
        "line_manager",
        "is_safeguarding_lead",
        "registration_number",
        "home_postcode",
    }
)


@transaction.atomic
def found_partnership(*, office: str, email: str, full_name: str, at: datetime, invite: bool = True) -> User:
    """Make the partnership's office and its first system admin, who makes everybody else.

    Raises DirectoryError when there already is anybody: from then on only a system admin makes accounts.
    """
    if User.objects.exists():
        raise DirectoryError("There are accounts already: a system admin makes the next one")
    agency = Agency(name=office, kind=AgencyKind.PARTNERSHIP, group=new_group("agency"))
    record(agency, by=None, at=at, reason="The partnership begins")
    user = User(
        email=email.strip().lower(),
        full_name=full_name.strip(),
        agency=agency,
        role=Role.SYSTEM_ADMIN,
        joined_at=at,
    )
    return _make(user, by=None, at=at, reason="The partnership begins", invite=invite)


@transaction.atomic
def create_user(
    *,
    email: str,
    full_name: str,
    agency: Agency,
    by: User,
    at: datetime,
    role: Role | str = Role.PRACTITIONER,
    team: Team | None = None,
    job_title: str = "",
    phone: str = "",
    line_manager: User | None = None,
    is_safeguarding_lead: bool = False,
    registration_number: str = "",
    home_postcode: str = "",
    invite: bool = True,
) -> User:
    """Make an account without a password and mail its owner the link behind which they choose one.

    Raises DirectoryNotPermittedError, DirectoryError (address taken, team of another agency).
    """
    require_directory(by)
    user = User(
        email=email.strip().lower(),
        full_name=full_name.strip(),
        agency=agency,
        team=team,
        role=role,
        job_title=job_title,
        phone=phone,
        line_manager=line_manager,
        is_safeguarding_lead=is_safeguarding_lead,
        registration_number=registration_number,
        home_postcode=home_postcode.strip(),
        joined_at=at,
    )
    return _make(user, by=by, at=at, reason="", invite=invite)


@transaction.atomic
def update_user(
    *,
    user: User,
    changes: Mapping[str, Any],
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> User:
    """Change fields of a person; `changes` holds new values by name (USER_FIELDS).

    Raises DirectoryNotPermittedError, DirectoryChangedError when the last line of their history isn't
    `expected_version`, DirectoryError (address taken, team of another agency, themselves as line manager, the
    last system admin would be none any more).
    """
    require_directory(by)
    unknown = set(changes) - USER_FIELDS
    if unknown:
        raise ValueError(f"can't be changed: {', '.join(sorted(unknown))}")
    locked = _locked(user)
    require_version(locked, expected_version)
    was_admin = locked.role == Role.SYSTEM_ADMIN
    for name, value in changes.items():
        setattr(locked, name, value.strip() if isinstance(value, str) else value)
    locked.email = locked.email.lower()
    _check(locked)
    if was_admin and locked.role != Role.SYSTEM_ADMIN and locked.is_active:
        _require_another_system_admin(locked, field="role")
    record(locked, by=by, at=at, reason=reason)
    _keep_in_step(locked)
    return locked


@transaction.atomic
def deactivate_user(*, user: User, by: User, at: datetime, reason: str = "") -> User:
    """Close an account and end its sessions; closing a closed one changes nothing.

    Raises DirectoryNotPermittedError, DirectoryError (one's own account, the last system admin's).
    """
    require_directory(by)
    locked = _locked(user)
    if not locked.is_active:
        return locked
    if locked.pk == by.pk:
        raise DirectoryError("You cannot close your own account: another system admin can")
    if locked.role == Role.SYSTEM_ADMIN:
        _require_another_system_admin(locked)
    locked.is_active, locked.left_at = False, at
    record(locked, by=by, at=at, reason=reason)
    end_sessions(user=locked, at=at)
    return locked


@transaction.atomic
def reactivate_user(*, user: User, by: User, at: datetime, reason: str = "") -> User:
    """Open a closed account again, with the password and second factor it had.

    Raises DirectoryNotPermittedError, DirectoryError (their agency is closed).
    """
    require_directory(by)
    locked = _locked(user)
    if locked.is_active:
        return locked
    if not locked.agency.is_active:
        raise DirectoryError("Their agency is closed: move them to another one first")
    locked.is_active, locked.left_at = True, None
    record(locked, by=by, at=at, reason=reason)
    return locked


def end_sessions(*, user: User, at: datetime) -> int:
    """Delete the person's sessions that have not run out by `at`; return how many there were."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=at).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


def _make(user: User, *, by: User | None, at: datetime, reason: str, invite: bool) -> User:
    _check(user)
    user.set_unusable_password()
    record(user, by=by, at=at, reason=reason)
    _keep_in_step(user)
    if invite:
        invitations.send_on_commit(user)
    return user


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _check(user: User) -> None:
    if user.team is not None and user.team.agency_id != user.agency_id:
        raise DirectoryError("Select a team of their agency", field="team")
    if user.line_manager_id is not None and user.line_manager_id == user.pk:
        raise DirectoryError("Nobody is their own line manager", field="line_manager")


def _require_another_system_admin(user: User, field: str | None = None) -> None:
    # Locked together, in one order, so that two admins can't close each other at the same instant.
    admins = User.objects.filter(role=Role.SYSTEM_ADMIN, is_active=True).order_by("pk")
    if not [admin for admin in admins.select_for_update() if admin.pk != user.pk]:
        raise DirectoryError("They are the last system admin. Make another one first", field=field)


def _keep_in_step(user: User) -> None:
    """Groups (which carry the grants) follow agency and team; the sign-in library's address follows ours."""
    user.groups.set([user.agency.group_id, *([user.team.group_id] if user.team else [])])
    others = EmailAddress.objects.filter(user=user).exclude(email=user.email)
    others.delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
