"""A picture of any span of days has few enough columns, without a gap."""

from __future__ import annotations

from datetime import date

import pytest

from safeguarding.rules import time_buckets
from safeguarding.rules.time_buckets import Width


@pytest.mark.parametrize(
    ("first", "last", "width"),
    [
        (date(2024, 3, 9), date(2024, 3, 9), Width.MONTH),
        (date(2023, 1, 1), date(2024, 6, 30), Width.MONTH),
        (date(2023, 1, 1), date(2024, 7, 1), Width.QUARTER),
        (date(2020, 1, 1), date(2024, 12, 31), Width.QUARTER),
        (date(2020, 1, 1), date(2025, 1, 1), Width.YEAR),
    ],
)
def test_the_longer_the_span_the_wider_the_columns(first, last, width):
    assert time_buckets.width_for(first, last) is width


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2023, 11, 30), date(2024, 2, 1), ["Nov 2023", "Dec 2023", "Jan 2024", "Feb 2024"]),
        (date(2024, 2, 29), date(2024, 2, 29), ["Feb 2024"]),
        (
            date(2023, 5, 1),
            date(2024, 12, 31),
            [
                "Apr to Jun 2023",
                "Jul to Sep 2023",
                "Oct to Dec 2023",
                "Jan to Mar 2024",
                "Apr to Jun 2024",
                "Jul to Sep 2024",
                "Oct to Dec 2024",
            ],
        ),
        (date(2009, 6, 1), date(2015, 1, 1), [str(year) for year in range(2009, 2016)]),
        (date(2024, 2, 1), date(2024, 1, 1), []),
    ],
)
def test_every_period_has_its_column(first, last, words):
    assert [bucket.words for bucket in time_buckets.buckets(first, last)] == words


@pytest.mark.parametrize("width", sorted(Width, key=lambda width: width.value))
def test_a_day_lies_in_its_period(width):
    for month in range(1, 13):
        day = date(2024, month, 28)
        bucket = time_buckets.bucket_of(day, width)
        assert bucket.first <= day <= bucket.last
        assert (bucket.last.month - bucket.first.month + 1) == width.value
