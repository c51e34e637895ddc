"""GOV.UK's list is held against what is known and against the law before anything is counted by it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from safeguarding.rules import bank_holiday_list, working_days
from safeguarding.rules.bank_holiday_list import ListRefused, merged, read
from safeguarding.rules.bank_holiday_statute import easter, statutory
from tests.factories import calendars

KNOWN = working_days.england_and_wales()


def problems(text: str, *named: date) -> tuple[str, ...]:
    with pytest.raises(ListRefused) as refused:
        merged(read(text, calendars.DIVISION), KNOWN, named)
    return refused.value.problems


def load(text: str, *named: date) -> working_days.Calendar:
    return merged(read(text, calendars.DIVISION), KNOWN, named)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2011, date(2011, 4, 24)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2285, date(2285, 3, 22)),
    ],
)
def test_easter(year: int, sunday: date) -> None:
    assert easter(year) == sunday


@pytest.mark.parametrize("year", range(1978, 2120))
def test_every_year_has_eight_statutory_holidays_on_weekdays(year: int) -> None:
    days = statutory(year)
    assert len(days) == 8
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("year", "christmas", "boxing", "new_year"),
    [
        (2026, date(2026, 12, 25), date(2026, 12, 28), date(2026, 1, 1)),
        (2027, date(2027, 12, 27), date(2027, 12, 28), date(2027, 1, 1)),
        (2022, date(2022, 12, 27), date(2022, 12, 26), date(2022, 1, 3)),
        (2028, date(2028, 12, 25), date(2028, 12, 26), date(2028, 1, 3)),
    ],
)
def test_substitute_days(year: int, christmas: date, boxing: date, new_year: date) -> None:
    by_name = {name: day for day, name in statutory(year).items()}
    assert (by_name["Christmas Day"], by_name["Boxing Day"]) == (christmas, boxing)
    assert by_name["New Year's Day"] == new_year


def test_a_whole_list_replaces_its_years_and_keeps_the_earlier_ones() -> None:
    new = load(calendars.text())
    assert new.horizon == date(2030, 12, 31)
    assert new.first == KNOWN.first
    assert {day for day in new.holidays if day <= KNOWN.horizon} == KNOWN.holidays
    assert {day for day in new.holidays if day.year == 2029} == set(statutory(2029))


def test_a_list_that_ends_sooner_takes_no_year_away() -> None:
    assert load(calendars.text(years=range(2020, 2028))) == KNOWN


def test_years_before_the_calendar_are_left_out() -> None:
    assert load(calendars.text(years=range(2010, 2029))) == KNOWN


def test_a_day_more_must_be_named() -> None:
    invented = date(2029, 7, 6)
    text = calendars.text(more=[invented])
    assert problems(text) == (
        "2029-07-06 (Bank holiday for something) is no bank holiday that is known or that the law gives",
    )
    assert invented in load(text, invented).holidays


def test_a_day_more_in_a_year_that_is_known_must_be_named_too() -> None:
    invented = date(2026, 11, 24)
    text = calendars.text(more=[invented])
    assert "2026-11-24" in problems(text)[0]
    assert invented in load(text, invented).holidays


def test_a_day_less_must_be_named_be_it_past_or_to_come() -> None:
    for gone in (date(2024, 5, 6), date(2027, 5, 3), date(2029, 5, 7)):
        text = calendars.text(less=[gone])
        assert problems(text)[0].startswith(gone.isoformat())
        assert problems(text)[0].endswith("is missing")
        assert gone not in load(text, gone).holidays


def test_a_moved_holiday_is_named_by_both_of_its_days() -> None:
    usual, moved = date(2030, 5, 6), date(2030, 5, 8)
    text = calendars.text(less=[usual], more=[moved])
    assert len(problems(text)) == 2
    assert len(problems(text, moved)) == 1
    assert moved in load(text, usual, moved).holidays


def test_a_one_off_holiday_that_is_known_needs_no_name() -> None:
    text = calendars.text(years=range(2012, 2030))
    assert date(2022, 9, 19) in load(text).holidays
    gone = calendars.text(years=range(2012, 2030), less=[date(2022, 9, 19)])
    assert problems(gone) == ("2022-09-19 (known so far) is missing",)


def test_naming_a_day_that_does_not_differ_is_a_slip() -> None:
    assert problems(calendars.text(), date(2029, 7, 6)) == (
        "2029-07-06 was named, and the list doesn't differ there",
    )


def test_a_year_that_is_not_whole_is_refused() -> None:
    half = [day for day in statutory(2030) if day > date(2030, 5, 1)]
    assert len(problems(calendars.text(less=half))) == len(half)


def test_years_between_and_years_nobody_has_published_are_refused() -> None:
    assert "2029" not in "".join(problems(calendars.text(years=[2030])))[:30]
    assert "the years between are missing" in problems(calendars.text(years=[2030]))[0]
    assert "nobody has published" in problems(calendars.text(years=range(2028, 2050)))[0]
    # A year left out within the list lacks all of its days.
    assert len(problems(calendars.text(years=[2028, 2029, 2031]))) == 8


def _events(*events: Any) -> str:
    return json.dumps({calendars.DIVISION: {"division": calendars.DIVISION, "events": list(events)}})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"england-and-wales": []}',
        '{"england-and-wales": {"division": "scotland", "events": [{}]}}',
        '{"england-and-wales": {"division": "england-and-wales"}}',
        '{"england-and-wales": {"division": "england-and-wales", "events": {}}}',
        _events(),
        _events("2029-01-01"),
        _events({"title": "New Year's Day"}),
        _events({"date": "2029-01-01"}),
        _events({"title": " ", "date": "2029-01-01"}),
        _events({"title": "New Year's Day", "date": 20290101}),
        _events({"title": "New Year's Day", "date": "1 January 2029"}),
        _events({"title": "New Year's Day", "date": "20290101"}),
        _events({"title": "New Year's Day", "date": "2029-13-01"}),
    ],
)
def test_any_other_shape_is_refused(text: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read(text, calendars.DIVISION)
    assert all(refused.value.problems)


def test_a_day_twice_or_on_a_weekend_is_refused_whoever_names_it() -> None:
    twice = calendars.gov_uk()
    twice[calendars.DIVISION]["events"] *= 2
    assert "is there twice" in problems(json.dumps(twice))[0]
    saturday = date(2029, 7, 7)
    text = calendars.text(more=[saturday])
    assert "is on a weekend" in problems(text, saturday)[0]
    assert bank_holiday_list.read(calendars.text(), calendars.DIVISION).first_year == 2024
