"""A genogram: generations, couples, the eldest left, half-siblings under their own parents."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from safeguarding.rules.genogram import Couple, Member, Tie, TieKind, build
from safeguarding.ui.genogram import BETWEEN_FAMILIES, GAP, MARGIN, ROW, lay_out

(CHILD, MUM, DAD, HALF, EX, GRAN, GRANDAD, NAN, AUNT, BABY, BUMP, STEP, COUSIN, DAD_HALF, DADS_EX) = range(
    1, 16
)
PEOPLE = {
    CHILD: Member(CHILD, "F", date(2016, 1, 1)),
    MUM: Member(MUM, "F", date(1990, 1, 1)),
    DAD: Member(DAD, "M", date(1988, 1, 1)),
    HALF: Member(HALF, "M", date(2012, 1, 1)),
    EX: Member(EX, "M", date(1985, 1, 1)),
    GRAN: Member(GRAN, "F", date(1965, 1, 1)),
    GRANDAD: Member(GRANDAD, "M", date(1964, 1, 1)),
    NAN: Member(NAN, "F", date(1960, 1, 1)),
    AUNT: Member(AUNT, "F", date(1986, 1, 1)),
    BABY: Member(BABY, "M", date(2018, 1, 1)),
    BUMP: Member(BUMP, "U", date(2027, 1, 1)),
    STEP: Member(STEP, "M", date(1980, 1, 1)),
    COUSIN: Member(COUSIN, "F", date(2014, 1, 1)),
    DAD_HALF: Member(DAD_HALF, "F", date(2009, 1, 1)),
    DADS_EX: Member(DADS_EX, "F", date(1987, 1, 1)),
}


def parents(child: int, *of: int) -> list[Tie]:
    """These are the child's parents."""
    return [Tie(one, child, TieKind.PARENT) for one in of]


TIES = [
    *parents(CHILD, MUM, DAD),
    *parents(BABY, MUM, DAD),
    *parents(BUMP, MUM, DAD),
    *parents(HALF, MUM, EX),
    *parents(MUM, GRAN, GRANDAD),
    *parents(AUNT, GRAN, GRANDAD),
    *parents(DAD, NAN),
    Tie(MUM, DAD, TieKind.PARTNER),
    Tie(EX, MUM, TieKind.EX_PARTNER),
]


def drawn(*keys: int, ties=TIES, child: int = CHILD):
    """The structure of these people, and the layout."""
    structure = build([PEOPLE[key] for key in keys], ties, child)
    return structure, lay_out(structure)


FAMILY = (CHILD, MUM, DAD, HALF, EX, GRAN, GRANDAD, NAN, AUNT, BABY, BUMP)


def test_three_generations_with_half_siblings_stand_in_three_rows():
    structure, layout = drawn(*FAMILY)
    assert [set(row) for row in structure.rows] == [
        {GRAN, GRANDAD, NAN},
        {MUM, DAD, EX, AUNT},
        {CHILD, HALF, BABY, BUMP},
    ]
    heights = [layout.places[key].y for key in (GRAN, MUM, CHILD)]
    assert heights == [MARGIN, MARGIN + ROW, MARGIN + 2 * ROW]


def test_the_eldest_stand_left_the_unborn_right_and_half_siblings_under_their_own_parents():
    structure, layout = drawn(*FAMILY)
    x = {key: point.x for key, point in layout.places.items()}
    assert structure.rows[2] == (HALF, CHILD, BABY, BUMP)
    assert x[HALF] < x[CHILD] < x[BABY] < x[BUMP]
    assert x[AUNT] < x[MUM], "her elder sister"
    # Several partners of one woman: in the order of time.
    assert x[EX] < x[MUM] < x[DAD]
    assert x[HALF] == pytest.approx((x[EX] + x[MUM]) / 2)
    assert (x[CHILD] + x[BUMP]) / 2 == pytest.approx((x[MUM] + x[DAD]) / 2)


def test_parents_stand_in_the_middle_above_their_children_and_the_man_left():
    structure, layout = drawn(CHILD, BABY, MUM, DAD)
    assert structure.rows == ((DAD, MUM), (CHILD, BABY))
    x = {key: point.x for key, point in layout.places.items()}
    assert (x[DAD] + x[MUM]) / 2 == pytest.approx((x[CHILD] + x[BABY]) / 2)
    assert layout.household == ()


def test_nobody_stands_closer_than_a_symbol_needs():
    structure, layout = drawn(*FAMILY, STEP)
    for row in structure.rows:
        for left, right in pairwise(row):
            assert layout.places[right].x - layout.places[left].x >= GAP - 0.1
    assert BETWEEN_FAMILIES > GAP


def test_a_couple_that_is_over_is_crossed_and_one_that_came_together_again_is_not():
    structure, layout = drawn(*FAMILY)
    assert [couple for couple in structure.couples if couple.is_over] == [Couple((EX, MUM), (HALF,), True)]
    assert len(layout.slashes) == 1
    again = [*TIES, Tie(MUM, EX, TieKind.PARTNER)]
    assert not any(couple.is_over for couple in drawn(*FAMILY, ties=again)[0].couples)


