"""Every clock, from a start to its due day, and how days, months, hours and reminders are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from safeguarding.rules import timescales, working_days
from safeguarding.rules.london_time import LONDON, NaiveInstant
from safeguarding.rules.timescales import (
    TIMESCALES,
    Authority,
    FixedTimescale,
    Unit,
    alert_at,
    alerts_at,
    due,
    soonest,
)

CALENDAR = working_days.england_and_wales()

# Each rule from one plain week day, Tuesday 3 November 2026, and from an awkward start.
TABLE = [
    ("referral_decision", date(2026, 11, 3), date(2026, 11, 4)),
    ("referral_decision", date(2026, 12, 24), date(2026, 12, 29)),
    ("referral_decision", date(2026, 11, 7), date(2026, 11, 9)),
    ("assessment", date(2026, 11, 3), date(2027, 1, 8)),
    ("assessment", date(2026, 3, 20), date(2026, 5, 28)),
    ("assessment_census", date(2026, 3, 20), date(2026, 5, 28)),
    ("strategy_discussion_same_day", date(2026, 11, 3), date(2026, 11, 3)),
    ("strategy_discussion_same_day", date(2026, 12, 26), date(2026, 12, 26)),
    ("strategy_discussion", date(2026, 11, 3), date(2026, 11, 5)),
    ("strategy_discussion", date(2026, 4, 2), date(2026, 4, 8)),
    ("strategy_follow_up", date(2026, 11, 3), date(2026, 11, 10)),
    ("strategy_record", date(2026, 11, 6), date(2026, 11, 9)),
    ("section_47_child_seen", date(2026, 11, 3), date(2026, 11, 4)),
    ("section_47", date(2026, 11, 3), date(2026, 11, 11)),
    ("section_47_maximum", date(2026, 11, 3), date(2026, 11, 24)),
    ("icpc", date(2025, 12, 19), date(2026, 1, 14)),
    ("icpc", date(2026, 3, 27), date(2026, 4, 21)),
    ("icpc", date(2026, 5, 2), date(2026, 5, 26)),
    ("icpc_request", date(2026, 11, 3), date(2026, 11, 4)),
    ("transfer_in", date(2026, 3, 27), date(2026, 4, 21)),
    ("pre_birth_icpc", date(2027, 5, 31), date(2027, 2, 28)),
    ("pre_birth_icpc", date(2027, 3, 3), date(2026, 12, 3)),
    ("pre_birth_icpc_latest", date(2027, 3, 3), date(2027, 1, 20)),
    ("pre_birth_review", date(2026, 4, 30), date(2026, 5, 15)),
    ("core_group_first", date(2026, 4, 30), date(2026, 5, 15)),
    ("core_group_next", date(2026, 11, 3), date(2026, 12, 15)),
    ("core_group_before_review", date(2026, 4, 20), date(2026, 4, 2)),
    ("core_group_minutes", date(2026, 11, 3), date(2026, 11, 17)),
    ("review_first", date(2025, 11, 30), date(2026, 2, 28)),
    ("review_first", date(2027, 11, 30), date(2028, 2, 29)),
    ("review_first", date(2028, 2, 29), date(2028, 5, 29)),
    ("review_next", date(2026, 8, 31), date(2027, 2, 28)),
    ("report_icpc", date(2026, 4, 7), date(2026, 3, 31)),
    ("report_review", date(2026, 4, 7), date(2026, 3, 27)),
    ("conference_decision", date(2026, 11, 6), date(2026, 11, 9)),
    ("conference_minutes", date(2026, 11, 3), date(2026, 12, 1)),
    ("inquorate_reconvene", date(2026, 11, 3), date(2026, 11, 17)),
    ("cin_planning", date(2026, 11, 3), date(2026, 11, 17)),
    ("cin_review", date(2026, 11, 3), date(2026, 12, 15)),
    ("cin_review_after_cp_plan", date(2026, 11, 3), date(2026, 12, 1)),
    ("visit_cp", date(2026, 11, 3), date(2026, 11, 17)),
    ("visit_cin", date(2026, 11, 3), date(2026, 12, 1)),
    ("unseen_social_worker", date(2026, 11, 3), date(2026, 12, 1)),
    ("unseen_anyone", date(2026, 11, 3), date(2026, 12, 15)),
    ("recording_visit", date(2026, 11, 6), date(2026, 11, 10)),
    ("recording_other", date(2026, 11, 3), date(2026, 11, 10)),
    ("supervision_child", date(2026, 1, 31), date(2026, 2, 28)),
    ("supervision_worker", date(2026, 11, 3), date(2026, 12, 1)),
    ("supervision_supervisor", date(2026, 11, 3), date(2026, 12, 1)),
    ("supervision_chair", date(2026, 11, 3), date(2026, 12, 1)),
    ("challenge_stage_1", date(2026, 11, 3), date(2026, 11, 5)),
    ("challenge_stage_2", date(2026, 11, 3), date(2026, 11, 10)),
    ("challenge_stage_3", date(2026, 11, 3), date(2026, 11, 5)),
    ("challenge_stage_4", date(2026, 11, 3), date(2026, 11, 10)),
    ("challenge_stage_5", date(2026, 11, 3), date(2026, 11, 17)),
    ("was_not_brought", date(2026, 11, 3), date(2026, 11, 3)),
    ("was_not_brought", date(2026, 12, 26), date(2026, 12, 26)),
    ("was_not_brought_lead", date(2026, 4, 2), date(2026, 4, 8)),
    ("supervision_was_not_brought", date(2026, 11, 3), date(2026, 11, 10)),
    ("warning_review", date(2025, 11, 30), date(2026, 2, 28)),
    ("serious_incident", date(2026, 11, 3), date(2026, 11, 10)),
    ("rapid_review", date(2026, 11, 3), date(2026, 11, 24)),
    ("lcspr", date(2026, 8, 31), date(2027, 2, 28)),
]

HOURS_TABLE = [
    # In winter, across the clocks going forward (29 March 2026) and back (25 October 2026).
    (
        "police_protection",
        datetime(2026, 11, 3, 9, 30, tzinfo=LONDON),
        datetime(2026, 11, 6, 9, 30, tzinfo=LONDON),
    ),
    (
        "police_protection",
        datetime(2026, 3, 27, 9, 30, tzinfo=LONDON),
        datetime(2026, 3, 30, 10, 30, tzinfo=LONDON),
    ),
    (
        "police_protection",
        datetime(2026, 10, 23, 9, 30, tzinfo=LONDON),
        datetime(2026, 10, 26, 8, 30, tzinfo=LONDON),
    ),
    (
        "emergency_protection_order",
        datetime(2026, 12, 20, 16, 0, tzinfo=LONDON),
        datetime(2026, 12, 28, 16, 0, tzinfo=LONDON),
    ),
    (
        "emergency_protection_order_extension",
        datetime(2026, 3, 26, 16, 0, tzinfo=LONDON),
        datetime(2026, 4, 2, 17, 0, tzinfo=LONDON),
    ),
    (
        "recording_critical",
        datetime(2026, 3, 28, 12, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 12, 0, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("rule_id", "start", "on"), TABLE)
def test_due_day(rule_id: str, start: date, on: date) -> None:
    found = due(rule_id, start, CALENDAR)
    assert found.on == on
    assert found.at == datetime.combine(on + timedelta(days=1), datetime.min.time(), tzinfo=LONDON)


@pytest.mark.parametrize(("rule_id", "start", "at"), HOURS_TABLE)
def test_due_instant(rule_id: str, start: datetime, at: datetime) -> None:
    found = due(rule_id, start, CALENDAR)
    assert found.at == at
    assert found.at - start.astimezone(UTC) == timedelta(hours=TIMESCALES[rule_id].amount)
    assert found.on == at.astimezone(LONDON).date()
    assert found.book_by is None


def test_the_tables_name_every_clock() -> None:
    assert {rule_id for rule_id, *_ in (*TABLE, *HOURS_TABLE)} == set(TIMESCALES)


@pytest.mark.parametrize(
    ("rule_id", "start", "book_by"),
    [
        ("review_first", date(2025, 11, 30), date(2026, 2, 27)),
        ("review_first", date(2026, 9, 28), date(2026, 12, 24)),
        ("review_first", date(2026, 11, 3), None),
        ("core_group_next", date(2026, 11, 13), date(2026, 12, 24)),
        ("core_group_next", date(2026, 11, 3), None),
    ],
)
def test_book_by_is_the_working_day_before_a_due_day_that_is_none(
    rule_id: str, start: date, book_by: date | None
) -> None:
    assert due(rule_id, start, CALENDAR).book_by == book_by


@pytest.mark.parametrize(
    ("start", "on"),
    [
        # 23:30 in London's summer is still Thursday; an hour later it is Friday, whatever the zone says.
        (datetime(2026, 7, 2, 22, 30, tzinfo=UTC), date(2026, 7, 3)),
        (datetime(2026, 7, 2, 23, 30, tzinfo=UTC), date(2026, 7, 6)),
        (datetime(2026, 7, 3, 1, 0, tzinfo=timezone(timedelta(hours=2))), date(2026, 7, 6)),
        (datetime(2026, 7, 3, 0, 30, tzinfo=timezone(timedelta(hours=2))), date(2026, 7, 3)),
    ],
)
def test_an_instant_counts_from_its_day_in_london(start: datetime, on: date) -> None:
    assert due("referral_decision", start, CALENDAR).on == on


def test_due_at_is_a_summer_midnight_in_summer() -> None:
    assert due("referral_decision", date(2026, 7, 1), CALENDAR).at == datetime(2026, 7, 2, 23, 0, tzinfo=UTC)
    assert due("referral_decision", date(2026, 11, 3), CALENDAR).at == datetime(2026, 11, 5, 0, 0, tzinfo=UTC)


def test_what_has_no_due_date_is_an_error() -> None:
    with pytest.raises(NaiveInstant):
        due("referral_decision", datetime(2026, 11, 3, 9, 0), CALENDAR)  # noqa: DTZ001
    with pytest.raises(NaiveInstant):
        due("police_protection", datetime(2026, 11, 3, 9, 0), CALENDAR)  # noqa: DTZ001
    with pytest.raises(TypeError, match="police_protection"):
        due("police_protection", date(2026, 11, 3), CALENDAR)
    with pytest.raises(KeyError, match="no_such_rule"):
        due("no_such_rule", date(2026, 11, 3), CALENDAR)
    with pytest.raises(working_days.BeyondCalendar, match="2028-12-31"):
        due("assessment", date(2028, 12, 1), CALENDAR)
    with pytest.raises(working_days.BeyondCalendar, match="2028-12-31"):
        due("review_next", date(2028, 9, 1), CALENDAR)


def test_hours_need_no_calendar_and_so_have_no_horizon() -> None:
    assert due("police_protection", datetime(2030, 1, 1, tzinfo=UTC), CALENDAR).on == date(2030, 1, 4)


def test_the_sooner_of_two_limits() -> None:
    birth = due("pre_birth_review", date(2026, 11, 20), CALENDAR)
    conference = due("review_first", date(2026, 9, 1), CALENDAR)
    assert soonest([birth, conference]) == conference
    with pytest.raises(ValueError, match="empty"):
        soonest([])


@pytest.mark.parametrize(
    ("rule_id", "start", "alerts"),
    [
        ("referral_decision", date(2026, 11, 6), [datetime(2026, 11, 9, 8, tzinfo=LONDON)]),
        ("referral_decision", date(2026, 7, 1), [datetime(2026, 7, 2, 7, tzinfo=UTC)]),
        ("assessment", date(2026, 3, 20), [datetime(2026, 5, 20, 8, tzinfo=LONDON)]),
        ("assessment_census", date(2026, 3, 20), []),
        ("visit_cp", date(2026, 11, 3), [datetime(2026, 11, 13, 8, tzinfo=LONDON)]),
        ("review_first", date(2025, 11, 30), [datetime(2026, 2, 16, 8, tzinfo=LONDON)]),
        (
            "police_protection",
            datetime(2026, 10, 23, 9, 30, tzinfo=LONDON),
            [datetime(2026, 10, 25, 8, 30, tzinfo=LONDON), datetime(2026, 10, 26, 2, 30, tzinfo=LONDON)],
        ),
    ],
)
def test_reminders(rule_id: str, start: date, alerts: list[datetime]) -> None:
    when = due(rule_id, start, CALENDAR)
    assert list(alerts_at(rule_id, when, CALENDAR)) == alerts
    assert alert_at(rule_id, when, CALENDAR) == (alerts[0] if alerts else None)


# "The same day" is no number of days.
SAME_DAY = {"strategy_discussion_same_day", "was_not_brought"}


def test_every_reminder_comes_before_its_clock_runs_out() -> None:
    for rule_id, start, _ in TABLE:
        when = due(rule_id, start, CALENDAR)
        assert all(alert < when.at for alert in alerts_at(rule_id, when, CALENDAR))


def test_a_partnership_sets_its_own_local_amounts() -> None:
    own = timescales.with_local_amounts({"visit_cp": 5, "section_47": 15})
    assert due("visit_cp", date(2026, 11, 3), CALENDAR, own).on == date(2026, 11, 10)
    assert own["visit_cp"].sentence.endswith("at least every 5 working days.")
    assert own["assessment"] is TIMESCALES["assessment"]
    assert TIMESCALES["visit_cp"].amount == 10
    when = due("visit_cp", date(2026, 11, 3), CALENDAR, own)
    assert alert_at("visit_cp", when, CALENDAR, own) == datetime(2026, 11, 6, 8, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("rule_id", "amount", "error"),
    [
        ("assessment", 60, FixedTimescale),
        ("police_protection", 96, FixedTimescale),
        ("assessment_census", 50, FixedTimescale),
        ("section_47", 16, FixedTimescale),
        ("strategy_discussion_same_day", 1, FixedTimescale),
        ("visit_cp", -1, ValueError),
        ("no_such_rule", 1, KeyError),
    ],
)
def test_what_is_fixed_stays_fixed(rule_id: str, amount: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        timescales.with_local_amounts({rule_id: amount})


def test_only_local_rows_are_editable() -> None:
    for row in TIMESCALES.values():
        # "The same day" leaves nothing to choose.
        fixed = row.authority is not Authority.LOCAL or row.id in SAME_DAY
        assert row.editable is not fixed


@pytest.mark.parametrize("row", TIMESCALES.values(), ids=lambda row: row.id)
def test_every_row_says_what_it_is_and_whose_rule(row: timescales.Timescale) -> None:
    for text in (row.label, row.trigger, row.met_by, row.edition, row.sentence, row.on_breach, row.source):
        assert text.strip()
    assert row.sentence.endswith(".")
    assert "{" not in row.sentence
    assert row.effective_from <= date(2026, 3, 18)
    assert bool(row.told_before) is bool(row.alert_before)
    assert row.amount > 0 or row.id in SAME_DAY


def test_amounts_in_words() -> None:
    assert TIMESCALES["referral_decision"].limit == "1 working day"
    assert TIMESCALES["police_protection"].limit == "72 hours"
    assert TIMESCALES["strategy_discussion_same_day"].limit == "the same day"
    assert TIMESCALES["assessment"].source == (
        "Statutory guidance: Working Together to Safeguard Children 2026"
    )
    assert {row.unit for row in TIMESCALES.values()} == set(Unit)
    assert TIMESCALES["strategy_discussion_same_day"].unit is Unit.CALENDAR_DAYS


def test_the_authority_of_each_published_limit() -> None:
    by_authority = {
        authority: {row.id for row in TIMESCALES.values() if row.authority is authority}
        for authority in (Authority.LAW, Authority.STAT, Authority.DFE)
    }
    assert by_authority == {
        Authority.LAW: {
            "police_protection",
            "emergency_protection_order",
            "emergency_protection_order_extension",
        },
        Authority.STAT: {
            "referral_decision",
            "assessment",
            "icpc",
            "transfer_in",
            "core_group_first",
            "review_first",
            "review_next",
            "serious_incident",
            "rapid_review",
            "lcspr",
        },
        Authority.DFE: {"assessment_census"},
    }
