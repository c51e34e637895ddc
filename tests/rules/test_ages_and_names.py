"""Ages as a screen says them, and names made comparable."""

from __future__ import annotations

from datetime import date

import pytest

from safeguarding.rules import ages
from safeguarding.rules.names import normalise

ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2022, 11, 20), "4 years"),
        (date(2022, 11, 21), "3 years"),
        (date(2025, 11, 20), "1 year"),
        (date(2025, 11, 21), "11 months"),
        (date(2026, 4, 20), "7 months"),
        (date(2026, 10, 20), "1 month"),
        (date(2026, 10, 21), "30 days"),
        (date(2026, 11, 8), "12 days"),
        (date(2026, 11, 19), "1 day"),
        (date(2026, 11, 20), "0 days"),
        (date(2026, 11, 21), "not yet born"),
        (None, "age not known"),
    ],
)
def test_age_in_words(born: date | None, expected: str) -> None:
    assert ages.words(born, ON) == expected


def test_unborn_and_died() -> None:
    assert ages.words(None, ON, expected=date(2027, 3, 3)) == "unborn"
    assert ages.words(date(2020, 1, 1), ON, died=date(2024, 6, 1)) == "died aged 4 years"
    assert ages.words(date(2020, 1, 1), date(2022, 1, 1), died=date(2024, 6, 1)) == "died aged 2 years"
    assert ages.is_unborn(None, date(2027, 3, 3))
    assert not ages.is_unborn(None, None)
    assert not ages.is_unborn(date(2026, 1, 1), date(2026, 1, 3))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 12, 30), "expected 3 March 2027, 31 weeks"),
        (date(2027, 1, 5), "expected 3 March 2027, 31 weeks"),
        (date(2027, 1, 6), "expected 3 March 2027, 32 weeks"),
        (date(2027, 3, 3), "expected 3 March 2027, 40 weeks"),
        (date(2026, 6, 3), "expected 3 March 2027, 1 week"),
        (date(2026, 5, 26), "expected 3 March 2027"),
        (date(2027, 3, 23), "expected 3 March 2027, 42 weeks"),
        (date(2027, 3, 24), "expected 3 March 2027, no birth recorded"),
    ],
)
def test_unborn_in_words(on: date, expected: str) -> None:
    assert ages.unborn_words(date(2027, 3, 3), on) == expected


@pytest.mark.parametrize(
    ("born", "on", "years", "months", "adult"),
    [
        (date(2008, 11, 20), ON, 18, 216, True),
        (date(2008, 11, 21), ON, 17, 215, False),
        (date(2008, 2, 29), date(2026, 2, 28), 17, 216, False),
        (date(2008, 2, 29), date(2026, 3, 1), 18, 216, True),
        (date(2008, 2, 29), date(2024, 2, 29), 16, 192, False),
    ],
)
def test_years_and_coming_of_age(born: date, on: date, years: int, months: int, adult: bool) -> None:
    assert ages.years(born, on) == years
    assert ages.months(born, on) == months
    assert ages.is_adult(born, on) is adult


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="not yet born"):
        ages.years(date(2026, 11, 21), ON)
    with pytest.raises(ValueError, match="not yet born"):
        ages.months(date(2026, 11, 21), ON)
    assert not ages.is_adult(None, ON)


def test_birthdays() -> None:
    assert ages.birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert ages.birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)
    assert ages.birthday(date(2010, 5, 1), 18) == date(2028, 5, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Neill", "oneill"),
        ("O’Neill", "oneill"),
        ("ONEILL", "oneill"),
        ("Anne-Marie", "anne marie"),
        ("Anne‐Marie", "anne marie"),
        ("  Anne   Marie ", "anne marie"),
        ("Zoë", "zoe"),
        ("Łukasz Øster", "lukasz oster"),
        ("Straße", "strasse"),
        ("Æthelflæd", "aethelflaed"),
        ("Nguyễn Đức", "nguyen duc"),
        ("St. John_Smith", "st john smith"),
        ("İpek Işık", "ipek isik"),
        ("Ольга", "ольга"),
        ("", ""),
    ],
)
def test_normalised_names(text: str, expected: str) -> None:
    assert normalise(text) == expected
    assert normalise(expected) == expected
