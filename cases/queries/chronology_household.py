"""Whose lines a chronology may hold beside the child's: children at home with them, brothers and sisters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from cases import access
from cases.models import Child, FamilyMember, Relationship
from cases.states import SIBLING_KINDS
from safeguarding.accounts.models import User
from safeguarding.audit.log import Origin
from safeguarding.audit.models import Action as Look
from safeguarding.rules import ages


@dataclass(frozen=True, slots=True)
class Kin:
    """Another child whose record `user` may open, and whether they live with this one now."""

    child: Child
    at_home: bool


def kin(user: User, child: Child, *, today: date) -> list[Kin]:
    """The brothers, sisters and children of the household whose records `user` may open, the eldest first.

    A parent at home may have a record from their own childhood: grown people count as brothers and sisters
    alone. Whom `user` may not see isn't among them, and nothing tells that there is somebody.
    """
    home, siblings = _at_home_and_siblings(child)
    keys = (home | siblings) - {child.pk}
    if not keys:
        return []
    found = access.visible_children(user).filter(pk__in=keys).select_related("person")
    eldest_first = sorted(found, key=lambda one: (str(one.person.date_of_birth or "9999"), one.pk))
    grown = {one.pk for one in eldest_first if ages.is_adult(one.person.date_of_birth, today)}
    return [
        Kin(child=one, at_home=one.pk in home and one.pk not in grown)
        for one in eldest_first
        if one.pk in siblings or one.pk not in grown
    ]


def household(user: User, child: Child, *, today: date) -> list[Child]:
    """The child, and the other children of the household whose records `user` may open."""
    return [child, *(one.child for one in kin(user, child, today=today) if one.at_home)]


def log_others(
    user: User, child: Child, others: list[Child], *, at: datetime, origin: Origin, look: Look
) -> None:
    """A line of the access log for each other child of whom the page shows something."""
    keys = [other.pk for other in others if other.pk != child.pk]
    if keys:
        access.log_each(user, _of(user, keys), at=at, origin=origin, look=look)


def _of(user: User, keys: list[int]) -> QuerySet[Child]:
    return access.visible_children(user).filter(pk__in=keys)


def _at_home_and_siblings(child: Child) -> tuple[set[int], set[int]]:
    """Who lives with the child now, by a relationship that says so or by the family's household; and brothers
    and sisters, wherever they live."""
    rows = Relationship.objects.filter(Q(person=child.pk) | Q(relative_of=child.pk))
    home, siblings = set(), set()
    for person, relative_of, kind, in_household, until in rows.values_list(
        "person", "relative_of", "kind", "in_household", "until"
    ):
        other = relative_of if person == child.pk else person
        if in_household and until is None:
            home.add(other)
        if kind in SIBLING_KINDS:
            siblings.add(other)
    members = FamilyMember.objects.filter(until=None, in_household=True)
    families = members.filter(person=child.pk).values("family")
    return home | set(members.filter(family__in=families).values_list("person", flat=True)), siblings
