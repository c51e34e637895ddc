"""Opening a record in an emergency: what a reference opens, and who looks at it afterwards."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cases.access.children import is_named
from cases.access.doors import may
from cases.access.who import Action, head_of_service
from cases.exceptions import NotVisibleError
from cases.models import Child, EmergencyAccess
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Role, User


@as_service(Service.EMERGENCY_ENTRY)
def emergency_child(user: User, reference: str) -> Child:
    """The child that `user` may open in an emergency by this reference.

    Raises NotVisibleError when there is none or when it is restricted and `user` is no head of
    service: one answer for both.
    """
    children = Child.objects.select_related("allocated_to__line_manager", "team")
    if not head_of_service(user):
        children = children.filter(is_restricted=False)
    child = children.filter(reference=reference.strip().upper()).first()
    if child is None:
        raise NotVisibleError
    return child


def reviewable_emergencies(user: User) -> QuerySet[EmergencyAccess]:
    """The emergency accesses that `user` may review: never their own.

    The partnership admin reviews all of them. Heads of service leave out those to restricted
    records that they aren't named on, whose existence they may not learn here.
    """
    if not may(user, Action.REVIEW_EMERGENCY):
        return EmergencyAccess.objects.none()
    others = EmergencyAccess.objects.exclude(user=user)
    if user.role == Role.PARTNERSHIP_ADMIN:
        return others
    named = Child.objects.filter(is_named(user), pk=OuterRef("child"))
    return others.filter(
        Exists(named) | Exists(Child.objects.filter(pk=OuterRef("child"), is_restricted=False))
    )


def may_restrict(user: User, child: Child) -> bool:
    """Whether the person may restrict the record or lift the restriction: heads of service who see it,
    and managers of social care who are named on it."""
    if not may(user, Action.RESTRICT, child):
        return False
    return head_of_service(user) or Child.objects.filter(is_named(user), pk=child.pk).exists()
