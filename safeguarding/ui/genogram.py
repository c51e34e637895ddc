"""Where a genogram's symbols stand and how its lines run, in the units of an SVG drawing.

The order is `safeguarding.rules.genogram`'s; the distances are what a solver of linear constraints (Kiwi)
makes of: nobody closer than a gap, parents in the middle above their children, all as close as that lets it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kiwisolver import Solver, Variable, strength

from safeguarding.rules.genogram import Couple, Structure

GAP: Final = 140
BETWEEN_FAMILIES: Final = 170
ROW: Final = 220
RADIUS: Final = 28
MARGIN: Final = 80
# Below a symbol stand a name and years.
WORDS: Final = 62
_LEVEL: Final = 12
_ROOM: Final = 52


@dataclass(frozen=True, slots=True)
class Point:
    """The middle of a symbol."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the household's outline."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing. `lines` are SVG paths; `slashes` cross the lines of couples that are over."""

    width: float
    height: float
    places: Mapping[int, Point]
    lines: tuple[str, ...]
    slashes: tuple[str, ...]
    loose: tuple[str, ...]
    household: tuple[Box, ...]


def lay_out(structure: Structure, household: Collection[int] = ()) -> Layout:
    """Place everybody of `structure`, and outline who lives in the `household`."""
    across = _across(structure)
    places = {
        key: Point(round(across[key], 1), float(MARGIN + ROW * number))
        for number, row in enumerate(structure.rows)
        for key in row
    }
    lines: list[str] = []
    slashes: list[str] = []
    for couple, level in _levels(structure, places):
        lines += _couple_lines(couple, places, structure, level)
        if couple.is_over and len(couple.parents) == 2:
            slashes.append(_slash(couple, places, structure, level))
    return Layout(
        width=max(point.x for point in places.values()) + MARGIN,
        height=max(point.y for point in places.values()) + RADIUS + WORDS + 20,
        places=places,
        lines=tuple(lines),
        slashes=tuple(slashes),
        loose=tuple(_straight(places[tie.person], places[tie.to]) for tie in structure.loose),
        household=tuple(_household(structure, places, set(household))),
    )


def _across(structure: Structure) -> dict[int, float]:
    solver = Solver()
    x = {key: Variable(str(key)) for row in structure.rows for key in row}
    families = _families(structure)
    for row in structure.rows:
        solver.addConstraint(x[row[0]] >= MARGIN)
        for left, right in pairwise(row):
            gap = GAP if families[left] & families[right] else BETWEEN_FAMILIES
            solver.addConstraint(x[right] - x[left] >= gap)
            solver.addConstraint((x[right] - x[left] == gap) | strength.weak)
        solver.addConstraint((x[row[0]] == MARGIN) | (strength.weak * 0.1))
    for couple in structure.couples:
        if couple.children:
            middle = (x[couple.parents[0]] + x[couple.parents[-1]]) / 2
            below = (x[couple.children[0]] + x[couple.children[-1]]) / 2
            solver.addConstraint((middle == below) | strength.strong)
    solver.updateVariables()
    return {key: variable.value() for key, variable in x.items()}


def _families(structure: Structure) -> dict[int, set[int]]:
    """The couples, by number, that each person is a partner or a child of."""
    found: dict[int, set[int]] = {key: set() for row in structure.rows for key in row}
    for number, couple in enumerate(structure.couples):
        for key in (*couple.parents, *couple.children):
            found[key].add(number)
    return found


def _levels(structure: Structure, places: Mapping[int, Point]) -> Iterator[tuple[Couple, int]]:
    """Each couple with the level on which the line over its children runs: two that overlap have two."""
    taken: dict[float, list[list[tuple[float, float]]]] = {}
    for couple in structure.couples:
        if not couple.children:
            yield couple, 0
            continue
        ends = [places[key].x for key in couple.children] + [_middle(couple, places)]
        low, high = min(ends), max(ends)
        rows = taken.setdefault(places[couple.children[0]].y, [])
        level = next(
            (number for number, row in enumerate(rows) if all(high < a or low > b for a, b in row)), len(rows)
        )
        if level == len(rows):
            rows.append([])
        rows[level].append((low, high))
        yield couple, level


def _middle(couple: Couple, places: Mapping[int, Point]) -> float:
    return (places[couple.parents[0]].x + places[couple.parents[-1]].x) / 2


def _are_neighbours(couple: Couple, places: Mapping[int, Point], structure: Structure) -> bool:
    left, right = couple.parents
    for row in structure.rows:
        if left in row and right in row:
            return abs(row.index(left) - row.index(right)) == 1
    return False


def _bar(couple: Couple, places: Mapping[int, Point], level: int) -> float:
    """The height of the line between two partners who don't stand side by side: below the words."""
    return max(places[key].y for key in couple.parents) + RADIUS + WORDS + _LEVEL * (level + 1)


