"""The doors: may somebody do this, and the one record behind a reference, logged as looked at."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db.models import Exists, OuterRef, Q

from cases.access.children import is_in_granted_group, is_named, visible_children
from cases.access.people import visible_people
from cases.access.who import WHO_MAY, Action
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Child, Person, Relationship
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def may(user: User, action: Action, child: Child | None = None) -> bool:
    """Whether `user` may do `action` (to `child`, when given). Never raises."""
    if not user.is_active or not WHO_MAY[action](user):
        return False
    return child is None or visible_children(user).filter(pk=child.pk).exists()


def require(user: User, action: Action, child: Child | None = None) -> None:
    """Raise NotVisibleError (404) when `child` may not be seen, NotPermittedError (403) when it may,
    but `action` may not be done."""
    if child is not None and not visible_children(user).filter(pk=child.pk).exists():
        raise NotVisibleError
    if not may(user, action):
        raise NotPermittedError(action.value)


def require_person(user: User, action: Action, person: Person) -> None:
    """As `require`, for someone who may have no record of their own.

    Somebody not yet tied to any child (just made, say, and about to get a record) is open to whoever
    may do `action`.
    """
    untied = ~Exists(Child.objects.filter(pk=OuterRef("pk"))) & ~Exists(
        Relationship.objects.filter(Q(person=OuterRef("pk")) | Q(relative_of=OuterRef("pk")))
    )
    if (
        not visible_people(user).filter(pk=person.pk).exists()
        and not Person.objects.filter(untied, pk=person.pk).exists()
    ):
        raise NotVisibleError
    if not may(user, action):
        raise NotPermittedError(action.value)


def get_child(
    user: User,
    reference: str,
    action: Action,
    *,
    at: datetime,
    origin: log.Origin,
    look: Look = Look.READ,
) -> Child:
    """The child with this reference, logged as looked at.

    Raises NotVisibleError (404) when there is none or it may not be seen, NotPermittedError (403)
    when it may be seen but `action` may not be done.
    """
    children = visible_children(user).select_related("person", "allocated_to", "team__agency")
    child = (
        children.annotate(is_named=is_named(user), is_in_granted_group=is_in_granted_group(user))
        .filter(reference=reference.upper())
        .first()
    )
    if child is None:
        raise NotVisibleError
    allowed = may(user, action)
    log.write(
        by=user,
        at=at,
        action=look if allowed else Look.REFUSED,
        basis=_basis(child),
        origin=origin,
        child_key=child.pk,
        reference=child.reference,
    )
    if not allowed:
        raise NotPermittedError(action.value)
    return child


def _basis(child: Child) -> Basis:
    if child.is_restricted:
        return Basis.NAMED_USER
    marks = cast(dict[str, bool], vars(child))
    involved = marks["is_named"] or marks["is_in_granted_group"]
    return Basis.INVOLVEMENT if involved else Basis.OPEN_ACCESS
