"""Emergency accesses as reviewers read them: reference, person, reason and times, nothing of the child."""

from __future__ import annotations

from django.db.models import QuerySet

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import EmergencyAccess
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

REVIEWED_SHOWN = 50


@as_service(Service.EMERGENCY_REVIEW)
def waiting(user: User) -> list[EmergencyAccess]:
    """Those waiting for a review, the oldest first."""
    return list(_rows(user).filter(reviewed_at=None))


@as_service(Service.EMERGENCY_REVIEW)
def reviewed(user: User) -> list[EmergencyAccess]:
    """The last that were reviewed, the newest first."""
    return list(_rows(user).filter(reviewed_at__isnull=False).order_by("-reviewed_at")[:REVIEWED_SHOWN])


@as_service(Service.EMERGENCY_REVIEW)
def get(user: User, pk: int) -> EmergencyAccess:
    """One that `user` may review; raises NotVisibleError."""
    found = _rows(user).filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def _rows(user: User) -> QuerySet[EmergencyAccess]:
    return access.reviewable_emergencies(user).select_related("user__agency", "reviewed_by", "child")
