"""The table of moves: what is drawn is what holds, and every move that isn't drawn is refused by name."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.exceptions import ChangedMeanwhileError
from cases.management.commands import draw_states
from cases.services import decisions, front_door
from cases.states import REFERRAL_CHILD_MOVES, ReferralChildMove, ReferralChildState
from tests.factories import front_door as door
from tests.factories import records

ILLEGAL = [
    (state, move)
    for state in ReferralChildState
    for move in ReferralChildMove
    if (state, move) not in REFERRAL_CHILD_MOVES
]


def bring(row, state, personas, child, at):
    """`row` brought to `state` by the services."""
    if state != ReferralChildState.RECEIVED:
        front_door.match(referral_child=row, child=child, by=personas.front_door_worker, at=at)
    if state == ReferralChildState.DECIDED:
        door.decided(row, by=personas.front_door_manager, at=at)


def attempt(row, move, personas, child, at):
    """The service that makes `move`."""
    by = personas.front_door_manager
    if move == ReferralChildMove.MATCH:
        front_door.match(referral_child=row, child=child, by=by, at=at)
    elif move == ReferralChildMove.UNMATCH:
        front_door.unmatch(referral_child=row, reason="Wrong child", by=by, at=at)
    elif move == ReferralChildMove.DECIDE:
        door.decided(row, by=by, at=at, rationale="Something else")
    else:
        decisions.reconsider(referral_child=row, reason="New facts", by=by, at=at)


def test_some_moves_are_refused():
    assert len(ILLEGAL) == 8


@pytest.mark.parametrize(("state", "move"), ILLEGAL)
def test_a_move_that_isnt_in_the_table_is_refused_by_name_and_changes_nothing(personas, at, state, move):
    child = records.child(by=personas.front_door_worker, at=at)
    other = records.child(by=personas.front_door_worker, at=at)
    row = door.part(by=personas.school, at=at)
    bring(row, state, personas, child, at)
    row.refresh_from_db()
    before = row.history.count()
    with pytest.raises(ChangedMeanwhileError) as refused:
        attempt(row, move, personas, other, at)
    assert refused.value.message.endswith(".")
    row.refresh_from_db()
    assert (row.state, row.history.count()) == (state, before)


@pytest.mark.parametrize(("state", "move"), list(REFERRAL_CHILD_MOVES))
def test_a_move_of_the_table_leads_where_the_table_says(personas, at, state, move):
    child = records.child(by=personas.front_door_worker, at=at)
    row = door.part(by=personas.school, at=at)
    bring(row, state, personas, child, at)
    attempt(row, move, personas, child, at)
    row.refresh_from_db()
    assert row.state == REFERRAL_CHILD_MOVES[state, move]


def test_the_diagram_in_the_documentation_is_the_table():
    said = StringIO()
    call_command("draw_states", check=True, stdout=said)
    assert "up to date" in said.getvalue()


def test_a_diagram_that_differs_is_named_and_drawn_anew(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="out of date"):
        call_command("draw_states", check=True)
    call_command("draw_states", stdout=StringIO())
    assert (tmp_path / draw_states.PAGE).read_text() == draw_states.draw()
    (tmp_path / draw_states.PAGE).write_text("something else")
    with pytest.raises(CommandError, match="out of date"):
        call_command("draw_states", check=True)
