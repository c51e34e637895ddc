"""The neglect family: what each agency was told no for, and what the parents lived through as children."""

from __future__ import annotations

from cases.queries import strategy
from safeguarding.demo.stories import neglect_family
from tests.scenarios.conftest import Told

STORY = neglect_family
KEY = "tea"


def test_the_parents_own_childhood_is_part_of_the_history(told: Told) -> None:
    """Parents were well known to services when children themselves, and nobody looked.

    Given mother and father each have a record of their own with a plan for neglect,
    when the manager reads the history of their son, then both childhoods are told, with ages.
    """

    parents = {parent.name: parent for parent in told.digest(KEY, "freddie").parents}

    assert set(parents) == {"Kayleigh Moss", "Jordan Pickering"}
    for parent in parents.values():
        assert [plan.category for plan in parent.plans] == ["Neglect"]
        assert parent.lines
        assert all(line.age for line in parent.lines)
    page = told.digest_page(KEY, "freddie")
    assert "Parents, and their own childhood" in page
    assert "Children found alone: no food, faeces on the floor." in page


def test_neglect_recurs_across_agencies_with_its_evidence(told: Told) -> None:
    """Recurring themes were raised by different agencies over years; no strategy meeting was called.

    Given police, nursery and school wrote of neglect within a year, the health visitor the year before,
    when the decision is prepared, then the theme is named with its agencies and a meeting is suggested.
    """

    history = told.digest(KEY, "freddie")
    neglect = next(found for found in history.recurrence if found.theme == "neglect")

    assert set(neglect.agencies) == {
        "Northmoor Police",
        "Ashfield Primary School",
        "Little Acorns Nursery",
        "Northmoor Health Visiting",
    }
    assert neglect.is_recent
    assert len(neglect.evidence) >= 3
    reasons = strategy.suggest(told.part(KEY, "freddie"), history)
    assert "recurrence" in {reason.code for reason in reasons}


def test_the_same_concern_at_different_levels_is_seen_side_by_side(told: Told) -> None:
    """The threshold was applied differently to each agency.

    Given the health visitor's level 4 was decided at level 1 and police's level 3 at level 2,
    when the history is read, then each earlier referral stands there with level and outcome.
    """

    earlier = told.digest(KEY, "freddie").referrals

    assert [row.agency for row in earlier] == ["Northmoor Police", "Northmoor Health Visiting"]
    assert {row.outcome for row in earlier} == {"No further action"}
    assert len({row.level for row in earlier}) == 2


def test_the_brothers_and_sisters_bring_their_own_histories(told: Told) -> None:
    """Given Tyler was referred for cold and hunger, when Freddie's history is read, then Tyler's is there."""

    siblings = {sibling.name: sibling for sibling in told.digest(KEY, "freddie").siblings}

    assert {"Tyler Moss", "Ellie-Mae Pickering"} <= set(siblings)
    assert siblings["Tyler Moss"].referrals >= 2


def test_the_school_sees_that_it_waits_and_learns_nothing_else(told: Told) -> None:
    """Given the referral is matched, when the school opens it, then no other agency's word is in it."""
    part = told.part(KEY, "tyler")

    page = told.page("school", "referral", part.referral.reference)

    assert "burn on his hand" in page
    for unknown in ("car seat", "Station Parade at 06:50", "own childhood", "Northmoor Health Visiting"):
        assert unknown not in page
    told.page("school", "child", told.stage.children["kayleigh"].reference, status=404)
    told.page("school", "child", told.stage.children["freddie"].reference, status=404)
