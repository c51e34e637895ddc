"""A child's genogram: everybody near them whom the reader may see, drawn and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from cases import access
from cases.models import Child, Person, Relationship
from cases.queries.records import age
from cases.states import PARENT_KINDS, RelationshipKind
from safeguarding.accounts.models import User
from safeguarding.rules import ages, genogram
from safeguarding.rules.genogram import Member, Structure, Tie, TieKind
from safeguarding.ui.genogram import Layout, lay_out

# From the child to grandparents, and from half-brothers and sisters to their other parent.
STEPS: Final = 3
MOST_PEOPLE: Final = 60
_LETTERS: Final = 15

_KINDS: Final[Mapping[str, TieKind]] = {
    **dict.fromkeys(PARENT_KINDS, TieKind.PARENT),
    RelationshipKind.PARTNER: TieKind.PARTNER,
    RelationshipKind.EX_PARTNER: TieKind.EX_PARTNER,
    RelationshipKind.SIBLING: TieKind.SIBLING,
    RelationshipKind.HALF_SIBLING: TieKind.HALF_SIBLING,
    RelationshipKind.STEP_SIBLING: TieKind.HALF_SIBLING,
    RelationshipKind.GRANDPARENT: TieKind.GRANDPARENT,
    RelationshipKind.AUNT_UNCLE: TieKind.AUNT_UNCLE,
    RelationshipKind.COUSIN: TieKind.COUSIN,
    RelationshipKind.STEP_PARENT: TieKind.GROWN_UP,
    RelationshipKind.PARENTS_PARTNER: TieKind.GROWN_UP,
    RelationshipKind.CARER: TieKind.GROWN_UP,
    RelationshipKind.FOSTER_CARER: TieKind.GROWN_UP,
}
# Whoever only lives there, or is a friend of the family, stands beside the parents.
_ELSEWHERE: Final = TieKind.GROWN_UP
# Families go on from these; a lodger's own family isn't the child's.
_LEADS_ON: Final = frozenset(
    {TieKind.PARENT, TieKind.PARTNER, TieKind.EX_PARTNER, TieKind.SIBLING, TieKind.HALF_SIBLING}
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One person of the drawing. `shape`: square, circle, triangle (pregnancy) or diamond (not known)."""

    key: int
    x: float
    y: float
    shape: str
    inside: str
    lines: list[str]
    is_dead: bool
    is_child: bool


@dataclass(frozen=True, slots=True)
class InWords:
    """One person of the drawing, said in words."""

    name: str
    age: str
    shape: str
    to_child: str
    parents: str
    partners: str
    lives_with_child: bool
    is_unborn: bool


@dataclass(frozen=True, slots=True)
class Genogram:
    """The drawing and the same in words; `is_cut` when there are more people than it shows."""

    layout: Layout
    symbols: list[Symbol]
    words: list[InWords]
    is_cut: bool


def genogram_of(user: User, child: Child, *, today: date) -> Genogram:
    """The genogram around `child`; whoever `user` may not see isn't in it, and neither is a trace of them."""
    rows, is_cut = _near(user, child)
    people = {child.pk: child.person}
    for row in rows:
        people |= {row.person_id: row.person, row.relative_of_id: row.relative_of}
    ties = [
        Tie(row.person_id, row.relative_of_id, _kind(row))
        for row in rows
        if row.until is None or _kind(row) in {TieKind.PARENT, TieKind.PARTNER, TieKind.EX_PARTNER}
    ]
    tied = {child.pk} | {key for tie in ties for key in (tie.person, tie.to)}
    people = {key: one for key, one in people.items() if key in tied}
    structure = genogram.build([_member(one) for one in people.values()], ties, child.pk)
    at_home = {child.pk} | {
        row.person_id if row.relative_of_id == child.pk else row.relative_of_id
        for row in rows
        if row.in_household and row.until is None and child.pk in {row.person_id, row.relative_of_id}
    }
    layout = lay_out(structure, at_home & people.keys())
    order = [key for row in structure.rows for key in row]
    told = _Told(structure, rows, child, at_home, today)
    return Genogram(
        layout=layout,
        symbols=[_symbol(people[key], layout, child, today) for key in order],
        words=[_in_words(people[key], told, people) for key in order],
        is_cut=is_cut,
    )


