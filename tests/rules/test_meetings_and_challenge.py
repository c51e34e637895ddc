"""Quorum of meetings, and the ladder of professional challenge."""

from __future__ import annotations

import pytest

from safeguarding.rules import challenge_ladder, quorum
from safeguarding.rules.challenge_ladder import StageRefused
from safeguarding.rules.quorum import CONFERENCE, STRATEGY_MEETING, Attending, Missing
from safeguarding.rules.timescales import TIMESCALES, Unit

SOCIAL_CARE = Attending("childrens_social_care", "Northmoor children's services")
POLICE = Attending("police", "Northmoor police")
GP = Attending("gp_practice", "Mill Lane surgery")
SCHOOL = Attending("school", "Hill School")
NURSERY = Attending("early_years", "Little Acorns")
OTHER_SCHOOL = Attending("school", "Dale School")


@pytest.mark.parametrize(
    ("composition", "attending", "missing"),
    [
        (STRATEGY_MEETING, [SOCIAL_CARE, POLICE, GP], Missing()),
        (STRATEGY_MEETING, [SOCIAL_CARE, POLICE, SCHOOL], Missing(("health",))),
        (STRATEGY_MEETING, [GP], Missing(("children's social care", "police"))),
        (STRATEGY_MEETING, [], Missing(("children's social care", "police", "health"))),
        (CONFERENCE, [SOCIAL_CARE, GP, SCHOOL], Missing()),
        (CONFERENCE, [SOCIAL_CARE, SCHOOL, OTHER_SCHOOL], Missing()),
        (CONFERENCE, [SOCIAL_CARE, SCHOOL, SCHOOL], Missing(others=1)),
        (CONFERENCE, [SOCIAL_CARE, Attending("childrens_social_care", "elsewhere"), GP], Missing(others=1)),
        (
            CONFERENCE,
            [SOCIAL_CARE, GP, Attending("legal", "Legal", in_direct_contact=False)],
            Missing(others=1),
        ),
        (CONFERENCE, [GP, SCHOOL, NURSERY], Missing(("children's social care",))),
        (CONFERENCE, [], Missing(("children's social care",), 2)),
    ],
)
def test_what_a_meeting_lacks(
    composition: quorum.Composition, attending: list[Attending], missing: Missing
) -> None:
    found = quorum.missing(composition, attending)
    assert found == missing
    assert found.quorate is (missing == Missing())


def test_what_is_missing_in_words() -> None:
    assert Missing().text == ""
    assert Missing(("police", "health")).text == "police, health"
    assert Missing(("police",), 1).text == "police, another agency in direct contact with the child"
    assert Missing((), 2).text == "2 other agencies in direct contact with the child"
    assert {composition.meeting for composition in quorum.COMPOSITIONS} == {"strategy_meeting", "conference"}


def test_every_health_agency_fills_the_health_seat() -> None:
    for kind in quorum.HEALTH:
        assert quorum.missing(STRATEGY_MEETING, [SOCIAL_CARE, POLICE, Attending(kind, "x")]).quorate


def test_the_ladder_and_its_limits() -> None:
    assert [stage.number for stage in challenge_ladder.STAGES] == [0, 1, 2, 3, 4, 5]
    limits = [
        TIMESCALES[stage.timescale_id] for stage in challenge_ladder.STAGES if stage.timescale_id is not None
    ]
    assert [limit.amount for limit in limits] == [2, 5, 2, 5, 10]
    assert {limit.unit for limit in limits} == {Unit.WORKING_DAYS}
    assert challenge_ladder.STAGES[0].timescale_id is None
    assert len(challenge_ladder.GROUNDS) == 8


def test_a_stage_whose_time_is_up_moves_to_the_next() -> None:
    assert [challenge_ladder.next_stage(number) for number in (0, 4, 5)] == [
        challenge_ladder.STAGES[1],
        challenge_ladder.STAGES[5],
        None,
    ]


@pytest.mark.parametrize(
    ("current", "to", "reason"), [(0, 1, ""), (1, 2, ""), (1, 4, "nobody answers"), (0, 5, "x")]
)
def test_moving_up(current: int, to: int, reason: str) -> None:
    assert challenge_ladder.move(current, to, reason=reason).number == to


@pytest.mark.parametrize(
    ("current", "to", "reason"),
    [(1, 1, "x"), (2, 1, "x"), (1, 3, ""), (1, 3, "  "), (5, 6, "x"), (1, -1, "x"), (6, 7, "x"), (9, 5, "x")],
)
def test_moves_that_are_refused(current: int, to: int, reason: str) -> None:
    with pytest.raises(StageRefused):
        challenge_ladder.move(current, to, reason=reason)
