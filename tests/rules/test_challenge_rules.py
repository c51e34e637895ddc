"""Who speaks for an agency at a stage, and when silence shows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safeguarding.rules import challenge_counterpart, challenge_silence
from safeguarding.rules.challenge_counterpart import Person
from safeguarding.rules.working_days import england_and_wales

CALENDAR = england_and_wales()
WORKER = Person(1, "practitioner", knows_child=True)
COLLEAGUE = Person(2, "practitioner")
LEAD = Person(3, "practitioner", is_lead=True)
MANAGER = Person(4, "manager")
HEAD = Person(5, "senior_manager")
SUPPORT = Person(6, "business_support")
OFFICE = Person(7, "partnership_admin")
EVERYBODY = [OFFICE, SUPPORT, HEAD, MANAGER, LEAD, COLLEAGUE, WORKER]


@pytest.mark.parametrize(
    ("stage", "keys"),
    [
        (0, [5, 3, 4]),
        (1, [1, 2, 3, 4]),
        (2, [4, 3, 5]),
        (3, [5, 3, 4]),
        (4, [5, 3, 4]),
        (5, [7]),
    ],
)
def test_who_is_proposed_at_a_stage(stage: int, keys: list[int]) -> None:
    assert challenge_counterpart.propose(stage, EVERYBODY) == keys


def test_whoever_knows_the_child_speaks_first_among_practitioners() -> None:
    manager = Person(8, "manager", knows_child=True)
    assert challenge_counterpart.propose(1, [COLLEAGUE, manager]) == [8, 2]
    assert challenge_counterpart.propose(2, [Person(9, "senior_manager", knows_child=True), MANAGER]) == [
        4,
        9,
    ]


def test_nobody_is_proposed_where_nobody_fits() -> None:
    assert challenge_counterpart.propose(4, [COLLEAGUE, SUPPORT]) == []


@pytest.mark.parametrize(("raised", "silent"), [([], True), ([1], True), ([3], False), ([1, 9], False)])
def test_dissent_is_silent_until_a_challenge_follows(raised: list[int], silent: bool) -> None:
    at = [datetime(2026, 3, day, tzinfo=UTC) for day in raised]
    assert challenge_silence.is_silent(datetime(2026, 3, 3, tzinfo=UTC), at) is silent


@pytest.mark.parametrize(
    ("today", "stalled"),
    [(date(2026, 3, 9), False), (date(2026, 3, 10), True), (date(2026, 4, 1), True)],
)
def test_a_challenge_stalls_after_five_working_days(today: date, stalled: bool) -> None:
    last = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert challenge_silence.is_stalled(last, today, CALENDAR) is stalled


def test_past_the_calendars_edge_nothing_is_called_stalled() -> None:
    last = datetime(2999, 3, 2, 9, tzinfo=UTC)
    assert challenge_silence.is_stalled(last, date(2999, 5, 1), CALENDAR) is False
