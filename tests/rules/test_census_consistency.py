"""One child's episodes against the census's rules: each broken alone, and none where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules.census_consistency import (
    AssessmentFacts,
    EnquiryFacts,
    EpisodeFacts,
    Period,
    ProtectionPlan,
    check,
    overlap,
)

# Monday 2 March 2026 and so on: no weekday below is a Saturday or Sunday unless it is meant to be.
REFERRED, ENQUIRED, CONFERENCE = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 26)
AUTHORISED, REVIEWED, ENDED = date(2026, 4, 20), date(2026, 6, 24), date(2026, 9, 24)
CLOSED, SATURDAY = date(2026, 11, 13), date(2026, 3, 28)

ASSESSMENT = AssessmentFacts("A1", REFERRED, AUTHORISED, ("3B", "16A"))
ENQUIRY = EnquiryFacts("S1", ENQUIRED, CONFERENCE)
PLAN = ProtectionPlan("P1", CONFERENCE, ENDED, "NEG", (REVIEWED, ENDED))
NEED = Period("N1", ENDED, CLOSED)
# Referral, enquiry, conference, plan, step-down on the day the plan ended, closure.
WHOLE = EpisodeFacts(
    "E1",
    REFERRED,
    closed_on=CLOSED,
    closure_reason="RC7",
    assessments=(ASSESSMENT,),
    enquiries=(ENQUIRY,),
    need_plans=(NEED,),
    protection_plans=(PLAN,),
)
RUNNING = replace(WHOLE, closed_on=None, closure_reason="", need_plans=(replace(NEED, end=None),))


def broken(*episodes: EpisodeFacts) -> set[str]:
    return {breach.rule for breach in check(episodes)}


@pytest.mark.parametrize("episode", [WHOLE, RUNNING, EpisodeFacts("E2", REFERRED, no_further_action=True)])
def test_a_whole_story_breaks_nothing(episode):
    assert check([episode]) == ()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"assessments": (ASSESSMENT, AssessmentFacts("A2", date(2026, 4, 1), CLOSED, ("20",)))}, "8863"),
        ({"enquiries": (ENQUIRY, EnquiryFacts("S2", date(2026, 3, 20), None, CLOSED))}, "8890"),
        ({"need_plans": (NEED, Period("N2", date(2026, 10, 1), CLOSED))}, "4014"),
        (
            {
                "protection_plans": (
                    replace(PLAN, end=date(2026, 9, 25)),
                    replace(PLAN, reference="P2", end=ENDED),
                ),
                "need_plans": (),
            },
            "8940",
        ),
        ({"need_plans": (Period("N1", date(2026, 9, 23), CLOSED),)}, "4016"),
        ({"need_plans": (NEED, Period("N0", REFERRED, date(2026, 3, 27)))}, "4016"),
        ({"assessments": (replace(ASSESSMENT, start=date(2026, 3, 1)),)}, "1103"),
        ({"assessments": (replace(ASSESSMENT, authorised=date(2026, 3, 1)),)}, "8608"),
        ({"enquiries": (replace(ENQUIRY, start=date(2026, 2, 27)),)}, "2889"),
        ({"enquiries": (replace(ENQUIRY, start=date(2026, 3, 27)),)}, "8615"),
        ({"need_plans": (NEED, Period("N0", date(2026, 2, 27), REFERRED))}, "4015"),
        ({"need_plans": (NEED, Period("N0", date(2026, 3, 10), date(2026, 3, 9)))}, "4011"),
        ({"closed_on": date(2026, 11, 12)}, "8565"),
        ({"assessments": (replace(ASSESSMENT, factors=()),)}, "8897"),
        ({"assessments": (ASSESSMENT, AssessmentFacts("A2", AUTHORISED, None, ("20",)))}, "8614"),
        ({"assessments": (replace(ASSESSMENT, factors=("20", "20")),)}, "8898"),
        ({"assessments": (replace(ASSESSMENT, factors=("20", "21")),)}, "8869"),
        ({"enquiries": (replace(ENQUIRY, conference_on=SATURDAY),)}, "8875"),
        ({"conferences": (SATURDAY,)}, "8875"),
        ({"conferences": (date(2026, 2, 27),)}, "1104"),
        ({"enquiries": (replace(ENQUIRY, conference_on=date(2026, 3, 25)),)}, "2885"),
        ({"enquiries": (EnquiryFacts("S1", ENQUIRED, None, CONFERENCE),)}, "2885"),
        ({"protection_plans": (replace(PLAN, end=CONFERENCE, reviews=()),)}, "8840"),
        ({"protection_plans": (replace(PLAN, category=""),)}, "8905"),
        ({"protection_plans": (replace(PLAN, reviews=(CONFERENCE,)),)}, "8841"),
        ({"protection_plans": (replace(PLAN, reviews=(date(2026, 9, 30),)),)}, "4003"),
        ({"assessments": (ASSESSMENT, AssessmentFacts("A2", AUTHORISED))}, "8867"),
        ({"enquiries": (ENQUIRY, EnquiryFacts("S2", date(2026, 4, 1)))}, "8868"),
        ({"need_plans": (replace(NEED, end=None),)}, "8565"),
        ({"protection_plans": (replace(PLAN, end=None),), "need_plans": ()}, "8565"),
        ({"closure_reason": ""}, "8640"),
        ({"closure_reason": "RC8"}, "2990"),
        ({"closure_reason": "RC9", "assessments": ()}, "8825"),
    ],
)
def test_each_rule_is_found_when_it_is_broken(change, rule):
    found = check([replace(WHOLE, **change)])
    assert rule in {breach.rule for breach in found}
    assert all(breach.text and breach.references for breach in found)


def test_one_plan_after_another_is_no_plan_beside_another():
    again = date(2026, 10, 5)
    plans = (PLAN, ProtectionPlan("P2", again, None, "EMO"))
    assert broken(replace(RUNNING, need_plans=(), protection_plans=plans, conferences=(again,))) == set()


def test_an_assessment_without_factors_closes_as_such():
    none_found = replace(ASSESSMENT, factors=("21",))
    alone = EpisodeFacts("E1", REFERRED, closed_on=CLOSED, assessments=(none_found,))
    assert broken(replace(alone, closure_reason="RC7")) == {"8873"}
    assert broken(replace(alone, closure_reason="RC8")) == set()


@pytest.mark.parametrize(
    ("work", "rule"),
    [
        ({"assessments": (ASSESSMENT,)}, "8831"),
        ({"enquiries": (ENQUIRY,)}, "8831"),
        ({"conferences": (CONFERENCE,)}, "8831"),
        ({"need_plans": (NEED,)}, "4000"),
        ({"protection_plans": (PLAN,)}, "8832"),
    ],
)
def test_a_referral_with_no_further_action_has_no_work(work, rule):
    (found,) = check([EpisodeFacts("E2", REFERRED, no_further_action=True, **work)])
    assert found.rule == rule
    assert found.references[0] == "E2"


def test_a_transfer_in_conference_starts_a_plan_without_an_enquiry():
    plan = replace(PLAN, end=None, reviews=())
    episode = EpisodeFacts("E1", REFERRED, protection_plans=(plan,), conferences=(CONFERENCE,))
    assert check([episode]) == ()


def test_episodes_follow_each_other():
    again = EpisodeFacts("E2", CLOSED)
    assert broken(again, WHOLE) == set()
    assert broken(replace(again, referred_on=CLOSED - timedelta(days=1)), WHOLE) == {"8820"}
    assert broken(again, RUNNING) == {"8820"}
    assert broken(RUNNING, EpisodeFacts("E3", CLOSED, no_further_action=True)) == set()


_DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))


@given(_DAYS, st.none() | st.integers(0, 9), _DAYS, st.none() | st.integers(0, 9))
def test_overlap_is_sharing_a_day_as_half_open_ranges_do(start_1, length_1, start_2, length_2):
    first = (start_1, None if length_1 is None else start_1 + timedelta(days=length_1))
    second = (start_2, None if length_2 is None else start_2 + timedelta(days=length_2))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(40)]

    def has(period, day):
        return period[0] <= day and (period[1] is None or day < period[1])

    assert overlap(first, second) is any(has(first, day) and has(second, day) for day in days)
    assert overlap(first, second) is overlap(second, first)
