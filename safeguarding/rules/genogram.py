"""A genogram's structure: who stands in which generation, in which order, and who belongs to whom.

Source: the standard genogram (McGoldrick, Gerson and Petry, Genograms: assessment and treatment): generations
in rows, the eldest child left, in a couple the man left, several partners of one person in the order of time
from left to right. Where the symbols stand on paper is `safeguarding.ui.genogram`.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Final


class TieKind(StrEnum):
    """What one person is to another, as far as a genogram tells them apart."""

    PARENT = "parent"
    PARTNER = "partner"
    EX_PARTNER = "ex_partner"
    SIBLING = "sibling"
    HALF_SIBLING = "half_sibling"
    GRANDPARENT = "grandparent"
    AUNT_UNCLE = "aunt_uncle"
    COUSIN = "cousin"
    # A step-parent, a carer, a lodger: a grown-up beside the parents.
    GROWN_UP = "grown_up"


@dataclass(frozen=True, slots=True)
class Member:
    """A person as far as their place needs it. `born` may be the expected day."""

    key: int
    sex: str = "U"
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """`person` is the `kind` of `to`."""

    person: int
    to: int
    kind: TieKind


@dataclass(frozen=True, slots=True)
class Couple:
    """One or two parents, from left to right, with their children, the eldest first."""

    parents: tuple[int, ...]
    children: tuple[int, ...]
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """`rows`: the generations from the oldest down, each from left to right. `loose`: ties that the couples
    and their children don't show."""

    rows: tuple[tuple[int, ...], ...]
    couples: tuple[Couple, ...]
    loose: tuple[Tie, ...]


# How many generations lower `person` stands than whom they are that to, and how surely that places them.
_STEP: Final[Mapping[TieKind, tuple[int, int]]] = {
    TieKind.PARENT: (-1, 1),
    TieKind.PARTNER: (0, 2),
    TieKind.EX_PARTNER: (0, 2),
    TieKind.SIBLING: (0, 3),
    TieKind.HALF_SIBLING: (0, 3),
    TieKind.GRANDPARENT: (-2, 9),
    TieKind.AUNT_UNCLE: (-1, 9),
    TieKind.COUSIN: (0, 9),
    TieKind.GROWN_UP: (-1, 9),
}
_PARTNERS: Final = frozenset({TieKind.PARTNER, TieKind.EX_PARTNER})
_LAST: Final = date.max


def build(members: Collection[Member], ties: Iterable[Tie], child: int) -> Structure:
    """The structure around `child`, who is one of the `members`; ties with anybody else are left out."""
    people = {one.key: one for one in members}
    known = [tie for tie in ties if tie.person in people and tie.to in people]
    found = _Family(people, known, child)
    return Structure(rows=found.rows(), couples=tuple(found.couples), loose=tuple(found.loose()))


