"""Dates, times and plain text as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from safeguarding.ui import filters

NOW = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)  # a Monday


def test_dates_and_times_are_british() -> None:
    assert filters.date_text(date(2026, 3, 9)) == "9 March 2026"
    assert filters.datetime_text(NOW) == "9 March 2026 at 2:05pm"
    assert filters.datetime_text(datetime(2026, 7, 9, 23, 30, tzinfo=UTC)) == "10 July 2026 at 12:30am"
    assert filters.date_text(None) == filters.time_text(None) == filters.datetime_text(None) == ""


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [(0, 0, "midnight"), (12, 0, "midday"), (9, 0, "9am"), (12, 5, "12:05pm"), (21, 30, "9:30pm")],
)
def test_times(hour: int, minute: int, text: str) -> None:
    assert filters.time_text(datetime(2026, 1, 9, hour, minute, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=729), "23 months ago"),
        (timedelta(days=731), "2 years ago"),
        (timedelta(days=4000), "10 years ago"),
    ],
)
def test_how_long_ago(passed: timedelta, text: str) -> None:
    assert filters.ago(NOW - passed, NOW) == text


def test_how_long_ago_of_days() -> None:
    assert filters.ago(NOW.date(), NOW) == "today"
    assert filters.ago(date(2026, 3, 8), NOW) == "yesterday"
    assert filters.ago(None, NOW) == ""


@pytest.mark.parametrize(
    ("due", "text", "colour"),
    [
        (NOW - timedelta(minutes=5), "overdue by 5 minutes", "red"),
        (NOW - timedelta(days=2), "overdue by 2 days", "red"),
        (date(2026, 3, 7), "overdue by 2 days", "red"),
        (NOW + timedelta(hours=3), "3 hours left", "orange"),
        (date(2026, 3, 9), "due today", "orange"),
        (date(2026, 3, 11), "2 working days left", "yellow"),
        (date(2026, 3, 20), "9 working days left", "blue"),
        (date(2026, 4, 7), "19 working days left", "blue"),  # Good Friday and Easter Monday between
        (date(2099, 1, 1), "26,596 days left", "blue"),  # beyond the calendar plain days are counted
    ],
)
def test_time_left(due: date, text: str, colour: str) -> None:
    assert filters.due_in(due, NOW) == text
    assert filters.due_colour(due, NOW) == colour


def test_done_on_the_day_is_in_time_for_a_date_and_late_for_an_instant() -> None:
    assert not filters.is_after(NOW, NOW.date())
    assert filters.is_after(NOW + timedelta(days=1), NOW.date())
    assert filters.is_after(NOW + timedelta(seconds=1), NOW)


def test_plain_text_becomes_paragraphs_and_nothing_else() -> None:
    html = filters.paragraphs("One <b>\r\ntwo\n\n\n\nThree & four")
    assert html == (
        '<p class="govuk-body">One &lt;b&gt;<br>two</p><p class="govuk-body">Three &amp; four</p>'
    )
    assert filters.paragraphs(None) == ""


def test_plural() -> None:
    assert filters.plural(1, "child", "children") == "1 child"
    assert filters.plural(1200, "child", "children") == "1,200 children"
    assert filters.plural(0, "day") == "0 days"
