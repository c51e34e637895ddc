"""The single assessment's task list, and the tools with their scales, accreditation and trends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import closure, single_assessment, themes, tools
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.single_assessment import SECTIONS, Facts
from safeguarding.rules.tools import TOOLS, Accreditation, Change, Direction, Result

ON = date(2026, 11, 20)
TEXTS = {section.key: "words" for section in SECTIONS}
READY = Facts(TEXTS, factors=("16A",), recommendation="child_in_need", was_seen=True, was_seen_alone=True)


class TestAssessment:
    def test_a_finished_one_may_be_authorised(self):
        assert single_assessment.refusals(READY) == {}

    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
    def test_every_required_section_has_words(self, section):
        found = single_assessment.refusals(replace(READY, texts=TEXTS | {section.key: " "}))
        assert (section.key in found) is section.is_required

    @pytest.mark.parametrize(
        ("facts", "fields"),
        [
            ({"was_seen": False}, {"not_seen_reason"}),
            ({"was_seen_alone": False}, {"not_seen_reason"}),
            ({"was_seen_alone": False, "not_seen_reason": "aged 3 weeks"}, set()),
            ({"was_seen": False, "was_seen_alone": False, "is_unborn": True}, set()),
            ({"males": (Male("Ade"),)}, {"males"}),
            ({"males": (Male("Ade", was_seen=True),)}, set()),
            ({"factors": ()}, {"factors"}),
            ({"factors": ("21", "16A")}, {"factors"}),
            ({"factors": ("16A", "16A")}, {"factors"}),
            ({"factors": ("8A",)}, {"factors"}),
            ({"factors": ("21",)}, set()),
            ({"recommendation": " "}, {"recommendation"}),
            ({"ends_work": True}, set(closure.CONSIDERED)),
            ({"ends_work": True, "considered": dict.fromkeys(closure.CONSIDERED, "words")}, set()),
        ],
    )
    def test_what_a_manager_waits_for(self, facts, fields):
        found = single_assessment.refusals(replace(READY, **facts))
        assert set(found) == fields
        assert all(found.values())

    def test_domestic_abuse_mental_ill_health_and_substance_misuse_each_have_their_own(self):
        required = {section.key for section in SECTIONS if section.is_required}
        assert {"domestic_abuse", "mental_ill_health", "substance_misuse", "daily_life", "voice"} <= required

    def test_the_task_list_says_what_is_done(self):
        assert single_assessment.done({"voice": "x", "family": "y", "risks": " "}) == ("family", "voice")


GCP2, BROOK = TOOLS["gcp2"], TOOLS["brook"]
YEARLY = replace(GCP2, accredited_for_months=12)


class TestTools:
    def test_each_prompt_of_a_theme_has_a_tool(self):
        prompted = {code for code, _ in themes.TOOL_CHOICES}
        assert {tool.prompted_by for tool in TOOLS.values()} == prompted

    def test_scales_say_which_end_is_best(self):
        assert GCP2.scale == "1 (best) to 5"
        assert replace(GCP2, direction=Direction.HIGH_IS_BETTER).scale == "1 to 5 (best)"

    @pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.code)
    def test_every_tool_has_areas_a_scale_and_an_owner(self, tool):
        assert tool.areas
        assert tool.lowest < tool.highest
        assert tool.licence

    @pytest.mark.parametrize(
        ("tool", "held", "may"),
        [
            (TOOLS["dash"], [], True),
            (GCP2, [], False),
            (GCP2, [Accreditation("gcp2", ON)], True),
            (GCP2, [Accreditation("brook", ON)], False),
            (GCP2, [Accreditation("gcp2", date(2026, 11, 21))], False),
            (GCP2, [Accreditation("gcp2", date(2010, 1, 1))], True),
            (YEARLY, [Accreditation("gcp2", date(2025, 11, 20))], True),
            (YEARLY, [Accreditation("gcp2", date(2025, 11, 19))], False),
            (
                YEARLY,
                [Accreditation("gcp2", date(2020, 1, 1)), Accreditation("gcp2", date(2026, 1, 1))],
                True,
            ),
            (GCP2, [Accreditation("gcp2", date(2020, 1, 1), withdrawn_on=ON)], False),
            (GCP2, [Accreditation("gcp2", date(2020, 1, 1), withdrawn_on=date(2026, 11, 21))], True),
        ],
    )
    def test_who_may_use_a_tool_on_a_day(self, tool, held, may):
        assert tools.may_use(tool, held, ON) is may

    def test_an_accreditation_ends_with_whatever_comes_first(self):
        since = date(2026, 1, 31)
        assert tools.ends_on(GCP2, Accreditation("gcp2", since)) is None
        assert tools.ends_on(YEARLY, Accreditation("gcp2", since)) == date(2027, 1, 31)
        withdrawn = Accreditation("gcp2", since, withdrawn_on=date(2026, 6, 1))
        assert tools.ends_on(YEARLY, withdrawn) == date(2026, 5, 31)

    @pytest.mark.parametrize(
        ("scores", "wrong"),
        [
            ({"physical": 1, "safety": 5, "emotional": 3, "developmental": 2}, {}),
            ({"physical": 1, "safety": 6, "emotional": 0}, {"safety", "emotional", "developmental"}),
            ({"physical": 1, "safety": 5, "emotional": 3, "developmental": 2, "food": 1}, {"food"}),
        ],
    )
    def test_every_area_is_scored_within_the_scale(self, scores, wrong):
        assert set(tools.score_refusals(GCP2, scores)) == set(wrong)

    def test_the_trend_reads_in_the_tools_direction(self):
        results = [
            Result("R3", date(2026, 9, 1), {"physical": 4}),
            Result("R1", date(2026, 3, 1), {"physical": 4, "safety": 2}),
            Result("R2", date(2026, 6, 1), {"physical": 2, "safety": 2}),
        ]
        found = [
            (point.area, point.reference, point.score, point.change) for point in tools.trend(GCP2, results)
        ]
        assert found == [
            ("physical", "R1", 4, Change.FIRST),
            ("physical", "R2", 2, Change.BETTER),
            ("physical", "R3", 4, Change.WORSE),
            ("safety", "R1", 2, Change.FIRST),
            ("safety", "R2", 2, Change.SAME),
        ]
        upwards = replace(BROOK, direction=Direction.HIGH_IS_BETTER)
        assert tools.change(upwards, 1, 2) is Change.BETTER
        assert tools.change(upwards, 2, 1) is Change.WORSE

    @given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(Direction))
    def test_there_and_back_cancel_each_other(self, before, after, direction):
        tool = replace(GCP2, direction=direction)
        opposite = {Change.BETTER: Change.WORSE, Change.WORSE: Change.BETTER, Change.SAME: Change.SAME}
        assert tools.change(tool, after, before) is opposite[tools.change(tool, before, after)]
