"""The doors: may somebody do this, and the one record behind a reference, logged as looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from cases.access.children import (
    is_in_granted_group,
    is_named,
    running_emergencies,
    settled_children,
    visible_children,
)
from cases.access.people import settled_people, visible_people
from cases.access.who import READING, WHO_MAY, Action, has_open_access
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Child, Person, Relationship
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def may(user: User, action: Action, child: Child | None = None) -> bool:
    """Whether `user` may do `action` (to `child`, when given). Never raises.

    A record that is seen by emergency access alone may be read, not worked on.
    """
    if not user.is_active or not WHO_MAY[action](user):
        return False
    if child is None:
        return True
    children = visible_children(user) if action in READING else settled_children(user)
    return children.filter(pk=child.pk).exists()


def may_here(user: User, action: Action, child: Child) -> bool:
    """As `may`, of a child that came through `get_child`: asks the database nothing more."""
    return may(user, action) and (child.emergency_until is None or action in READING)


def require(user: User, action: Action, child: Child | None = None) -> None:
    """Raise NotVisibleError (404) when `child` may not be seen, NotPermittedError (403) when it may,
    but `action` may not be done."""
    if child is not None and not settled_children(user).filter(pk=child.pk).exists():
        if not visible_children(user).filter(pk=child.pk).exists():
            raise NotVisibleError
        if action not in READING:
            raise NotPermittedError(action.value)
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
    settled = settled_people(user).filter(pk=person.pk).exists()
    if not settled and not Person.objects.filter(untied, pk=person.pk).exists():
        if not visible_people(user).filter(pk=person.pk).exists():
            raise NotVisibleError
        raise NotPermittedError(action.value)
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
    """The child with this reference, logged as looked at; `emergency_until` says when an emergency
    access ends, where that is what it is seen by.

    Raises NotVisibleError (404) when there is none or it may not be seen, NotPermittedError (403)
    when it may be seen but `action` may not be done.
    """
    children = visible_children(user).select_related("person", "allocated_to", "team__agency")
    ends = running_emergencies(user).filter(child=OuterRef("pk")).order_by().values("child")
    child = (
        children.annotate(
            is_named=is_named(user),
            is_in_granted_group=is_in_granted_group(user),
            ends=Subquery(ends.values(last=Max("until"))),
        )
        .filter(reference=reference.upper())
        .first()
    )
    if child is None:
        raise NotVisibleError
    marks = vars(child)
    basis = _basis(user, child, marks)
    child.emergency_until = marks["ends"] if basis == Basis.BREAK_GLASS else None
    allowed = may_here(user, action, child)
    log.write(
        by=user,
        at=at,
        action=look if allowed else Look.REFUSED,
        basis=basis,
        origin=origin,
        child_key=child.pk,
        reference=child.reference,
    )
    if not allowed:
        raise NotPermittedError(action.value)
    return child


def log_each(
    user: User, children: QuerySet[Child], *, at: datetime, origin: log.Origin, look: Look = Look.READ
) -> None:
    """One line of the access log for each of these visible children, of whom one page shows something."""
    marked = children.annotate(is_named=is_named(user), is_in_granted_group=is_in_granted_group(user))
    by_basis: dict[Basis, list[tuple[int, str]]] = {}
    for child in marked.order_by("pk"):
        by_basis.setdefault(_basis(user, child, vars(child)), []).append((child.pk, child.reference))
    for basis, records in by_basis.items():
        log.write_each(by=user, at=at, action=look, basis=basis, origin=origin, records=records)


def basis_of(user: User, child_key: int) -> Basis:
    """Why `user` sees a child that they may see, for the access log."""
    marked = Child.objects.annotate(is_named=is_named(user), is_in_granted_group=is_in_granted_group(user))
    child = marked.get(pk=child_key)
    return _basis(user, child, vars(child))


def _basis(user: User, child: Child, marks: dict[str, Any]) -> Basis:
    """Why the person sees the record: the strongest ground that holds."""
    if child.is_restricted:
        return Basis.NAMED_USER if marks["is_named"] else Basis.BREAK_GLASS
    if marks["is_named"] or marks["is_in_granted_group"]:
        return Basis.INVOLVEMENT
    return Basis.OPEN_ACCESS if has_open_access(user) else Basis.BREAK_GLASS
