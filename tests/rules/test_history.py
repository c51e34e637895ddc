"""What earlier referrals, plans and enquiries say: re-referral, historic high risk, intervals in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import historic_risk, rereferral
from safeguarding.rules.calendar_months import add_months, interval_words, months_and_days
from safeguarding.rules.historic_risk import HistoricFacts, HistoricReason, PlanPeriod

RECEIVED = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("previous", "received", "is_re_referral", "interval"),
    [
        (date(2025, 11, 20), date(2026, 11, 20), True, "1 year"),
        (date(2025, 11, 19), date(2026, 11, 20), False, "1 year and 1 day"),
        (date(2025, 11, 21), date(2026, 11, 20), True, "11 months and 30 days"),
        (date(2024, 2, 29), date(2025, 2, 28), True, "1 year"),
        (date(2024, 2, 29), date(2025, 3, 1), False, "1 year and 1 day"),
        (date(2023, 2, 28), date(2024, 2, 28), True, "1 year"),
        (date(2023, 2, 28), date(2024, 2, 29), False, "1 year and 1 day"),
        (date(2026, 11, 20), date(2026, 11, 20), True, "the same day"),
        (date(2026, 11, 19), date(2026, 11, 20), True, "1 day"),
        (date(2024, 10, 1), date(2026, 11, 20), False, "2 years and 1 month"),
    ],
)
def test_re_referral_is_within_twelve_months_inclusive(
    previous: date, received: date, is_re_referral: bool, interval: str
) -> None:
    found = rereferral.assess([previous], received)
    assert found.is_re_referral is is_re_referral
    assert found.previous == previous
    assert found.days_since == (received - previous).days
    assert found.interval == interval
    assert found.count == 1
    assert found.count_within_window == int(is_re_referral)


def test_a_first_referral_has_no_earlier_one() -> None:
    for previous in ([], [date(2026, 11, 21)]):
        found = rereferral.assess(previous, RECEIVED)
        assert found == rereferral.ReReferral(False, None, None, "", 0, 0)


def test_the_last_of_several_counts_and_later_ones_do_not() -> None:
    previous = [date(2026, 12, 1), date(2019, 5, 1), date(2026, 8, 20), date(2026, 1, 5)]
    found = rereferral.assess(previous, RECEIVED)
    assert (found.previous, found.count, found.count_within_window) == (date(2026, 8, 20), 3, 2)
    assert found.interval == "3 months"


@given(st.lists(st.dates(date(2010, 1, 1), date(2026, 11, 20)), min_size=1))
def test_a_re_referral_has_a_recent_one(previous: list[date]) -> None:
    found = rereferral.assess(previous, RECEIVED)
    assert found.is_re_referral is (add_months(max(previous), 12) >= RECEIVED)
    assert found.previous == max(previous)


def test_every_cause_has_a_label() -> None:
    assert set(rereferral.CAUSE_LABELS) == set(rereferral.Cause)


def test_time_since_closure_stands_beside_it() -> None:
    assert rereferral.since_closure([date(2026, 5, 20), date(2026, 9, 20)], RECEIVED) == "2 months"
    assert rereferral.since_closure([], RECEIVED) == ""
    assert rereferral.since_closure([date(2026, 12, 1)], RECEIVED) == ""


def test_an_interval_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="before"):
        interval_words(RECEIVED, RECEIVED - timedelta(days=1))


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 4000))
def test_months_and_days_add_up(earlier: date, days: int) -> None:
    later = earlier + timedelta(days=days)
    months, left = months_and_days(earlier, later)
    assert add_months(earlier, months) + timedelta(days=left) == later
    assert 0 <= left <= 30


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(-300, 300))
def test_adding_months_is_monotone_and_stays_in_its_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved <= add_months(day + timedelta(days=1), months)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (HistoricFacts(RECEIVED), []),
        (HistoricFacts(RECEIVED, earlier_referrals=(date(2010, 1, 1),)), []),
        (HistoricFacts(RECEIVED, earlier_referrals=(date(2025, 11, 20),)), [HistoricReason.RE_REFERRAL]),
        (
            HistoricFacts(RECEIVED, earlier_referrals=(date(2008, 1, 1), date(2010, 1, 1))),
            [HistoricReason.MANY_REFERRALS],
        ),
        (HistoricFacts(RECEIVED, earlier_referrals=(date(2008, 1, 1), date(2026, 12, 1))), []),
        (
            HistoricFacts(RECEIVED, plans=(PlanPeriod(date(2010, 1, 1), date(2010, 9, 1)),)),
            [HistoricReason.EARLIER_PLAN],
        ),
        (HistoricFacts(RECEIVED, plans=(PlanPeriod(date(2026, 12, 1)),)), []),
        (
            HistoricFacts(RECEIVED, plans=(PlanPeriod(date(2010, 1, 1), date(2012, 1, 1)),)),
            [HistoricReason.EARLIER_PLAN, HistoricReason.LONG_PLAN],
        ),
        (
            HistoricFacts(RECEIVED, plans=(PlanPeriod(date(2010, 1, 1), date(2011, 12, 31)),)),
            [HistoricReason.EARLIER_PLAN],
        ),
        (
            HistoricFacts(RECEIVED, plans=(PlanPeriod(date(2024, 11, 20)),)),
            [HistoricReason.EARLIER_PLAN, HistoricReason.LONG_PLAN],
        ),
        (
            HistoricFacts(RECEIVED, plans=(PlanPeriod(date(2025, 1, 1), date(2027, 6, 1)),)),
            [HistoricReason.EARLIER_PLAN],
        ),
        (HistoricFacts(RECEIVED, section_47_enquiries=1), [HistoricReason.EARLIER_SECTION_47]),
        (HistoricFacts(RECEIVED, siblings_removed=2), [HistoricReason.SIBLING_REMOVED]),
        (
            HistoricFacts(
                RECEIVED,
                earlier_referrals=(date(2026, 11, 20), date(2007, 3, 3)),
                plans=(PlanPeriod(date(2007, 4, 1), date(2009, 5, 1)),),
                section_47_enquiries=2,
                siblings_removed=1,
            ),
            list(HistoricReason),
        ),
    ],
)
def test_historic_high_risk_at_any_interval(facts: HistoricFacts, reasons: list[HistoricReason]) -> None:
    assert [finding.reason for finding in historic_risk.assess(facts)] == reasons


def test_each_reason_says_what_was_found() -> None:
    facts = HistoricFacts(
        RECEIVED,
        earlier_referrals=(date(2026, 8, 20), date(2020, 1, 1)),
        plans=(PlanPeriod(date(2010, 1, 1), date(2013, 1, 1)),),
        section_47_enquiries=1,
        siblings_removed=2,
    )
    assert [finding.text for finding in historic_risk.assess(facts)] == [
        "Re-referral: the last referral was 3 months earlier.",
        "3 referrals in all, this one included.",
        "1 child protection plan before.",
        "1 section 47 enquiry before.",
        "A child protection plan lasted 2 years or more.",
        "2 siblings removed from the family.",
    ]
    same_day = historic_risk.assess(
        HistoricFacts(RECEIVED, earlier_referrals=(RECEIVED,), section_47_enquiries=2)
    )
    assert [finding.text for finding in same_day] == [
        "Re-referral: the last referral was on the same day.",
        "2 section 47 enquiries before.",
    ]