def _couple_lines(
    couple: Couple, places: Mapping[int, Point], structure: Structure, level: int
) -> Iterator[str]:
    left, right = (places[couple.parents[0]], places[couple.parents[-1]])
    start = _below(left) if left == right else left.y
    if left != right:
        if _are_neighbours(couple, places, structure):
            edge = RADIUS if left.x <= right.x else -RADIUS
            yield f"M {left.x + edge} {left.y} H {right.x - edge}"
        else:
            start = _bar(couple, places, level)
            yield (f"M {left.x} {_below(left)} V {start} H {right.x} V {_below(right)}")
    if not couple.children:
        return
    middle = round(_middle(couple, places), 1)
    over = min(places[key].y for key in couple.children) - RADIUS - 22 - _LEVEL * level
    yield f"M {middle} {start} V {over}"
    ends = [places[key].x for key in couple.children] + [middle]
    if min(ends) < max(ends):
        yield f"M {min(ends)} {over} H {max(ends)}"
    for key in couple.children:
        yield f"M {places[key].x} {over} V {places[key].y - RADIUS}"


def _below(one: Point) -> float:
    """Where a line goes on below somebody's words: it never runs through them."""
    return one.y + RADIUS + WORDS - 8


def _slash(couple: Couple, places: Mapping[int, Point], structure: Structure, level: int) -> str:
    left, right = (places[key] for key in couple.parents)
    y = left.y if _are_neighbours(couple, places, structure) else _bar(couple, places, level)
    x = left.x + (right.x - left.x) * 0.32
    return f"M {x - 5:.1f} {y + 12} L {x + 7:.1f} {y - 12} M {x + 3:.1f} {y + 12} L {x + 15:.1f} {y - 12}"


def _straight(one: Point, other: Point) -> str:
    """From edge to edge; beside each other in one row as an arc above."""
    if one.y == other.y:
        top = one.y - RADIUS
        return f"M {one.x} {top} C {one.x} {top - 40} {other.x} {top - 40} {other.x} {top}"
    upper, lower = sorted((one, other), key=lambda point: point.y)
    return f"M {upper.x} {upper.y + RADIUS} L {lower.x} {lower.y - RADIUS}"


def _household(structure: Structure, places: Mapping[int, Point], at_home: set[int]) -> Iterator[Box]:
    """Boxes that together are the outline: one for each stretch of neighbours, and what joins two rows."""
    above: list[list[int]] = []
    for row in structure.rows:
        runs = _runs(row, at_home)
        for run in runs:
            first, last = places[run[0]], places[run[-1]]
            yield Box(
                first.x - _ROOM,
                first.y - RADIUS - 12,
                last.x - first.x + 2 * _ROOM,
                2 * RADIUS + WORDS + 18,
            )
        nearest = {_nearest(above, run, places) for run in runs} if above else set()
        nearest |= {_nearest(runs, upper, places)[::-1] for upper in above} if runs else set()
        for one, other in sorted(nearest):
            yield from _joined(places[one], places[other])
        above = runs or above


def _nearest(
    others: Sequence[Sequence[int]], run: Sequence[int], places: Mapping[int, Point]
) -> tuple[int, int]:
    """Who of the other row's stretches stands nearest to whom of this one."""
    pairs = [
        (abs(places[one].x - places[key].x), one, key) for other in others for one in other for key in run
    ]
    return min(pairs)[1:]


def _joined(upper: Point, lower: Point) -> Iterator[Box]:
    """What joins the room around one person to that around another of the row below."""
    half = _ROOM * 0.6
    top, bottom = upper.y + RADIUS + WORDS - 8, lower.y - RADIUS
    between = (top + bottom) / 2
    yield Box(upper.x - half, top - 10, 2 * half, between - top + 20)
    yield Box(lower.x - half, between - 10, 2 * half, bottom - between + 10)
    if abs(upper.x - lower.x) > 1:
        left, right = sorted((upper.x, lower.x))
        yield Box(left - half, between - 10, right - left + 2 * half, 20)


def _runs(row: Sequence[int], at_home: set[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    is_open = False
    for key in row:
        if key in at_home:
            if not is_open:
                runs.append([])
            runs[-1].append(key)
        is_open = key in at_home
    return runs
