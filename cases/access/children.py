"""Which children's records a person may open."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from cases.access.who import has_open_access, head_of_service, sees_children
from cases.models import Child, ChildGroupGrant, ChildUserGrant, EmergencyAccess
from safeguarding.accounts.models import User


def is_named(user: User) -> Exists:
    """Whether `user` is named on the child's record."""
    return Exists(ChildUserGrant.objects.filter(content_object=OuterRef("pk"), user=user))


def is_in_granted_group(user: User) -> Exists:
    """Whether a team or agency of `user`'s is involved with the child."""
    return Exists(ChildGroupGrant.objects.filter(content_object=OuterRef("pk"), group__user=user))


def running_emergencies(user: User) -> QuerySet[EmergencyAccess]:
    """The records that `user` opened in an emergency and whose time isn't over.

    The time is the database's: the gate takes no clock from its caller, so that no page, job or
    second wall in the database can disagree about whether an access still runs.
    """
    return EmergencyAccess.objects.filter(user=user, until__gt=Now())


def _emergency(user: User) -> Q:
    running = Q(Exists(running_emergencies(user).filter(child=OuterRef("pk"))))
    return running if head_of_service(user) else running & Q(is_restricted=False)


def visible_children(user: User) -> QuerySet[Child]:
    """The children whose record `user` may open; restricted ones only to users named on them.

    Beside them the records opened in an emergency that still runs: to be read, not worked on, and
    restricted ones by heads of service alone.
    """
    if not user.is_active or not sees_children(user):
        return Child.objects.none()
    return Child.objects.filter(_settled(user) | _emergency(user))


def settled_children(user: User) -> QuerySet[Child]:
    """Of the visible children those whom `user` sees without an emergency access."""
    if not user.is_active or not sees_children(user):
        return Child.objects.none()
    return Child.objects.filter(_settled(user))


def hidden_children(user: User) -> QuerySet[Child]:
    """The restricted records that `user` may not open: few, so that what tells of them is left out by
    asking for them, not for all the others."""
    return Child.objects.filter(~(_settled(user) | _emergency(user)), is_restricted=True)


def unsettled_children(user: User) -> QuerySet[Child]:
    """The restricted records that `user` may at most read, in an emergency."""
    return Child.objects.filter(~_settled(user), is_restricted=True)


def _settled(user: User) -> Q:
    named = Q(is_named(user))
    if has_open_access(user):
        return named | Q(is_restricted=False)
    return named | Q(Q(is_restricted=False), is_in_granted_group(user))


def named_users(child_keys: Iterable[int]) -> dict[int, frozenset[int]]:
    """The keys of the users named on each of these children's records, for telling them of it."""
    named: dict[int, set[int]] = {}
    grants = ChildUserGrant.objects.filter(content_object__in=list(child_keys))
    for child_key, user_key in grants.values_list("content_object", "user"):
        named.setdefault(child_key, set()).add(user_key)
    return {child_key: frozenset(users) for child_key, users in named.items()}
