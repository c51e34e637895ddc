"""What a record of supervision must hold, how much was in time, and what facts raise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from safeguarding.rules.supervision import ALWAYS, Compliance, Due, Part, compliance, missing
from safeguarding.rules.supervision_prompts import Facts, Theme, prompts

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)
# Seen alone, heard, nothing open: nothing to ask.
QUIET = Facts(
    since=date(2026, 2, 10),
    until=TODAY,
    visits=4,
    seen=4,
    seen_alone=2,
    last_seen=date(2026, 3, 9),
    last_seen_alone=date(2026, 3, 9),
    last_heard=date(2026, 3, 9),
)


def test_nothing_written_misses_what_is_always_asked_and_what_facts_ask_for():
    assert missing({}, ()) == list(ALWAYS)
    assert missing({}, {Part.MALES}) == [part for part in Part if part in {*ALWAYS, Part.MALES}]


def test_blank_words_are_no_words():
    words = dict.fromkeys(Part, "Said")
    assert missing(words, set(Part)) == []
    assert missing({**words, Part.DECISION: " \n "}, ()) == [Part.DECISION]


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        ([], (0, 0, None, False)),
        # still time
        ([(1, None)], (0, 0, None, False)),
        # done before its day
        ([(5, -1)], (1, 1, 100, False)),
        # overdue and open; done late
        ([(-1, None)], (1, 0, 0, True)),
        ([(-5, -1)], (1, 0, 0, True)),
        # on the very instant that is too late
        ([(-1, -1)], (1, 0, 0, True)),
        ([(0, None)], (1, 0, 0, True)),
        # 9 of 10 reach the line, 8 of 9 don't, and nobody by rounding
        ([(-1, -2)] * 9 + [(-1, None)], (10, 9, 90, False)),
        ([(-1, -2)] * 8 + [(-1, None)], (9, 8, 88, True)),
        ([(-1, -2)] * 179 + [(-1, None)] * 20, (199, 179, 89, True)),
    ],
)
def test_supervised_in_time_of_what_was_due(clocks, expected):
    def day(days):
        return None if days is None else NOW + timedelta(days=days)

    found = compliance([Due(day(due), day(met)) for due, met in clocks], NOW)
    assert (found.due, found.in_time, found.percent, found.is_below) == expected


def test_nothing_due_is_not_below_the_line():
    assert not Compliance(0, 0).is_below


def test_quiet_facts_raise_nothing():
    assert prompts(QUIET) == []


@pytest.mark.parametrize(
    ("change", "theme", "part", "because"),
    [
        ({"seen_alone": 0}, Theme.CURIOSITY, Part.SEEN, "Seen 4 times, never alone"),
        ({"seen": 0, "seen_alone": 0}, Theme.CURIOSITY, Part.SEEN, "4 visits, the child was not seen"),
        ({"last_heard": None}, Theme.CURIOSITY, Part.LIVED_EXPERIENCE, "Nobody has written down"),
        (
            {"last_heard": date(2026, 2, 10)},
            Theme.CURIOSITY,
            Part.LIVED_EXPERIENCE,
            "Last heard 28 days ago",
        ),
        ({"not_done": ("Cancelled",)}, Theme.DISGUISED_COMPLIANCE, Part.OVER_OPTIMISM, "Cancelled"),
        ({"promised": ("A bed",)}, Theme.DISGUISED_COMPLIANCE, Part.OVER_OPTIMISM, "A bed"),
        ({"not_brought": ("Hearing",)}, Theme.CURIOSITY, Part.CURIOSITY, "Hearing"),
        (
            {"not_brought": ("Hearing",), "is_persistent": True},
            Theme.DISGUISED_COMPLIANCE,
            Part.OVER_OPTIMISM,
            "Hearing",
        ),
        ({"males": ("Dean, father",)}, Theme.MALES, Part.MALES, "Dean, father"),
        ({"unchanged": ("Same scale",)}, Theme.DRIFT, Part.DRIFT, "Same scale"),
        ({"late": ("Core group",)}, Theme.DRIFT, Part.DRIFT, "Core group"),
        ({"challenges": 2}, Theme.DISAGREEMENT, Part.HYPOTHESES, "2 open challenges"),
    ],
)
def test_each_fact_raises_its_question(change, theme, part, because):
    (prompt,) = prompts(replace(QUIET, **change))
    assert (prompt.theme, prompt.part) == (theme, part)
    assert prompt.because[0].startswith(because)


def test_the_day_before_four_weeks_a_child_counts_as_heard():
    assert prompts(replace(QUIET, last_heard=date(2026, 2, 11))) == []


def test_improvement_that_is_shown_raises_nothing():
    assert prompts(replace(QUIET, improved=("Mother: 3 to 6",))) == []


def test_improvement_that_is_claimed_is_asked_for_its_evidence():
    facts = replace(
        QUIET,
        improved=("Mother: 3 to 6",),
        seen_alone=0,
        not_done=("Visit cancelled",),
        not_brought=("Hearing",),
        promised=("A bed",),
    )
    (prompt,) = [each for each in prompts(facts) if each.theme is Theme.OVER_OPTIMISM]
    assert prompt.because == (
        "Mother: 3 to 6",
        "The child was not seen alone",
        "Contacts not done: 1",
        "Not brought: 1",
        "Promised and not done: 1",
    )
    assert prompt.part is Part.OVER_OPTIMISM
