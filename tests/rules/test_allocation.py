"""Who can be allocated a child: what is suggested, what asks for a reason, what is refused."""

from __future__ import annotations

import pytest

from safeguarding.rules.allocation import (
    MISMATCHES,
    SKILLS,
    Candidate,
    Limits,
    Mismatch,
    Need,
    Skill,
    is_full,
    mismatches,
    refusal,
    suggested,
)

LIMITS = Limits(children=3, protection=2)
SKILLED = Candidate(skills=frozenset({Skill.NEGLECT, Skill.LANGUAGE}))
ROOM, AWAY = Candidate(), Candidate(is_away=True)
FULL, SPECIALIST = Candidate(children=3), Candidate(is_specialist=True)


@pytest.mark.parametrize(
    ("chosen", "facts", "expected"),
    [
        (ROOM, {}, ()),
        (SKILLED, {"wanted": [Skill.NEGLECT]}, ()),
        (SKILLED, {"wanted": [Skill.NEGLECT, Skill.DISABILITY]}, (Mismatch.SKILL,)),
        (ROOM, {"wanted": [Skill.LANGUAGE]}, (Mismatch.SKILL,)),
        (Candidate(children=2), {}, ()),
        (FULL, {}, (Mismatch.LOAD,)),
        (Candidate(children=2, protection=2), {}, ()),
        (Candidate(children=2, protection=1), {"on_protection_plan": True}, ()),
        (Candidate(children=2, protection=2), {"on_protection_plan": True}, (Mismatch.PROTECTION,)),
        (ROOM, {"earlier": [ROOM]}, (Mismatch.CONTINUITY,)),
        (ROOM, {"earlier": [ROOM], "knows_the_child": True}, ()),
        (ROOM, {"earlier": [AWAY, FULL, SPECIALIST]}, ()),
        (ROOM, {"earlier": [FULL, ROOM]}, (Mismatch.CONTINUITY,)),
        (
            ROOM,
            {"earlier": [Candidate(protection=2, children=2)], "on_protection_plan": True},
            (),
        ),
        (
            Candidate(children=3, protection=2),
            {"wanted": [Skill.NEGLECT], "on_protection_plan": True, "earlier": [ROOM]},
            (Mismatch.SKILL, Mismatch.LOAD, Mismatch.PROTECTION, Mismatch.CONTINUITY),
        ),
    ],
)
def test_what_does_not_match_asks_for_a_reason(chosen, facts, expected):
    assert mismatches(chosen, limits=LIMITS, **facts) == expected


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (Need(), ()),
        (Need(is_unborn=True), (Skill.PRE_BIRTH,)),
        (Need(is_disabled=True, needs_interpreter=True), (Skill.DISABILITY, Skill.LANGUAGE)),
        (Need(categories=frozenset({"NEG", "EMO"})), (Skill.NEGLECT,)),
        (Need(categories=frozenset({"SAB"}), themes=frozenset({"home_conditions"})),
         (Skill.NEGLECT, Skill.SEXUAL_ABUSE)),
        (Need(themes=frozenset({"domestic_abuse", "child_criminal_exploitation", "bereavement"})),
         (Skill.DOMESTIC_ABUSE, Skill.EXPLOITATION)),
    ],
)  # fmt: skip
def test_what_is_known_of_the_child_suggests_skills(need, expected):
    assert suggested(need) == expected


def test_a_worker_is_full_when_one_more_child_is_over_the_limit():
    assert is_full(FULL, on_protection_plan=False, limits=LIMITS)
    assert not is_full(Candidate(protection=2), on_protection_plan=False, limits=LIMITS)
    assert is_full(Candidate(protection=2), on_protection_plan=True, limits=LIMITS)


def test_a_specialist_exploitation_worker_is_never_the_only_case_holder():
    assert "statutory case holder" in refusal(SPECIALIST)
    assert refusal(ROOM) == ""


@pytest.mark.parametrize(
    ("limits", "stands"),
    [(Limits(), True), (Limits(1, 1), True), (Limits(5, 0), False), (Limits(5, 6), False)],
)
def test_limits_that_cannot_stand_say_why(limits, stands):
    assert (limits.refusal == "") is stands


def test_every_skill_and_every_mismatch_has_words():
    assert set(SKILLS) == set(Skill)
    assert set(MISMATCHES) == set(Mismatch)
