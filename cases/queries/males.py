"""The fathers and other males whom a meeting or a plan may not leave out, of several children at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases import access
from cases.models import Child, Person, Relationship
from cases.queries.family import is_male_carer_by
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class Known:
    """A father or a male of the household, and what he is to the child."""

    person: Person
    kind: str


def of_children(user: User, children: Iterable[Child], *, today: date) -> dict[int, list[Known]]:
    """The males to account for, by the child's key, as far as `user` sees them; the father first."""
    found: dict[int, list[Known]] = {child.pk: [] for child in children}
    rows = Relationship.objects.filter(
        relative_of__in=list(found), until=None, person__in=access.visible_people(user).values("pk")
    )
    for row in rows.select_related("person").order_by("pk"):
        if is_male_carer_by(row, row.person, today):
            known = found[row.relative_of_id]
            if all(each.person.pk != row.person_id for each in known):
                known.append(Known(row.person, row.get_kind_display()))
    for known in found.values():
        known.sort(key=lambda each: (each.kind != "Father", each.person.pk))
    return found