@dataclass
class _Family:
    people: Mapping[int, Member]
    ties: Sequence[Tie]
    child: int
    parents: dict[int, tuple[int, ...]] = field(default_factory=dict)
    couples: list[Couple] = field(default_factory=list)

    def __post_init__(self) -> None:
        found: dict[int, list[int]] = {}
        for tie in self.ties:
            if tie.kind is TieKind.PARENT and tie.person not in found.setdefault(tie.to, []):
                found[tie.to].append(tie.person)
        # A third parent, an adoptive one say, is shown as a tie of their own.
        self.parents = {key: tuple(sorted(each)[:2]) for key, each in found.items()}
        self.generation = self._generations()
        self.couples = self._couples()

    def _age(self, key: int) -> tuple[date, int]:
        """The eldest first; whose day isn't known comes last."""
        return self.people[key].born or _LAST, key

    def _generations(self) -> dict[int, int]:
        """Each person's generation, counted from the child's; parents always above their children."""
        steps: dict[int, list[tuple[int, int, int]]] = {key: [] for key in self.people}
        for tie in self.ties:
            lower, weight = _STEP[tie.kind]
            steps[tie.to].append((weight, lower, tie.person))
            steps[tie.person].append((weight, -lower, tie.to))
        placed: dict[int, int] = {}
        order = count()
        starts = [self.child, *sorted(self.people.keys() - {self.child})]
        for start in starts:
            waiting = [(0, next(order), start, 0)]
            while waiting:
                cost, _, key, generation = heapq.heappop(waiting)
                if key in placed:
                    continue
                placed[key] = generation
                for weight, lower, other in steps[key]:
                    heapq.heappush(waiting, (cost + weight, next(order), other, generation + lower))
        for _ in self.people:
            for key, parents in self.parents.items():
                for parent in parents:
                    placed[parent] = min(placed[parent], placed[key] - 1)
        return placed

    def _couples(self) -> list[Couple]:
        children: dict[frozenset[int], list[int]] = {}
        for key, parents in self.parents.items():
            children.setdefault(frozenset(parents), []).append(key)
        over: dict[frozenset[int], bool] = {}
        for tie in self.ties:
            if tie.kind in _PARTNERS:
                pair = frozenset({tie.person, tie.to})
                # Who is a couple again isn't one that is over.
                over[pair] = over.get(pair, True) and tie.kind is TieKind.EX_PARTNER
        made = []
        for pair in children.keys() | over.keys():
            born = tuple(sorted(children.get(pair, ()), key=self._age))
            made.append(Couple(tuple(sorted(pair)), born, over.get(pair, False)))
        made.sort(key=self._when)
        together: dict[int, list[Couple]] = {}
        for couple in made:
            for parent in couple.parents:
                together.setdefault(parent, []).append(couple)
        return [
            Couple(self._left_to_right(couple, together), couple.children, couple.is_over) for couple in made
        ]

    def _when(self, couple: Couple) -> tuple[bool, date, int]:
        """In the order of time: what is over first, then by the eldest child."""
        eldest = self._age(couple.children[0])[0] if couple.children else _LAST
        return not couple.is_over and not couple.children, eldest, couple.parents[0]

    def _left_to_right(self, couple: Couple, together: Mapping[int, Sequence[Couple]]) -> tuple[int, ...]:
        if len(couple.parents) == 1:
            return couple.parents
        many = max(
            couple.parents, key=lambda key: (len(self._pairs(together[key])), self._is_woman(key), -key)
        )
        (other,) = set(couple.parents) - {many}
        pairs = self._pairs(together[many])
        if len(pairs) > 1:
            return (many, other) if pairs[-1] is couple else (other, many)
        first, second = sorted(couple.parents, key=lambda key: (self._is_woman(key), self._age(key)))
        return first, second

    def _pairs(self, couples: Sequence[Couple]) -> list[Couple]:
        return [couple for couple in couples if len(couple.parents) == 2]

    def _is_woman(self, key: int) -> bool:
        return self.people[key].sex == "F"

    def _sides(self) -> dict[int, float]:
        """How far to the left or right of the child each person belongs: the left parent's family left."""
        sides = {self.child: 0.0}
        waiting = [(0, self.child)]
        for depth, key in waiting:
            here, apart = sides[key], 4.0**-depth
            for couple in self.couples:
                near: dict[int, float] = {}
                if key in couple.children:
                    shift = -apart
                    for parent in couple.parents:
                        near[parent] = here + (shift if len(couple.parents) == 2 else 0)
                        shift = apart
                elif key in couple.parents:
                    near = dict.fromkeys(couple.children, here)
                    for place, parent in enumerate(couple.parents):
                        near[parent] = here + (apart / 8 if place else -apart / 8)
                for other, side in near.items():
                    if other not in sides:
                        sides[other] = side
                        waiting.append((depth + 1, other))
        return sides

    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The generations, each from left to right."""
        sides = self._sides()
        last = max(sides.values()) + 1
        place: dict[int, float] = {}
        found = []
        for generation in sorted(set(self.generation.values())):
            keys = [key for key in self.people if self.generation[key] == generation]
            row = self._row(set(keys), place, {key: sides.get(key, last) for key in keys})
            place.update({key: float(number) for number, key in enumerate(row)})
            found.append(tuple(row))
        return tuple(found)

    def _row(self, keys: set[int], above: Mapping[int, float], sides: Mapping[int, float]) -> list[int]:
        """Brothers and sisters together, the eldest left, below their parents; partners beside them."""
        groups: list[tuple[float, list[int]]] = []
        for couple in self.couples:
            here = [key for key in couple.children if key in keys]
            if here:
                over = [above[parent] for parent in couple.parents if parent in above]
                groups.append((sum(over) / len(over) if over else float(len(above)), here))
        groups.sort(key=lambda group: group[0])
        row = [key for _, group in groups for key in group]
        rootless = sorted(keys - set(row), key=lambda key: (sides[key], self._age(key)))
        for key in rootless:
            if key not in row and not self._stand_beside(row, key):
                row.append(key)
            # Whoever belongs to somebody who has just found their place follows at once.
            for other in self._partners(key, keys):
                if other not in row:
                    self._stand_beside(row, other)
        return row

    def _partners(self, key: int, keys: set[int]) -> list[int]:
        pairs = [couple.parents for couple in self.couples if key in couple.parents]
        return [one for pair in pairs for one in pair if one != key and one in keys]

    def _stand_beside(self, row: list[int], key: int) -> bool:
        for couple in self.couples:
            if key not in couple.parents or len(couple.parents) == 1:
                continue
            left, right = couple.parents
            if key == left and right in row:
                row.insert(row.index(right), key)
                return True
            if key == right and left in row:
                row.insert(row.index(left) + 1, key)
                return True
        return False

    def loose(self) -> list[Tie]:
        """The ties that couples and children don't tell, each pair once."""
        told: set[frozenset[int]] = set()
        found = []
        for tie in self.ties:
            pair = frozenset({tie.person, tie.to})
            if pair in told or self._is_shown(tie):
                continue
            told.add(pair)
            found.append(tie)
        return found

    def _is_shown(self, tie: Tie) -> bool:
        own, others = self._above({tie.person}), self._above({tie.to})
        second = self._above(others)
        shown = {
            TieKind.PARTNER: True,
            TieKind.EX_PARTNER: True,
            TieKind.PARENT: tie.person in others,
            TieKind.SIBLING: bool(own & others),
            TieKind.HALF_SIBLING: bool(own & others),
            TieKind.GRANDPARENT: tie.person in second,
            TieKind.AUNT_UNCLE: bool(own & second),
            TieKind.COUSIN: bool(second & self._above(own)),
            TieKind.GROWN_UP: self._is_a_parents_partner(tie.person, others),
        }
        return shown[tie.kind]

    def _above(self, keys: set[int]) -> set[int]:
        return {parent for key in keys for parent in self.parents.get(key, ())}

    def _is_a_parents_partner(self, key: int, parents: set[int]) -> bool:
        """Whether a grown-up is shown as a parent's partner, which says it better."""
        return any(key in couple.parents and parents & set(couple.parents) for couple in self.couples)
