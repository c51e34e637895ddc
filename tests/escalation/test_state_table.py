"""The ladder as a table of states: every legal move leads where the rules say, every other is refused."""

from __future__ import annotations

from itertools import product

import pytest

from escalation.states import (
    CHALLENGE_MOVES,
    ENDS,
    ContactHow,
    Move,
    NoSuchMoveError,
    Position,
    at_stage,
    next_position,
    upward,
)
from safeguarding.rules import challenge_ladder

LEGAL = sorted(CHALLENGE_MOVES)
ILLEGAL = sorted(set(product(Position, Move)) - set(CHALLENGE_MOVES))


@pytest.mark.parametrize(("position", "move"), LEGAL)
def test_a_move_of_the_table_leads_upward_or_to_an_end(position: Position, move: Move) -> None:
    there = next_position(position, move)
    assert there in ENDS or there.value > position.value


@pytest.mark.parametrize(("position", "move"), ILLEGAL)
def test_every_other_move_is_refused_by_name(position: Position, move: Move) -> None:
    with pytest.raises(NoSuchMoveError, match=move.label):
        next_position(position, move)


def test_the_table_says_what_the_ladder_says() -> None:
    for number in range(1, challenge_ladder.LAST + 1):
        above = challenge_ladder.next_stage(number)
        moves = {move for position, move in CHALLENGE_MOVES if position == at_stage(number)}
        assert (Move.UP in moves) == (Move.TIME in moves) == (above is not None)
        assert (Move.DECIDE in moves) == (number == challenge_ladder.LAST)
        assert {Move.AGREE, Move.WITHDRAW} <= moves


def test_nothing_leads_out_of_an_end() -> None:
    assert not [position for position, _ in CHALLENGE_MOVES if position in ENDS]


@pytest.mark.parametrize(
    ("current", "to", "move"), [(1, 2, Move.UP), (1, 3, Move.SKIP_3), (2, 5, Move.SKIP_5), (4, 5, Move.UP)]
)
def test_a_move_by_hand_is_one_stage_or_a_skip(current: int, to: int, move: Move) -> None:
    assert upward(current, to) == move


@pytest.mark.parametrize(("current", "to"), [(2, 1), (3, 3), (5, 1)])
def test_no_move_by_hand_leads_down(current: int, to: int) -> None:
    with pytest.raises(NoSuchMoveError):
        upward(current, to)


def test_an_attempt_that_nobody_answered_is_a_contact_too() -> None:
    assert ContactHow.NO_ANSWER in ContactHow
