"""What a synthetic partnership is drawn from."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cases.models import Deadline, PersonName
from cases.services.references import ALPHABET
from safeguarding.synthetic import calibration, figures, references
from safeguarding.synthetic.dice import Dice, even
from safeguarding.synthetic.table import Table


def test_each_key_has_a_reference_of_its_own_that_looks_like_the_services():
    found = {references.of("C", key) for key in range(1, 50_001)}
    assert len(found) == 50_000
    assert all(re.fullmatch(f"C[{ALPHABET}]{{7}}", reference) for reference in found)
    # Neighbours begin differently: nobody guesses the next one.
    assert references.of("C", 1)[:4] != references.of("C", 2)[:4]


def test_the_same_dice_fall_the_same_and_their_keys_run_out():
    one, other = (Dice("7:0", range(1, 3)) for _ in range(2))
    assert [one.draw() for _ in range(5)] == [other.draw() for _ in range(5)]
    assert (one.key(), one.key()) == (1, 2)
    with pytest.raises(RuntimeError, match="more keys"):
        one.key()


@pytest.mark.parametrize(
    "shares", [figures.CATEGORIES, figures.NEEDS, figures.OUTCOMES, figures.SEXES, figures.SOURCES], ids=len
)
def test_shares_are_whole(shares):
    assert sum(shares.values()) in {100, 1000}
    assert Counter(even(shares)) == dict(shares)


def test_children_stay_open_for_as_long_as_makes_the_public_share():
    """A family leaves with an even chance each day: about a year, with a seventh of the children open."""
    assert 250 < calibration.mean_days_open() < 400
    assert figures.open_share() == pytest.approx(0.143, abs=0.005)


def test_a_column_without_a_value_of_its_own_must_be_given():
    with pytest.raises(ValueError, match=r"Deadline\.\w+ has no value by itself"):
        Table(Deadline, "id", "child_id")
    assert Table(PersonName, "id", "person_id").models() == [PersonName, PersonName.history.model]
