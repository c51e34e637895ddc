"""Counting working days: the published table, the calendar itself, and its edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import bank_holidays, working_days
from safeguarding.rules.working_days import BeyondCalendar, Calendar, add, between, is_working_day

CALENDAR = working_days.england_and_wales()
DAYS = st.dates(date(2014, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(-200, 200)

# Days that no rule yields: moved and one-off holidays, as (taken out, put in).
ONE_OFFS = {
    2012: ({date(2012, 5, 28)}, {date(2012, 6, 4), date(2012, 6, 5)}),
    2020: ({date(2020, 5, 4)}, {date(2020, 5, 8)}),
    2022: ({date(2022, 5, 30)}, {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}),
    2023: (set(), {date(2023, 5, 8)}),
}


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2025, 12, 19), 15, date(2026, 1, 14)),
        (date(2026, 3, 27), 15, date(2026, 4, 21)),
        (date(2026, 5, 2), 15, date(2026, 5, 26)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 3, 20), 45, date(2026, 5, 28)),
        (date(2026, 4, 30), 10, date(2026, 5, 15)),
        (date(2026, 4, 7), -3, date(2026, 3, 31)),
    ],
)
def test_the_published_table(start: date, days: int, expected: date) -> None:
    assert add(start, days, CALENDAR) == expected


@pytest.mark.parametrize("day", [date(2026, 5, 2), date(2026, 5, 4), date(2026, 5, 5)])
def test_no_days_is_the_start_itself_even_when_it_is_no_working_day(day: date) -> None:
    assert add(day, 0, CALENDAR) == day
    assert between(day, day, CALENDAR) == 0


def test_from_a_weekend_the_next_working_day_is_day_one_and_back_the_one_before() -> None:
    saturday = date(2026, 11, 21)
    assert add(saturday, 1, CALENDAR) == date(2026, 11, 23)
    assert add(saturday, -1, CALENDAR) == date(2026, 11, 20)
    assert working_days.previous_working_day(date(2026, 11, 23), CALENDAR) == date(2026, 11, 20)
    assert working_days.previous_working_day(date(2026, 4, 7), CALENDAR) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2022, 9, 19), False),
        (date(2020, 5, 4), True),
        (date(2012, 5, 28), True),
        (date(2022, 5, 30), True),
    ],
)
def test_working_days(day: date, expected: bool) -> None:
    assert is_working_day(day, CALENDAR) is expected


@given(DAYS, COUNTS)
def test_between_is_the_inverse_of_add(start: date, days: int) -> None:
    assert between(start, add(start, days, CALENDAR), CALENDAR) == days


@given(DAYS, COUNTS)
def test_one_day_more_is_a_later_day(start: date, days: int) -> None:
    assert add(start, days, CALENDAR) < add(start, days + 1, CALENDAR)


@given(DAYS, st.integers(0, 30), COUNTS.filter(bool))
def test_a_later_start_is_never_due_earlier(start: date, later: int, days: int) -> None:
    assert add(start, days, CALENDAR) <= add(start + timedelta(days=later), days, CALENDAR)


@given(DAYS, COUNTS.filter(bool))
def test_every_count_but_none_ends_on_a_working_day(start: date, days: int) -> None:
    assert is_working_day(add(start, days, CALENDAR), CALENDAR)


@given(DAYS, DAYS, DAYS)
def test_between_is_monotone_in_its_end(start: date, one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert between(start, first, CALENDAR) <= between(start, last, CALENDAR)


@given(DAYS.filter(lambda day: is_working_day(day, CALENDAR)), COUNTS)
def test_back_again_from_a_working_day(start: date, days: int) -> None:
    assert add(add(start, days, CALENDAR), -days, CALENDAR) == start


@pytest.mark.parametrize(
    ("start", "days"), [(date(2028, 12, 29), 1), (date(2028, 12, 31), 1), (date(2029, 1, 1), 0)]
)
def test_past_the_horizon_is_an_error_that_names_it(start: date, days: int) -> None:
    with pytest.raises(BeyondCalendar, match="2028-12-31"):
        add(start, days, CALENDAR)


def test_the_last_working_day_is_still_counted() -> None:
    assert add(date(2028, 12, 28), 1, CALENDAR) == date(2028, 12, 29)


def test_before_the_first_day_is_an_error_that_names_it() -> None:
    with pytest.raises(BeyondCalendar, match="2012-01-01"):
        add(date(2012, 1, 3), -1, CALENDAR)
    with pytest.raises(BeyondCalendar, match="2012-01-01"):
        between(date(2011, 12, 30), date(2012, 2, 1), CALENDAR)
    with pytest.raises(BeyondCalendar, match="horizon"):
        between(date(2028, 12, 1), date(2029, 2, 1), CALENDAR)
    with pytest.raises(BeyondCalendar):
        is_working_day(date(2029, 1, 1), CALENDAR)


def test_a_calendar_of_ones_own() -> None:
    own = Calendar("elsewhere", frozenset({date(2026, 11, 24)}), date(2026, 11, 1), date(2026, 11, 30))
    assert add(date(2026, 11, 23), 1, own) == date(2026, 11, 25)
    with pytest.raises(BeyondCalendar, match="elsewhere"):
        add(date(2026, 11, 23), 10, own)


def test_the_shipped_calendar_is_one_value_that_cannot_be_changed() -> None:
    assert working_days.england_and_wales() is CALENDAR
    assert (CALENDAR.division, CALENDAR.first) == ("england-and-wales", date(2012, 1, 1))
    with pytest.raises(AttributeError):
        CALENDAR.horizon = date(2040, 1, 1)  # type: ignore[misc]


@pytest.mark.parametrize("year", sorted(bank_holidays.BANK_HOLIDAYS))
def test_each_shipped_year_is_the_statute_and_the_known_one_offs(year: int) -> None:
    taken, put = ONE_OFFS.get(year, (set(), set()))
    shipped = {day for day in CALENDAR.holidays if day.year == year}
    assert shipped == (_by_statute(year) - taken) | put
    assert all(day.weekday() < 5 for day in shipped)


def test_every_year_to_the_horizon_is_there() -> None:
    assert sorted(bank_holidays.BANK_HOLIDAYS) == list(range(CALENDAR.first.year, CALENDAR.horizon.year + 1))


def _by_statute(year: int) -> set[date]:
    easter = _easter(year)
    holidays = {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    }
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        free = day
        while free.weekday() > 4 or free in holidays:
            free += timedelta(days=1)
        # Which of two neighbours a substitute day belongs to makes no difference to the set of days.
        holidays.add(free)
    return holidays


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Gregorian Easter Sunday (the anonymous algorithm)."""
    golden, century, rest = year % 19, *divmod(year, 100)
    skipped, leap = divmod(century, 4)
    moon = (19 * golden + century - skipped - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    fourth, weekday = divmod(rest, 4)
    shift = (32 + 2 * leap + 2 * fourth - moon - weekday) % 7
    late = (golden + 11 * moon + 22 * shift) // 451
    month, day = divmod(moon + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)
