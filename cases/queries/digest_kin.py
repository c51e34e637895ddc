"""Who belongs to a child, as a digest needs it: parents, siblings by either way, partners, the household."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Q

from cases import access
from cases.models import Child, FamilyMember, Person, Relationship
from cases.states import PARENT_KINDS, SIBLING_KINDS, RelationshipKind
from safeguarding.accounts.models import User

# What the other is to the child, where the record says what the child is to the other.
_SEEN_FROM_THE_CHILD: Final = {
    **dict.fromkeys(PARENT_KINDS, "Son or daughter"),
    RelationshipKind.STEP_PARENT: "Stepchild",
    RelationshipKind.GRANDPARENT: "Grandchild",
    RelationshipKind.AUNT_UNCLE: "Niece or nephew",
    RelationshipKind.PARENTS_PARTNER: "Partner's child",
    RelationshipKind.CARER: "Is cared for by the child",
}
_PARTNERS: Final = {
    RelationshipKind.PARTNER: RelationshipKind.PARENTS_PARTNER.label,
    RelationshipKind.EX_PARTNER: "Parent's former partner",
}


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative of the child: what they are to the child, and how they live with them."""

    person: Person
    label: str
    is_parent: bool = False
    is_sibling: bool = False
    in_household: bool = False
    has_parental_responsibility: bool = False


@dataclass(frozen=True, slots=True)
class _Tie:
    key: int
    label: str
    is_parent: bool = False
    is_sibling: bool = False
    in_household: bool = False
    has_parental_responsibility: bool = False


def load(*, user: User, child: Child) -> list[Kin]:
    """The relatives of `child` whom the reader may see, in five queries; parents and siblings first."""
    ties = {tie.key: tie for tie in reversed(list(_direct(child)))}
    parents = [tie.key for tie in ties.values() if tie.is_parent]
    for tie in (*_through_parents(child, parents), *_of_the_family(child)):
        known = ties.setdefault(tie.key, tie)
        if tie.in_household and not known.in_household:
            ties[tie.key] = replace(known, in_household=True)
    people = access.visible_people(user).in_bulk(list(ties))
    kin = [
        Kin(
            people[tie.key],
            tie.label,
            tie.is_parent,
            tie.is_sibling,
            tie.in_household,
            tie.has_parental_responsibility,
        )
        for tie in ties.values()
        if tie.key in people
    ]
    return sorted(kin, key=_order)


def _order(kin: Kin) -> tuple[bool, bool, str, int]:
    born = kin.person.date_of_birth
    return (not kin.is_parent, not kin.is_sibling, born.isoformat() if born else "9999", kin.person.pk)


def _direct(child: Child) -> Iterator[_Tie]:
    mine = Relationship.objects.filter(Q(person=child.pk) | Q(relative_of=child.pk), until=None).order_by(
        "pk"
    )
    for row in mine:
        kind = RelationshipKind(row.kind)
        if row.relative_of_id == child.pk:
            yield _Tie(
                row.person_id,
                kind.label,
                kind in PARENT_KINDS,
                kind in SIBLING_KINDS,
                row.in_household,
                row.has_parental_responsibility,
            )
        else:
            label = _SEEN_FROM_THE_CHILD.get(kind, kind.label)
            yield _Tie(row.relative_of_id, label, False, kind in SIBLING_KINDS, row.in_household)


def _through_parents(child: Child, parents: Sequence[int]) -> Iterator[_Tie]:
    """Other children of the child's parents, and the parents' partners."""
    rows = Relationship.objects.filter(Q(person__in=parents) | Q(relative_of__in=parents), until=None)
    for row in rows.order_by("pk"):
        kind = RelationshipKind(row.kind)
        if kind in PARENT_KINDS and row.person_id in parents and row.relative_of_id != child.pk:
            yield _Tie(row.relative_of_id, "Brother or sister, by a parent", is_sibling=True)
        elif kind in _PARTNERS:
            other = row.relative_of_id if row.person_id in parents else row.person_id
            yield _Tie(other, _PARTNERS[kind])


def _of_the_family(child: Child) -> Iterator[_Tie]:
    families = FamilyMember.objects.filter(person=child.pk, until=None).values("family")
    members = FamilyMember.objects.filter(family__in=families, until=None).exclude(person=child.pk)
    for member in members.order_by("pk"):
        yield _Tie(member.person_id, "Belongs to the family", in_household=member.in_household)
