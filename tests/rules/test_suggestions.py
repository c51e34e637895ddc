"""Themes and their tools, threshold levels, and the suggestion of a strategy meeting today."""

from __future__ import annotations

import pytest

from safeguarding.rules import themes, thresholds
from safeguarding.rules.strategy_suggestion import (
    REASON_TEXTS,
    HarmKind,
    SuggestionReason,
    clock_for,
    suggest,
)
from safeguarding.rules.themes import suggests_tool
from safeguarding.rules.thresholds import Domain, Level
from safeguarding.rules.timescales import TIMESCALES


def test_every_theme_has_its_place_in_a_form_once() -> None:
    shown = [theme.code for _, group in themes.by_group() for theme in group]
    assert sorted(shown) == sorted(themes.THEMES)
    assert len(shown) == len(set(shown))
    assert all(group for _, group in themes.by_group())
    assert dict(themes.THEME_CHOICES)["domestic_abuse"] == themes.theme_label("domestic_abuse")


def test_sets_of_themes_name_themes() -> None:
    assert set(themes.THEMES) >= themes.EXPLOITATION_INDICATORS
    assert set(themes.THEMES) >= themes.PARENTAL_TRIO
    with pytest.raises(KeyError, match="no_such"):
        themes.theme_label("no_such")


@pytest.mark.parametrize(
    ("concerns", "used", "tools"),
    [
        (["neglect"], [], ["neglect_tool"]),
        (["neglect"], ["neglect_tool"], []),
        (["home_conditions"], ["dash"], ["neglect_tool"]),
        (["domestic_abuse"], [], ["dash"]),
        (["domestic_abuse", "neglect"], [], ["neglect_tool", "dash"]),
        (["hotels"], [], ["exploitation_tool"]),
        (["harmful_sexual_behaviour"], [], ["sexual_behaviour_tool"]),
        (["bereavement"], [], []),
        ([], [], []),
    ],
)
def test_a_theme_without_its_tool_prompts_one(concerns: list[str], used: list[str], tools: list[str]) -> None:
    assert [prompt.tool for prompt in suggests_tool(concerns, used)] == tools


def test_a_prompt_says_why() -> None:
    (prompt,) = suggests_tool(["neglect", "home_conditions", "missing"])
    assert prompt.because == ("home_conditions", "neglect")
    assert prompt.prompt.endswith("?")
    assert dict(themes.TOOL_CHOICES)[prompt.tool] == prompt.label


def test_indicators_among_themes_in_the_order_of_the_list() -> None:
    concerns = ["overdose", "bereavement", "missing", "domestic_abuse", "parental_mental_ill_health"]
    assert themes.exploitation_indicators(concerns) == ("missing", "overdose")
    assert themes.parental_trio(concerns) == ("domestic_abuse", "parental_mental_ill_health")


def test_every_level_has_criteria_for_every_side_of_a_childs_life() -> None:
    assert [level.value for level in Level] == [1, 2, 3, 4]
    for level in Level:
        shown = thresholds.criteria_for(level)
        assert [label for label, _ in shown] == list(thresholds.DOMAIN_LABELS.values())
        assert all(criteria for _, criteria in shown)
    assert set(thresholds.DOMAIN_LABELS) == set(Domain)
    assert set(thresholds.LEVEL_LABELS) == set(thresholds.LEVEL_HINTS) == set(Level)
    assert thresholds.LEVEL_CHOICES[3] == ("4", "Level 4: Child protection")


def test_criteria_are_found_by_their_id() -> None:
    ids = [criterion.id for criterion in thresholds.CRITERIA]
    assert len(set(ids)) == len(ids)
    assert len({criterion.text for criterion in thresholds.CRITERIA}) == len(ids)
    assert all(thresholds.criterion(each.id) is each for each in thresholds.CRITERIA)
    with pytest.raises(KeyError):
        thresholds.criterion("5_nothing")


def test_ticked_criteria_above_the_chosen_level() -> None:
    ticked = ("2_parenting_under_strain", "4_parenting_abuse")
    assert [each.id for each in thresholds.above(Level.EARLY_HELP, ticked)] == ["4_parenting_abuse"]
    assert thresholds.above(Level.CHILD_PROTECTION, ticked) == ()


@pytest.mark.parametrize(
    ("crime", "danger", "high_risk", "level", "reasons"),
    [
        (False, False, False, None, None),
        (False, False, False, 3, None),
        (True, False, False, 2, [SuggestionReason.CRIME_ALLEGED]),
        (False, True, False, None, [SuggestionReason.IMMEDIATE_DANGER]),
        (False, False, True, Level.EARLY_HELP, [SuggestionReason.HIGH_RISK]),
        (False, False, False, Level.CHILD_PROTECTION, [SuggestionReason.LEVEL_4]),
        (False, False, False, 4, [SuggestionReason.LEVEL_4]),
        (True, True, True, 4, list(SuggestionReason)),
    ],
)
def test_a_strategy_meeting_today(
    crime: bool, danger: bool, high_risk: bool, level: int | None, reasons: list[SuggestionReason] | None
) -> None:
    found = suggest(crime_alleged=crime, immediate_danger=danger, high_risk=high_risk, level=level)
    if reasons is None:
        assert found is None
    else:
        assert found is not None
        assert list(found.reasons) == reasons
        assert found.texts == tuple(REASON_TEXTS[reason] for reason in reasons)
        assert found.timescale_id == "strategy_discussion_same_day"


def test_the_clock_of_a_strategy_meeting() -> None:
    assert clock_for([]) == "strategy_discussion"
    assert {clock_for([kind]) for kind in HarmKind} == {"strategy_discussion_same_day"}
    assert {clock_for([]), clock_for([HarmKind.INJURY])} <= set(TIMESCALES)
