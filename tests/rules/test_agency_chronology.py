"""Reading an agency's own chronology: columns, dates as people write them, weights, what is there twice."""

from __future__ import annotations

from datetime import date

import pytest

from safeguarding.rules import agency_chronology as rules

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (
            ["Date", "Event", "Source", "Significance", "Impact on child"],
            {"date": 0, "what_happened": 1, "source": 2, "significance": 3, "impact_on_child": 4},
        ),
        (["What happened", "When"], {"what_happened": 0, "date": 1}),
        (
            ["No", "Date of event", "Details of incident", "Recorded by"],
            {"date": 1, "what_happened": 2, "source": 3},
        ),
        (["A", "B"], {}),
    ],
)
def test_headings_suggest_what_a_column_is(headers, found):
    assert rules.guess_columns(headers) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/4/2024", date(2024, 4, 3)),
        ("03.04.24", date(2024, 4, 3)),
        ("3-4-2024 14:30", date(2024, 4, 3)),
        ("2024-04-03", date(2024, 4, 3)),
        ("2024-04-03T10:00:00", date(2024, 4, 3)),
        ("3 April 2024", date(2024, 4, 3)),
        ("3rd Apr. 2024", date(2024, 4, 3)),
        ("Wed 3 April, 2024", date(2024, 4, 3)),
        ("3-Apr-24", date(2024, 4, 3)),
        ("  3\n April  2024 ", date(2024, 4, 3)),
        ("1/1/26", date(2026, 1, 1)),
        ("1/1/27", date(1927, 1, 1)),
        ("29/2/2023", None),
        ("4/13/2024", None),
        ("31 Foo 2024", None),
        ("1/1/1899", None),
        ("April 2024", None),
        ("", None),
        ("see below", None),
    ],
)
def test_dates_are_read_day_first_and_never_guessed(text, day):
    assert rules.read_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("High", "significant"),
        (" amber ", "notable"),
        ("Critical", "critical"),
        ("", "routine"),
        ("low", "routine"),
        ("quite", None),
    ],
)
def test_weights_are_put_in_our_words(text, weight):
    assert rules.read_significance(text) == weight


@pytest.mark.parametrize(
    ("text", "others", "is_same"),
    [
        ("Came in without a coat", ["came in without a coat."], True),
        ("Came in without a coat again", ["Came in without his coat again"], True),
        ("Came in without a coat", ["Hungry at nine", "Fell asleep in the lesson"], False),
        ("Came in without a coat", [], False),
        ("Mother rang", ["Father rang"], False),
    ],
)
def test_what_says_nearly_the_same_is_taken_for_the_same(text, others, is_same):
    assert rules.same(text, others) is is_same
