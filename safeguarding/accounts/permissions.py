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
