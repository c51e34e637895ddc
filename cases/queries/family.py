"""Who belongs to a child: at home, elsewhere, and who did; only people the reader may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Q

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, FamilyMember, Person, Relationship
from cases.models.person import Sex
from cases.queries.records import age
from cases.states import PARENT_KINDS, SIBLING_KINDS, RelationshipKind
from safeguarding.accounts.models import User
from safeguarding.rules import ages

# What the child is to somebody who is this to the child; where the language has no such word, "Relative".
_OTHER_WAY: Final = {
    RelationshipKind.SIBLING: "Brother or sister",
    RelationshipKind.HALF_SIBLING: "Half-brother or half-sister",
    RelationshipKind.STEP_SIBLING: "Step-brother or step-sister",
    RelationshipKind.COUSIN: "Cousin",
    RelationshipKind.PARTNER: "Partner",
    RelationshipKind.EX_PARTNER: "Former partner",
    RelationshipKind.FRIEND: "Family friend",
    RelationshipKind.GRANDPARENT: "Grandchild",
    RelationshipKind.AUNT_UNCLE: "Niece or nephew",
    RelationshipKind.STEP_PARENT: "Step-child",
    **dict.fromkeys(PARENT_KINDS, "Child"),
}
_ORDER: Final = (
    RelationshipKind.MOTHER,
    RelationshipKind.FATHER,
    RelationshipKind.PARENT,
    RelationshipKind.STEP_PARENT,
    RelationshipKind.PARENTS_PARTNER,
)
_FATHER_FIGURES: Final = frozenset(
    {RelationshipKind.FATHER, RelationshipKind.STEP_PARENT, RelationshipKind.PARENTS_PARTNER}
)


@dataclass(frozen=True, slots=True)
class Relative:
    """One person and what they are to the child. `child` is their own record, if it may be opened."""

    relationship: Relationship
    person: Person
    kind: str
    age: str
    is_male_carer: bool
    child: Child | None
    # Whether the row says what they are to the child (then it is edited here), or the other way round.
    is_towards_child: bool


@dataclass(frozen=True, slots=True)
class FamilyView:
    """The family page."""

    household: list[Relative] = field(default_factory=list)
    elsewhere: list[Relative] = field(default_factory=list)
    past: list[Relative] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    @property
    def fathers_and_males(self) -> list[Relative]:
        """The father and every grown or half-grown male of the household: nobody is to be left unseen."""
        return [one for one in (*self.household, *self.elsewhere) if one.is_male_carer]

    @property
    def knows_the_father(self) -> bool:
        """Whether a father is recorded, so that the page can say when none is."""
        return any(
            one.relationship.kind == RelationshipKind.FATHER
            for one in (*self.household, *self.elsewhere, *self.past)
        )


def family(user: User, child: Child, *, today: date) -> FamilyView:
    """The child's relatives that `user` may see, by where they live."""
    rows = _rows(user, child)
    keys = {_other(row, child).pk for row in rows}
    children = access.visible_children(user).in_bulk(list(keys))
    relatives = [_relative(row, child, children, today) for row in rows]
    relatives.sort(key=_place)
    running = [one for one in relatives if one.relationship.until is None]
    return FamilyView(
        household=[one for one in running if one.relationship.in_household],
        elsewhere=[one for one in running if not one.relationship.in_household],
        past=[one for one in relatives if one.relationship.until is not None],
        groups=[
            member.family.name
            for member in FamilyMember.objects.filter(person=child.pk, until=None).select_related("family")
        ],
    )


def get_relationship(user: User, child: Child, pk: int) -> Relationship:
    """A running relationship of the child with somebody `user` may see; raises NotVisibleError."""
    for row in _rows(user, child):
        if row.pk == pk and row.until is None:
            return row
    raise NotVisibleError


def _rows(user: User, child: Child) -> list[Relationship]:
    visible = access.visible_people(user).values("pk")
    return list(
        Relationship.objects.filter(
            Q(relative_of=child.pk, person__in=visible) | Q(person=child.pk, relative_of__in=visible)
        ).select_related("person", "relative_of")
    )


def _other(row: Relationship, child: Child) -> Person:
    return row.person if row.relative_of_id == child.pk else row.relative_of


def _relative(row: Relationship, child: Child, children: dict[int, Child], today: date) -> Relative:
    other, towards = _other(row, child), row.relative_of_id == child.pk
    kind = row.get_kind_display() if towards else _OTHER_WAY.get(RelationshipKind(row.kind), "Relative")
    return Relative(
        relationship=row,
        person=other,
        kind=kind,
        age=age(other, today),
        is_male_carer=towards and is_male_carer_by(row, other, today),
        child=children.get(other.pk),
        is_towards_child=towards,
    )


def is_male_carer_by(row: Relationship, person: Person, today: date) -> bool:
    """Whether the row makes `person` the child's father, or a male of the household from 16."""
    if row.kind == RelationshipKind.FATHER:
        return True
    if person.sex != Sex.MALE or row.kind in SIBLING_KINDS:
        return False
    grown = person.date_of_birth is None or ages.years(person.date_of_birth, today) >= 16
    return grown and (row.in_household or row.kind in _FATHER_FIGURES or row.kind in PARENT_KINDS)


def _place(relative: Relative) -> tuple[int, str, int]:
    kind = RelationshipKind(relative.relationship.kind)
    rank = _ORDER.index(kind) if kind in _ORDER and relative.is_towards_child else len(_ORDER)
    born = relative.person.date_of_birth
    return rank, born.isoformat() if born else "9999", relative.person.pk
