"""Which people, and which of their addresses, a person may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cases.access.children import settled_children, visible_children
from cases.access.who import has_open_access, sees_children, sees_confidential_addresses, social_care_staff
from cases.models import Address, Child, Person, Relationship
from safeguarding.accounts.models import User


def visible_people(user: User) -> QuerySet[Person]:
    """The people `user` may see: those with a visible record, and the relatives of visible children.

    A relative who has a record of their own that `user` may not open is left out when that record is
    restricted; anybody else on a visible child's network may be named.
    """
    return _people_around(user, visible_children(user))


def settled_people(user: User) -> QuerySet[Person]:
    """As `visible_people`, without those seen by an emergency access alone."""
    return _people_around(user, settled_children(user))


def _people_around(user: User, children: QuerySet[Child]) -> QuerySet[Person]:
    if not user.is_active or not sees_children(user):
        return Person.objects.none()
    own_record = Exists(children.filter(pk=OuterRef("pk")))
    hidden_record = Exists(Child.objects.filter(pk=OuterRef("pk"), is_restricted=True)) & ~own_record
    seen_relative = Exists(
        Relationship.objects.filter(person=OuterRef("pk"), relative_of__in=children.values("pk"))
    ) | Exists(Relationship.objects.filter(relative_of=OuterRef("pk"), person__in=children.values("pk")))
    people = Person.objects.exclude(hidden_record)
    if not has_open_access(user):
        return people.filter(own_record | seen_relative)
    only_restricted = Exists(
        Relationship.objects.filter(person=OuterRef("pk"), relative_of__child__is_restricted=True)
    )
    return people.filter(own_record | seen_relative | ~only_restricted)


def fully_visible_people(user: User) -> QuerySet[Person]:
    """The people whose identity numbers, addresses and contact details `user` may see and search by.

    For the lead authority's social care staff all visible people; for anybody else those whose own
    record they may open. Whether a relative has a record elsewhere makes no difference, so that
    nothing can be learned from it.
    """
    if social_care_staff(user):
        return visible_people(user)
    return Person.objects.filter(pk__in=visible_children(user).values("pk"))


def visible_addresses(user: User) -> QuerySet[Address]:
    """The addresses `user` may see and search by; confidential ones for social care staff alone."""
    addresses = Address.objects.filter(person__in=fully_visible_people(user).values("pk"))
    return addresses if sees_confidential_addresses(user) else addresses.filter(is_confidential=False)
