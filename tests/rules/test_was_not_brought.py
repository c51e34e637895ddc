"""Was Not Brought: what counts, whom it goes to, and the words that aren't taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from safeguarding.rules.was_not_brought import (
    Appointment,
    Level,
    Limits,
    Outcome,
    assess,
    counted,
    refusal,
)

TODAY = date(2026, 11, 20)
CODES = {
    "A": Outcome.ATTENDED,
    "W": Outcome.WAS_NOT_BROUGHT,
    "C": Outcome.CANCELLED,
    "R": Outcome.RESCHEDULED,
    "N": Outcome.NO_ACCESS,
}


def story(codes: str, *, service: str = "hearing", apart: int = 30) -> list[Appointment]:
    """One appointment for each letter, the last one today, so many days apart."""
    days = [TODAY - timedelta(days=apart * number) for number in range(len(codes))]
    return [Appointment(on, CODES[code], service) for on, code in zip(reversed(days), codes, strict=True)]


@pytest.mark.parametrize(
    ("codes", "has_plan", "level", "in_a_row", "in_a_year"),
    [
        ("", False, Level.NONE, 0, 0),
        ("A", True, Level.NONE, 0, 0),
        ("W", True, Level.TASK, 1, 1),
        ("N", True, Level.TASK, 1, 1),
        ("C", True, Level.NONE, 0, 0),
        ("CC", True, Level.TASK, 1, 1),
        ("W", False, Level.NONE, 1, 1),
        ("WW", False, Level.SAFEGUARDING_LEAD, 2, 2),
        ("WAW", False, Level.NONE, 1, 2),
        ("WAWAW", False, Level.SAFEGUARDING_LEAD, 1, 3),
        ("CCC", False, Level.SAFEGUARDING_LEAD, 2, 2),
        ("WRW", False, Level.SAFEGUARDING_LEAD, 2, 2),
        ("CAC", False, Level.NONE, 0, 0),
        ("WWW", False, Level.PERSISTENT, 3, 3),
        ("WWW", True, Level.PERSISTENT, 3, 3),
        ("WAWAWAWAW", False, Level.PERSISTENT, 1, 5),
        ("WWA", False, Level.NONE, 0, 2),
    ],
)
def test_what_the_appointments_come_to(codes, has_plan, level, in_a_row, in_a_year):
    found = assess(story(codes), today=TODAY, has_plan_or_is_unborn=has_plan)
    assert (found.level, found.in_a_row, found.in_a_year) == (level, in_a_row, in_a_year)


def test_who_is_taken_to_one_service_is_not_therefore_seen_by_another():
    dentist = [Appointment(TODAY - timedelta(days=15), Outcome.ATTENDED, "dentist")]
    found = assess([*story("WW"), *dentist], today=TODAY, has_plan_or_is_unborn=False)
    assert found.level is Level.SAFEGUARDING_LEAD


def test_what_is_older_than_a_year_counts_in_no_year_and_what_is_still_to_come_not_at_all():
    old = story("WAWAW", apart=130)
    assert assess(old, today=TODAY, has_plan_or_is_unborn=False).in_a_year == 2
    yesterday = TODAY - timedelta(days=1)
    assert assess(old, today=yesterday, has_plan_or_is_unborn=False).in_a_row == 0


def test_a_partnerships_own_numbers_apply():
    strict = Limits(in_a_row=1, in_a_year=1, persistent_in_a_row=2, persistent_in_a_year=2)
    assert assess(story("W"), today=TODAY, has_plan_or_is_unborn=False, limits=strict).level == (
        Level.SAFEGUARDING_LEAD
    )
    assert assess(story("WW"), today=TODAY, has_plan_or_is_unborn=True, limits=strict).level == (
        Level.PERSISTENT
    )


@pytest.mark.parametrize(
    ("limits", "is_refused"),
    [
        (Limits(), False),
        (Limits(in_a_row=0), True),
        (Limits(in_a_row=4), True),
        (Limits(persistent_in_a_year=2), True),
    ],
)
def test_numbers_that_cannot_stand_are_refused(limits, is_refused):
    assert bool(limits.refusal) is is_refused


def test_the_words_of_a_finding_say_how_often():
    assert assess(story("WW"), today=TODAY, has_plan_or_is_unborn=False).text == "2 in a row, 2 in 12 months"
    assert [one.outcome for one in counted(story("CWC"))] == [Outcome.WAS_NOT_BROUGHT, Outcome.CANCELLED]


@pytest.mark.parametrize(
    "text",
    [
        "DNA",
        "dna'd twice",
        "D.N.A.",
        "DNAed again",
        "He did not attend",
        "She didn’t attend",
        "failed to attend",
        "Child doesn't attend",
    ],
)
def test_words_that_blame_the_child_are_refused_with_the_reason(text):
    assert "adults don’t bring them" in refusal(text)


@pytest.mark.parametrize(
    "text", ["", "Was not brought", "A DNA test for paternity", "DNA samples", "Attended"]
)
def test_other_words_are_taken(text):
    assert refusal(text) == ""
