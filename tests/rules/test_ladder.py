"""The ladder of alerts: which step comes when, who hears of it, and that no step is out of order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import ladder, working_days
from safeguarding.rules.ladder import Stage
from safeguarding.rules.london_time import LONDON, at_hour, end_of_day
from safeguarding.rules.timescale_rows import AlertBefore, Recipient
from safeguarding.rules.timescales import TIMESCALES, Due, Unit, due_by

CALENDAR = working_days.england_and_wales()
TOLD = sorted(rule_id for rule_id, rule in TIMESCALES.items() if rule.told_on_breach)
BY_THE_HOUR = TIMESCALES["police_protection"]
BY_THE_DAY = TIMESCALES["visit_cp"]


def day(*parts: int) -> Due:
    on = date(*parts)
    return Due(at=end_of_day(on), on=on)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


def first(rule_id: str, due: Due, number: int) -> list[tuple[str, int, datetime]]:
    found = islice(ladder.steps(TIMESCALES[rule_id], due, CALENDAR), number)
    return [(step.stage.value, step.number, step.at.astimezone(LONDON)) for step in found]


TABLE = {
    "an ordinary week": (
        "visit_cp",
        day(2026, 11, 5),
        [
            ("before", 1, london(2026, 11, 3, 8)),
            ("due_day", 1, london(2026, 11, 5, 8)),
            ("breach", 1, london(2026, 11, 6)),
            ("after", 1, london(2026, 11, 6, 8)),
            ("after", 2, london(2026, 11, 9, 8)),
            ("after", 3, london(2026, 11, 12, 8)),
            ("after", 4, london(2026, 11, 19, 8)),
            ("after", 5, london(2026, 12, 3, 8)),
            ("after", 6, london(2027, 1, 5, 8)),
            ("after", 7, london(2027, 2, 2, 8)),
        ],
    ),
    "the reminder is that of the due day": (
        "referral_decision",
        day(2026, 11, 5),
        [
            ("before", 1, london(2026, 11, 5, 8)),
            ("breach", 1, london(2026, 11, 6)),
            ("after", 1, london(2026, 11, 6, 8)),
        ],
    ),
    "due on a Saturday": (
        "review_first",
        day(2026, 2, 28),
        [
            ("before", 1, london(2026, 2, 16, 8)),
            ("due_day", 1, london(2026, 2, 28, 8)),
            ("breach", 1, london(2026, 3, 1)),
            ("after", 1, london(2026, 3, 2, 8)),
        ],
    ),
    "over Easter and the change of the clocks": (
        "core_group_first",
        day(2026, 3, 27),
        [
            ("before", 1, london(2026, 3, 24, 8)),
            ("due_day", 1, london(2026, 3, 27, 8)),
            ("breach", 1, london(2026, 3, 28)),
            ("after", 1, london(2026, 3, 30, 8)),
            ("after", 2, london(2026, 3, 31, 8)),
            ("after", 3, london(2026, 4, 7, 8)),
        ],
    ),
    "over Christmas": (
        "recording_visit",
        day(2026, 12, 24),
        [
            ("before", 1, london(2026, 12, 24, 8)),
            ("breach", 1, london(2026, 12, 25)),
            ("after", 1, london(2026, 12, 29, 8)),
        ],
    ),
    "hours, through the night in which the clocks go back": (
        "police_protection",
        Due(at=datetime(2026, 10, 25, 5, tzinfo=UTC), on=date(2026, 10, 25)),
        [
            ("before", 1, london(2026, 10, 24, 6)),
            ("before", 2, london(2026, 10, 25, 0)),
            ("breach", 1, london(2026, 10, 25, 5)),
            ("after", 1, london(2026, 10, 25, 6)),
            ("after", 2, london(2026, 10, 25, 11)),
            ("after", 3, london(2026, 10, 26, 5)),
            ("after", 4, london(2026, 10, 27, 5)),
        ],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_steps_of_a_clock(case):
    rule_id, due, expected = TABLE[case]
    assert first(rule_id, due, len(expected)) == expected


def test_what_only_reports_has_no_steps():
    census, due = TIMESCALES["assessment_census"], day(2026, 11, 5)
    assert list(ladder.steps(census, due, CALENDAR)) == []
    assert ladder.first_at(census, due, CALENDAR) is None
    assert ladder.step_at(census, due, CALENDAR, london(2027, 1, 1)) is None
    assert ladder.next_at(census, due, CALENDAR, london(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("now", "told", "then"),
    [
        (london(2026, 11, 3, 7, 59), None, london(2026, 11, 3, 8)),
        (london(2026, 11, 3, 8), (Stage.BEFORE, 1), london(2026, 11, 5, 8)),
        (london(2026, 11, 5, 23, 59), (Stage.DUE_DAY, 1), london(2026, 11, 6)),
        (london(2026, 11, 6), (Stage.BREACH, 1), london(2026, 11, 6, 8)),
        # Nobody ran it for a fortnight: the latest step alone is told.
        (london(2026, 11, 20, 3), (Stage.AFTER, 4), london(2026, 12, 3, 8)),
    ],
)
def test_at_each_instant_the_latest_step_is_told_and_the_next_one_waited_for(now, told, then):
    step = ladder.step_at(BY_THE_DAY, day(2026, 11, 5), CALENDAR, now)
    assert (None if step is None else (step.stage, step.number)) == told
    assert ladder.next_at(BY_THE_DAY, day(2026, 11, 5), CALENDAR, now) == then
    assert ladder.first_at(BY_THE_DAY, day(2026, 11, 5), CALENDAR) == london(2026, 11, 3, 8)


def test_two_reminders_at_one_instant_are_one_and_none_comes_with_the_breach():
    doubled = replace(BY_THE_HOUR, alert_before=tuple(AlertBefore(n, Unit.HOURS) for n in (6, 6, 0)))
    due = due_by(doubled, london(2026, 11, 3, 10), CALENDAR)
    assert [step.stage for step in islice(ladder.steps(doubled, due, CALENDAR), 2)] == ["before", "breach"]


def test_beyond_the_calendar_every_week_day_counts_and_nothing_fails():
    found = first("visit_cp", day(2028, 12, 28), 8)
    assert [at for _, _, at in found[3:]] == [
        london(2028, 12, 29, 8),
        london(2029, 1, 1, 8),
        london(2029, 1, 4, 8),
        london(2029, 1, 11, 8),
        london(2029, 1, 25, 8),
    ]
    assert first("visit_cp", day(2030, 1, 7), 1) == [("before", 1, london(2030, 1, 3, 8))]


@pytest.mark.parametrize(
    ("rule_id", "stage", "number", "roles"),
    [
        ("referral_decision", Stage.BEFORE, 1, ["responsible_worker", "front_door_manager"]),
        ("visit_cp", Stage.DUE_DAY, 1, ["responsible_worker"]),
        ("visit_cp", Stage.BREACH, 1, ["responsible_worker", "team_manager"]),
        ("core_group_minutes", Stage.DUE_DAY, 1, ["minute_taker"]),
        ("icpc", Stage.BREACH, 1, ["responsible_worker", "head_of_service"]),
        ("icpc", Stage.AFTER, 1, ["responsible_worker", "head_of_service", "team_manager"]),
        ("visit_cp", Stage.AFTER, 1, ["responsible_worker", "team_manager"]),
        ("visit_cp", Stage.AFTER, 2, ["responsible_worker", "team_manager", "head_of_service"]),
        ("visit_cp", Stage.AFTER, 9, ["responsible_worker", "team_manager", "head_of_service"]),
    ],
)
def test_higher_steps_tell_more_people(rule_id, stage, number, roles):
    step = ladder.Step(stage, number, london(2026, 11, 5), is_urgent=True)
    assert ladder.told(TIMESCALES[rule_id], step) == tuple(Recipient(role) for role in roles)


def test_a_rule_that_names_nobody_reminds_the_worker():
    silent = replace(BY_THE_DAY, told_before=())
    step = ladder.step_at(silent, day(2026, 11, 5), CALENDAR, london(2026, 11, 4))
    assert ladder.told(silent, step) == (Recipient.RESPONSIBLE_WORKER,)


RULES = st.sampled_from(TOLD)
# Room for the longest clock and the steps after it within the shipped calendar.
STARTS = st.datetimes(
    datetime(2013, 1, 1),  # noqa: DTZ001 (the strategy adds London)
    datetime(2027, 6, 1),  # noqa: DTZ001
    timezones=st.just(LONDON),
)


@given(RULES, STARTS)
def test_the_steps_rise_strictly_in_time_and_pass_the_breach_once(rule_id, start):
    rule = TIMESCALES[rule_id]
    due = due_by(rule, start, CALENDAR)
    found = list(islice(ladder.steps(rule, due, CALENDAR), 14))
    assert all(earlier.at < later.at for earlier, later in pairwise(found))
    assert [step.at for step in found if step.stage is Stage.BREACH] == [due.at]
    assert all((step.at >= due.at) == step.stage.is_breached for step in found)
    assert len({(step.stage, step.number) for step in found}) == len(found)


@given(RULES, STARTS, st.integers(0, 60 * 24 * 90))
def test_the_next_step_comes_after_now_and_the_told_one_before(rule_id, start, minutes):
    rule = TIMESCALES[rule_id]
    due = due_by(rule, start, CALENDAR)
    now = start + timedelta(minutes=minutes)
    step, then = ladder.step_at(rule, due, CALENDAR, now), ladder.next_at(rule, due, CALENDAR, now)
    assert then is not None
    assert then > now
    assert step is None or step.at <= now


@given(RULES, STARTS, st.integers(1, 30))
def test_telling_each_step_as_it_comes_or_after_missed_runs_ends_at_the_same_place(rule_id, start, missed):
    """Whoever waits for `next_at` each time meets every step; whoever comes late, the latest."""
    rule = TIMESCALES[rule_id]
    due = due_by(rule, start, CALENDAR)
    now, met = ladder.first_at(rule, due, CALENDAR), []
    for _ in range(missed):
        met.append(ladder.step_at(rule, due, CALENDAR, now))
        now = ladder.next_at(rule, due, CALENDAR, now)
    assert met == list(islice(ladder.steps(rule, due, CALENDAR), missed))


@given(RULES, STARTS)
def test_clocks_by_the_day_alert_at_eight_of_working_days_and_of_the_due_day(rule_id, start):
    rule = TIMESCALES[rule_id]
    if rule.unit is Unit.HOURS or any(each.unit is Unit.HOURS for each in rule.alert_before):
        return
    due = due_by(rule, start, CALENDAR)
    for step in islice(ladder.steps(rule, due, CALENDAR), 10):
        on = step.at.astimezone(LONDON).date()
        assert step.stage is Stage.BREACH or step.at == at_hour(on, 8)
        assert step.stage is Stage.BREACH or on == due.on or working_days.is_working_day(on, CALENDAR)
        assert step.is_urgent == (on >= due.on)


@given(STARTS)
def test_clocks_by_the_hour_are_always_urgent(start):
    due = due_by(BY_THE_HOUR, start, CALENDAR)
    assert all(step.is_urgent for step in islice(ladder.steps(BY_THE_HOUR, due, CALENDAR), 8))
