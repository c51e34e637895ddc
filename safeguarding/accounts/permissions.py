"""Who may keep the directory of agencies, teams and people. A child's data is the gate's question."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from safeguarding.accounts.models import Role, User


class DirectoryNotPermittedError(PermissionDenied):
    """The person may not do this to the directory; on screen this is HTTP 403."""


def may_manage_directory(user: User) -> bool:
    """Whether the person keeps the directory: the system admin, who in turn sees no child's data."""
    return user.is_active and user.role == Role.SYSTEM_ADMIN


def require_directory(user: User) -> None:
    """Raise DirectoryNotPermittedError unless the person keeps the directory."""
    if not may_manage_directory(user):
        raise DirectoryNotPermittedError


def manages(user: User, other: User) -> bool:
    """Whether `user` is a manager of `other`: their line manager, the manager of their team, or a head of
    service of their agency."""
    if not user.is_active or user.pk == other.pk or user.agency_id != other.agency_id:
        return False
    if other.line_manager_id == user.pk:
        return True
    of_team = user.role == Role.MANAGER and user.team_id is not None and user.team_id == other.team_id
    return of_team or user.role == Role.SENIOR_MANAGER


def may_arrange_cover(user: User, absent: User) -> bool:
    """Whether `user` may name a deputy for `absent`: for themselves, and managers for those they manage."""
    return absent.is_active and (user.pk == absent.pk or manages(user, absent))
