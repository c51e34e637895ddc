"""When the looks back at a closure come."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import look_back


@pytest.mark.parametrize(
    ("closed_on", "today", "expected"),
    [
        (date(2026, 1, 10), date(2026, 4, 9), None),
        (date(2026, 1, 10), date(2026, 4, 10), 3),
        (date(2026, 1, 10), date(2026, 7, 9), 3),
        (date(2026, 1, 10), date(2026, 7, 10), 6),
        (date(2026, 1, 10), date(2027, 1, 10), 12),
        (date(2026, 1, 10), date(2027, 4, 9), 12),
        (date(2026, 1, 10), date(2027, 4, 10), None),
        # Clamped to the month's end, also over 29 February.
        (date(2025, 11, 30), date(2026, 2, 28), 3),
        (date(2027, 11, 30), date(2028, 2, 28), None),
        (date(2027, 11, 30), date(2028, 2, 29), 3),
    ],
)
def test_the_look_that_is_due(closed_on, today, expected):
    assert look_back.due_at(closed_on, today) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 10), date(2026, 4, 10)),
        (date(2026, 4, 10), date(2026, 7, 10)),
        (date(2026, 12, 31), date(2027, 1, 10)),
        (date(2027, 1, 10), None),
    ],
)
def test_the_next_look(today, expected):
    assert look_back.next_on(date(2026, 1, 10), today) == expected


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 500))
def test_no_closure_whose_look_is_due_lies_outside_the_days_that_are_read(today, ago):
    closed_on = date.fromordinal(today.toordinal() - ago)
    first, last = look_back.closures_to_look_at(today)
    assert look_back.due_at(closed_on, today) is None or first <= closed_on <= last


@pytest.mark.parametrize(
    ("received_on", "is_re_referral", "expected"),
    [
        (date(2026, 1, 10), False, True),
        (date(2027, 1, 10), False, True),
        (date(2027, 1, 11), False, False),
        (date(2027, 1, 11), True, True),
    ],
)
def test_what_counts_as_coming_back(received_on, is_re_referral, expected):
    assert look_back.came_back(date(2026, 1, 10), received_on, is_re_referral=is_re_referral) is expected
