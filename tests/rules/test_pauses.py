"""What a pause adds, and which clocks a closure ends."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safeguarding.rules.episode_clocks import END_WITH_THE_EPISODE, RUN_ON
from safeguarding.rules.london_time import LONDON, end_of_day
from safeguarding.rules.pauses import extended
from safeguarding.rules.timescales import TIMESCALES, Authority, Due
from safeguarding.rules.working_days import england_and_wales


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


def day(*parts: int) -> Due:
    on = date(*parts)
    return Due(at=end_of_day(on), on=on)


CALENDAR = england_and_wales()
FRIDAY = day(2026, 3, 13)


@pytest.mark.parametrize(
    ("due", "paused", "until", "expected"),
    [
        # Within a day: nothing.
        (FRIDAY, london(2026, 3, 9, 9), london(2026, 3, 9, 17), FRIDAY),
        (FRIDAY, london(2026, 3, 9, 17), london(2026, 3, 10, 9), day(2026, 3, 16)),
        # A weekend within the pause doesn't count, and one within what is left isn't landed on.
        (FRIDAY, london(2026, 3, 6), london(2026, 3, 9), day(2026, 3, 16)),
        (FRIDAY, london(2026, 3, 7), london(2026, 3, 8), FRIDAY),
        # Easter: Good Friday and Easter Monday.
        (day(2026, 4, 10), london(2026, 4, 1), london(2026, 4, 8), day(2026, 4, 15)),
        # Year's end, 29 February, the month's end, and a due day on a Sunday.
        (day(2026, 12, 31), london(2026, 12, 23), london(2026, 12, 30), day(2027, 1, 6)),
        (day(2028, 2, 28), london(2028, 2, 25), london(2028, 2, 28), day(2028, 2, 29)),
        (day(2026, 5, 31), london(2026, 5, 28), london(2026, 5, 29), day(2026, 6, 1)),
        # The clocks go forward on 29 March: the day is what counts, not 24 hours.
        (day(2026, 3, 30), london(2026, 3, 27, 23, 59), london(2026, 3, 30, 0, 1), day(2026, 3, 31)),
    ],
)
def test_a_pause_adds_its_working_days(due, paused, until, expected):
    assert extended(due, paused, until, CALENDAR) == expected


def test_an_exact_instant_moves_by_elapsed_time_across_the_change_of_the_clocks():
    due = Due(at=london(2026, 3, 28, 12), on=date(2026, 3, 28))
    moved = extended(due, london(2026, 3, 28, 10), london(2026, 3, 29, 10), CALENDAR)
    assert (moved.at, moved.on) == (datetime(2026, 3, 29, 11, tzinfo=UTC), date(2026, 3, 29))


def test_past_the_calendars_end_the_working_week_counts():
    moved = extended(day(2028, 12, 29), london(2028, 12, 20), london(2028, 12, 28), CALENDAR)
    # Four working days: 21, 22, 27 and 28 December. The new year's holiday of 2029 isn't known yet.
    assert moved == day(2029, 1, 4)


def test_a_closure_says_of_every_clock_whether_it_ends_it():
    assert set(TIMESCALES) == END_WITH_THE_EPISODE | RUN_ON
    assert not END_WITH_THE_EPISODE & RUN_ON


@pytest.mark.parametrize("rule_id", sorted(TIMESCALES))
def test_the_law_is_neither_moved_later_nor_paused_nor_ended_by_a_closure(rule_id):
    rule = TIMESCALES[rule_id]
    if rule.authority is Authority.LAW:
        assert [rule.may_reschedule, rule.may_pause, rule_id in END_WITH_THE_EPISODE] == [False] * 3