def test_partners_who_do_not_stand_side_by_side_are_joined_below_their_names():
    _, layout = drawn(*FAMILY)
    mum, dad = layout.places[MUM], layout.places[DAD]
    bars = [path for path in layout.lines if path.startswith(f"M {mum.x} ") and path.count("V") == 2]
    apart = [key for key in (AUNT,) if mum.x < layout.places[key].x < dad.x]
    assert bool(bars) is bool(apart)


def test_brothers_and_sisters_who_marry_in_from_two_families_are_joined_below():
    far = [*parents(COUSIN, MUM, DAD), *parents(MUM, GRAN), *parents(AUNT, GRAN), *parents(DAD, NAN)]
    people = {**PEOPLE, AUNT: Member(AUNT, "F", date(1995, 1, 1))}
    ties = [*far, Tie(NAN, DAD, TieKind.PARENT)]
    structure = build([people[key] for key in (COUSIN, MUM, DAD, GRAN, NAN, AUNT)], ties, COUSIN)
    layout = lay_out(structure)
    assert layout.places[DAD].x < layout.places[MUM].x
    over = [*ties, Tie(MUM, DAD, TieKind.EX_PARTNER)]
    women = {**people, DAD: Member(DAD, "F", date(1999, 1, 1))}
    apart = build([women[key] for key in (COUSIN, MUM, DAD, GRAN, NAN, AUNT)], over, COUSIN)
    drawing = lay_out(apart)
    row = apart.rows[1]
    assert abs(row.index(MUM) - row.index(DAD)) == 2
    bars = [path for path in drawing.lines if path.count("V") == 2]
    assert (len(bars), len(drawing.slashes)) == (1, 1)


def test_what_couples_and_children_show_already_is_not_drawn_twice():
    shown = [
        Tie(GRAN, CHILD, TieKind.GRANDPARENT),
        Tie(HALF, CHILD, TieKind.HALF_SIBLING),
        Tie(CHILD, BABY, TieKind.SIBLING),
        Tie(AUNT, CHILD, TieKind.AUNT_UNCLE),
        Tie(COUSIN, CHILD, TieKind.COUSIN),
        Tie(STEP, HALF, TieKind.GROWN_UP),
        Tie(STEP, MUM, TieKind.PARTNER),
        *parents(COUSIN, AUNT),
    ]
    structure, _ = drawn(*FAMILY, COUSIN, STEP, ties=[*TIES, *shown])
    assert structure.loose == ()


def test_what_nothing_else_shows_is_a_dashed_line_of_its_own():
    alone = [
        Tie(GRAN, CHILD, TieKind.GRANDPARENT),
        Tie(HALF, CHILD, TieKind.HALF_SIBLING),
        Tie(CHILD, HALF, TieKind.HALF_SIBLING),
        Tie(STEP, CHILD, TieKind.GROWN_UP),
        *parents(CHILD, MUM, DAD, NAN),
    ]
    structure, layout = drawn(CHILD, MUM, DAD, NAN, GRAN, HALF, STEP, ties=alone)
    assert [(tie.person, tie.to) for tie in structure.loose] == [
        (GRAN, CHILD),
        (HALF, CHILD),
        (STEP, CHILD),
        (NAN, CHILD),
    ], "a third parent too, and each pair once"
    assert len(layout.loose) == 4
    assert any("C" in path for path in layout.loose), "an arc between two in one row"


def test_the_household_is_outlined_in_stretches_that_are_joined():
    structure, _ = drawn(*FAMILY)
    home = {CHILD, MUM, DAD, BABY, HALF}
    layout = lay_out(structure, home)
    inside = {
        key
        for key, point in layout.places.items()
        for box in layout.household
        if box.x <= point.x <= box.x + box.width and box.y <= point.y <= box.y + box.height
    }
    assert inside == home
    assert lay_out(structure, {GRAN}).household[0].width == pytest.approx(104)


def test_who_says_two_things_at_once_is_still_drawn_with_parents_above_their_children():
    odd = [
        *parents(CHILD, MUM),
        *parents(MUM, CHILD),
        Tie(DAD, MUM, TieKind.SIBLING),
        Tie(99, MUM, TieKind.PARENT),
    ]
    structure, layout = drawn(CHILD, MUM, DAD, ties=odd)
    assert sorted(key for row in structure.rows for key in row) == [CHILD, MUM, DAD]
    assert len(layout.places) == 3


def test_a_man_with_two_women_has_them_in_the_order_of_time_and_the_lines_keep_apart():
    ties = [*parents(CHILD, MUM, DAD), *parents(DAD_HALF, DADS_EX, DAD)]
    structure, layout = drawn(CHILD, MUM, DAD, DAD_HALF, DADS_EX, ties=ties)
    assert structure.rows == ((DADS_EX, DAD, MUM), (DAD_HALF, CHILD))
    assert len(set(layout.lines)) == len(layout.lines)
