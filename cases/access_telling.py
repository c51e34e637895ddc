"""THE GATE's part for telling people of what they didn't ask for: who may hear of which child.

Built on cases.access; asked by the deadline sweep and by the look-backs, for whole batches at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cases import access
from cases.models import Child, ChildGroupGrant, ChildUserGrant
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User


@dataclass(frozen=True)
class Hearers:
    """Who is named on, or was granted, which children: pairs of keys, and users by restricted child."""

    named: Mapping[int, frozenset[int]] = field(default_factory=dict)
    granted: frozenset[tuple[int, int]] = frozenset()

    def may_hear(
        self, user: User, *, child: int | None, is_restricted: bool, about_worker: int | None = None
    ) -> bool:
        """Whether `user` may be told of a time limit of this child, this worker, or (neither) of a referral
        without a record, which is for the front door."""
        if not user.is_active:
            return False
        if about_worker is not None:
            return about_worker == user.pk or access.may(user, access.Action.MANAGE_CASE)
        if child is None:
            return access.may(user, access.Action.WORK_FRONT_DOOR)
        if is_restricted:
            return user.pk in self.named.get(child, frozenset())
        return access.has_open_access(user) or (user.pk, child) in self.granted


def hearers(*, restricted: Collection[int], children: Collection[int], users: Collection[User]) -> Hearers:
    """Who is named on these restricted children, and which of `users` were granted which of `children`."""
    asked = [user.pk for user in users if not access.has_open_access(user)]
    named = access.named_users(restricted) if restricted else {}
    return Hearers(named, _granted(asked, children) if asked else frozenset())


def _granted(users: Collection[int], children: Collection[int]) -> frozenset[tuple[int, int]]:
    own = ChildUserGrant.objects.filter(user__in=users, content_object__in=children)
    of_groups = ChildGroupGrant.objects.filter(group__user__in=users, content_object__in=children)
    return frozenset(
        (*own.values_list("user", "content_object"), *of_groups.values_list("group__user", "content_object"))
    )


@as_service(Service.RECORD_KEEPING)
def hearing(people: Iterable[User], child: Child) -> list[User]:
    """Of these people (with their agencies selected) those who may hear of the child."""
    asked = list(people)
    found = hearers(restricted=[child.pk] if child.is_restricted else [], children=[child.pk], users=asked)
    return [each for each in asked if found.may_hear(each, child=child.pk, is_restricted=child.is_restricted)]
