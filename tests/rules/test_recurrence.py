"""Concerns that recur across agencies, with their evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safeguarding.rules.london_time import NaiveInstant
from safeguarding.rules.recurrence import Concern, RecurrenceReason, find, many_contacts

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_the_same_theme_from_two_agencies() -> None:
    events = [
        Concern("neglect", "school", date(2026, 9, 1), "C-2"),
        Concern("neglect", "health visiting", date(2026, 3, 1), "C-1"),
        Concern("missing", "police", date(2026, 9, 2), "C-3"),
    ]
    (found,) = find(events, AT)
    assert found.theme == "neglect"
    assert found.agencies == ("health visiting", "school")
    assert found.references == ("C-1", "C-2")
    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 9, 1))
    assert found.reasons == (RecurrenceReason.AGENCIES,)
    assert found.text == "Neglect: 2 contacts from 2 agencies."


def test_three_contacts_from_one_agency() -> None:
    events = [Concern("missing", "police", date(2026, month, 1), f"C-{month}") for month in (2, 5, 8)]
    (found,) = find(events, AT)
    assert found.reasons == (RecurrenceReason.CONTACTS,)
    assert found.text == "Missing from home, care or school: 3 contacts from 1 agency."
    assert find(events[:2], AT) == []


def test_one_contact_told_twice_is_one_contact() -> None:
    events = [Concern("missing", "police", date(2026, 2, 1), "C-1")] * 3
    assert find(events, AT) == []


@pytest.mark.parametrize(
    ("occurred_on", "counts"),
    [
        (date(2025, 11, 20), True),
        (date(2025, 11, 19), False),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_the_window_is_twelve_months_with_both_ends(occurred_on: date, counts: bool) -> None:
    events = [
        Concern("neglect", "school", date(2026, 6, 1), "C-1"),
        Concern("neglect", "police", occurred_on, "C-2"),
    ]
    assert bool(find(events, AT)) is counts


def test_the_whole_history_has_no_window() -> None:
    events = [
        Concern("neglect", "school", date(2026, 6, 1), "C-1"),
        Concern("neglect", "police", date(2009, 6, 1), "C-2"),
    ]
    assert find(events, AT) == []
    assert [found.theme for found in find(events, AT, window_months=None)] == ["neglect"]


def test_most_evidence_first_then_by_theme() -> None:
    events = [
        Concern(theme, agency, date(2026, 6, 1), f"{agency}-{theme}")
        for theme, agencies in {
            "self_harm": ("school", "hospital"),
            "exclusion": ("school", "police"),
            "missing": ("school", "police", "hospital"),
        }.items()
        for agency in agencies
    ]
    found = find(events, AT)
    assert [each.theme for each in found] == ["missing", "exclusion", "self_harm"]
    assert found[0].reasons == (RecurrenceReason.AGENCIES, RecurrenceReason.CONTACTS)


def test_three_contacts_about_different_things() -> None:
    events = [
        Concern("home_conditions", "housing", date(2026, 1, 10), "C-1"),
        Concern("school_attendance", "school", date(2026, 4, 10), "C-2"),
        Concern("was_not_brought", "hospital", date(2026, 7, 10), "C-3"),
    ]
    assert find(events, AT) == []
    together = many_contacts(events, AT)
    assert together is not None
    assert together.theme is None
    assert together.references == ("C-1", "C-2", "C-3")
    assert together.text == "Concerns: 3 contacts from 3 agencies."
    assert many_contacts(events[:2], AT) is None
    assert many_contacts([], AT) is None


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(NaiveInstant):
        find([], datetime(2026, 11, 20))  # noqa: DTZ001


def test_today_is_london_s_day() -> None:
    events = [
        Concern("neglect", "school", date(2026, 7, 1), "C-1"),
        Concern("neglect", "police", date(2026, 7, 2), "C-2"),
    ]
    assert find(events, datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert not find(events, datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