def _near(user: User, child: Child) -> tuple[list[Relationship], bool]:
    """The relationships among people within a few steps, both of whom the reader may see."""
    visible = access.visible_people(user).values("pk")
    seen, found, edge = {child.pk}, dict[int, Relationship](), {child.pk}
    for _ in range(STEPS):
        rows = Relationship.objects.filter(
            Q(person__in=edge) | Q(relative_of__in=edge), person__in=visible, relative_of__in=visible
        ).select_related("person", "relative_of")
        edge = set()
        for row in rows.order_by("pk"):
            keys = {row.person_id, row.relative_of_id}
            is_own = child.pk in keys
            if not is_own and _KINDS.get(row.kind) not in _LEADS_ON:
                continue
            if keys - seen and len(seen) >= MOST_PEOPLE:
                return list(found.values()), True
            found[row.pk] = row
            if _KINDS.get(row.kind) in _LEADS_ON or row.kind == RelationshipKind.GRANDPARENT:
                edge |= keys - seen
            seen |= keys
        if not edge:
            break
    return list(found.values()), False


def _kind(row: Relationship) -> TieKind:
    kind = _KINDS.get(row.kind, _ELSEWHERE)
    return TieKind.EX_PARTNER if kind is TieKind.PARTNER and row.until is not None else kind


def _member(person: Person) -> Member:
    return Member(person.pk, person.sex, person.date_of_birth or person.expected_date)


def _shape(person: Person) -> str:
    if ages.is_unborn(person.date_of_birth, person.expected_date):
        return "triangle"
    return {"M": "square", "F": "circle"}.get(person.sex, "diamond")


def _symbol(person: Person, layout: Layout, child: Child, today: date) -> Symbol:
    place, born, died = layout.places[person.pk], person.date_of_birth, person.date_of_death
    shape = _shape(person)
    inside = str(ages.years(born, died or today)) if born else ""
    years = f"{born.year if born else ''}–{died.year}" if died else f"born {born.year}" if born else ""
    if shape == "triangle" and person.expected_date:
        years = f"due {person.expected_date:%b %Y}"
    return Symbol(
        key=person.pk,
        x=place.x,
        y=place.y,
        shape=shape,
        inside=inside,
        lines=[*_wrapped(person.name), *([years] if years else [])],
        is_dead=died is not None,
        is_child=person.pk == child.pk,
    )


def _wrapped(name: str) -> list[str]:
    """The name on at most two lines below a symbol."""
    short = name.partition(" (known as")[0]
    lines = [""]
    for word in short.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    kept = lines[:2]
    if len(lines) > 2:
        kept[1] = f"{kept[1]}…"
    return [line if len(line) <= _LETTERS + 3 else f"{line[: _LETTERS + 2]}…" for line in kept]


_SHAPES_IN_WORDS: Final = {
    "square": "Male",
    "circle": "Female",
    "triangle": "Not born yet",
    "diamond": "Sex not known",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words are made of."""

    structure: Structure
    rows: list[Relationship]
    child: Child
    at_home: set[int]
    today: date


def _in_words(person: Person, told: _Told, people: Mapping[int, Person]) -> InWords:
    structure, child = told.structure, told.child
    parents = [key for couple in structure.couples if person.pk in couple.children for key in couple.parents]
    partners = []
    for couple in structure.couples:
        if person.pk in couple.parents:
            partners += [
                f"{people[key].name} (over)" if couple.is_over else people[key].name
                for key in couple.parents
                if key != person.pk
            ]
    return InWords(
        name=person.name,
        age=age(person, told.today) + (", died" if person.date_of_death else ""),
        shape=_SHAPES_IN_WORDS[_shape(person)],
        to_child="This child" if person.pk == child.pk else _to_child(person, told.rows, child),
        parents=" and ".join(people[key].name for key in parents),
        partners=", ".join(partners),
        lives_with_child=person.pk in told.at_home,
        is_unborn=_shape(person) == "triangle",
    )


def _to_child(person: Person, rows: Iterable[Relationship], child: Child) -> str:
    """What they are to the child, as it is recorded; nothing where only others tie them to the child."""
    said = [
        row.get_kind_display() + (", until it ended" if row.until else "")
        for row in rows
        if row.person_id == person.pk and row.relative_of_id == child.pk
    ]
    if not said:
        said = [
            f"The child is their {row.get_kind_display().lower()}"
            for row in rows
            if row.relative_of_id == person.pk and row.person_id == child.pk
        ]
    return ", ".join(said)
