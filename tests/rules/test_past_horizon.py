"""Past the end of the calendar: a day that can't be too late, and said to be provisional."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import past_horizon, working_days
from safeguarding.rules.bank_holiday_statute import statutory
from safeguarding.rules.timescales import TIMESCALES, Direction, Timescale, Unit, due_by
from safeguarding.rules.working_days import BeyondCalendar, Calendar

CALENDAR = working_days.england_and_wales()
ROWS = st.sampled_from(sorted(TIMESCALES.values(), key=lambda row: row.id))
EDGE = st.datetimes(datetime(2028, 6, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
ONE_OFFS = st.sets(st.dates(date(2029, 1, 1), date(2031, 12, 31)), max_size=4)


@pytest.mark.parametrize(
    ("rule_id", "start", "on"),
    [
        # Monday 1 January 2029 will be a bank holiday, but nobody has published that yet.
        ("referral_decision", date(2028, 12, 29), date(2029, 1, 1)),
        ("assessment", date(2028, 12, 1), date(2029, 2, 6)),
        # Counted back from a meeting the first of January is left out: sooner is safer.
        ("report_icpc", date(2029, 1, 3), date(2028, 12, 28)),
    ],
)
def test_a_provisional_day_is_the_soonest_it_could_be(rule_id: str, start: date, on: date) -> None:
    found = past_horizon.count(TIMESCALES[rule_id], start, CALENDAR)
    assert found.due.on == on
    assert found.horizon == CALENDAR.horizon


def test_months_weeks_and_hours_are_certain_past_the_horizon_too() -> None:
    review = past_horizon.count(TIMESCALES["review_next"], date(2028, 9, 1), CALENDAR)
    assert (review.due.on, review.horizon) == (date(2029, 3, 1), None)
    hours = past_horizon.count(TIMESCALES["police_protection"], datetime(2030, 1, 1, tzinfo=UTC), CALENDAR)
    assert hours.horizon is None


def test_within_the_calendar_nothing_is_provisional() -> None:
    found = past_horizon.count(TIMESCALES["assessment"], date(2026, 3, 20), CALENDAR)
    assert (found.due.on, found.horizon, found.calendar) == (date(2026, 5, 28), None, CALENDAR)


def test_before_the_calendar_begins_is_still_an_error() -> None:
    with pytest.raises(BeyondCalendar, match="2012-01-01"):
        past_horizon.count(TIMESCALES["assessment"], date(2011, 12, 30), CALENDAR)


@given(ROWS, EDGE, ONE_OFFS)
def test_whatever_is_published_later_the_provisional_day_is_not_too_late(
    row: Timescale, start: datetime, one_offs: set[date]
) -> None:
    found = past_horizon.count(row, start, CALENDAR)
    years = {day for year in range(2029, 2033) for day in statutory(year)}
    extra = one_offs if row.direction is Direction.AFTER else set()
    published = Calendar(
        CALENDAR.division, CALENDAR.holidays | years | extra, CALENDAR.first, date(2032, 12, 31)
    )
    certain = due_by(row, start, published)
    assert found.due.at <= certain.at
    if found.horizon is None and row.unit is not Unit.WORKING_DAYS:
        assert found.due.on == certain.on


def test_reminders_past_the_horizon_skip_weekends() -> None:
    open_ended = past_horizon.weekdays(CALENDAR)
    assert working_days.add(date(2028, 12, 29), 1, open_ended) == date(2029, 1, 1)
    assert working_days.add(date(2028, 12, 22), 1, open_ended) == date(2028, 12, 27)
