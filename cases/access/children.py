"""Which children's records a person may open."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.access.who import has_open_access, sees_children
from cases.models import Child, ChildGroupGrant, ChildUserGrant
from safeguarding.accounts.models import User


def is_named(user: User) -> Exists:
    """Whether `user` is named on the child's record."""
    return Exists(ChildUserGrant.objects.filter(content_object=OuterRef("pk"), user=user))


def is_in_granted_group(user: User) -> Exists:
    """Whether a team or agency of `user`'s is involved with the child."""
    return Exists(ChildGroupGrant.objects.filter(content_object=OuterRef("pk"), group__user=user))


def visible_children(user: User) -> QuerySet[Child]:
    """The children whose record `user` may open; restricted ones only to users named on them."""
    if not user.is_active or not sees_children(user):
        return Child.objects.none()
    named = is_named(user)
    if has_open_access(user):
        return Child.objects.filter(Q(is_restricted=False) | named)
    return Child.objects.filter(named | (Q(is_restricted=False) & is_in_granted_group(user)))


def named_users(child_keys: Iterable[int]) -> dict[int, frozenset[int]]:
    """The keys of the users named on each of these children's records, for telling them of it."""
    named: dict[int, set[int]] = {}
    grants = ChildUserGrant.objects.filter(content_object__in=list(child_keys))
    for child_key, user_key in grants.values_list("content_object", "user"):
        named.setdefault(child_key, set()).add(user_key)
    return {child_key: frozenset(users) for child_key, users in named.items()}
