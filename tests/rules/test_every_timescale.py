"""Every rule of the published table, from every awkward start; and what holds for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import working_days
from safeguarding.rules.london_time import LONDON, london_date
from safeguarding.rules.timescales import (
    TIMESCALES,
    Authority,
    Direction,
    Group,
    Recipient,
    Timescale,
    Unit,
    alerts_at,
    due,
    with_local_amounts,
)
from tests.rules import timescale_table as table

CALENDAR = working_days.england_and_wales()
INSTANTS = st.datetimes(datetime(2014, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
ROWS = st.sampled_from(sorted(TIMESCALES.values(), key=lambda row: row.id))
BY_DAYS = ROWS.filter(lambda row: row.unit is not Unit.HOURS)


def test_the_rules_are_those_of_the_published_table_no_more_and_no_fewer() -> None:
    found = {
        row.id: table.Spec(row.amount, row.unit, row.authority, row.direction) for row in TIMESCALES.values()
    }
    assert found == table.RULES


@pytest.mark.parametrize(("rule_id", "start", "on"), table.days())
def test_the_day_it_is_due(rule_id: str, start: str, on: date) -> None:
    found = due(rule_id, table.STARTS[start], CALENDAR)
    assert found.on == on
    assert found.at.astimezone(LONDON) == datetime.combine(on + timedelta(days=1), time(), tzinfo=LONDON)


@pytest.mark.parametrize(("rule_id", "start", "on"), table.days())
def test_the_last_minute_of_the_day_counts_as_the_day(rule_id: str, start: str, on: date) -> None:
    late = datetime.combine(table.STARTS[start], time(23, 59), tzinfo=LONDON).astimezone(UTC)
    assert due(rule_id, late, CALENDAR).on == on


@pytest.mark.parametrize(("rule_id", "start", "at"), table.hours())
def test_the_instant_it_is_due(rule_id: str, start: str, at: datetime) -> None:
    begun = datetime.combine(table.STARTS[start], time(15, 30), tzinfo=LONDON)
    found = due(rule_id, begun, CALENDAR)
    assert found.at == at
    assert found.on == at.date()


def test_orders_of_days_are_counted_in_hours_with_alerts_day_and_night() -> None:
    order = TIMESCALES["emergency_protection_order"]
    extension = TIMESCALES["emergency_protection_order_extension"]
    assert (order.amount, extension.amount) == (8 * 24, 7 * 24)
    made = datetime(2026, 11, 3, 3, 15, tzinfo=LONDON)
    for rule_id in (
        "police_protection",
        "emergency_protection_order",
        "emergency_protection_order_extension",
    ):
        when = due(rule_id, made, CALENDAR)
        assert list(alerts_at(rule_id, when, CALENDAR)) == [
            when.at - timedelta(hours=24),
            when.at - timedelta(hours=6),
        ]


@given(BY_DAYS, INSTANTS, st.integers(1, 400))
def test_a_later_start_is_never_due_earlier(row: Timescale, start: datetime, hours: int) -> None:
    assert due(row.id, start, CALENDAR).at <= due(row.id, start + timedelta(hours=hours), CALENDAR).at


@given(ROWS, INSTANTS)
def test_due_lies_on_its_own_side_of_the_start(row: Timescale, start: datetime) -> None:
    when = due(row.id, start, CALENDAR)
    if row.direction is Direction.AFTER:
        assert when.at > start
        assert when.on >= london_date(start)
    else:
        assert when.on < london_date(start)


@given(ROWS.filter(lambda row: row.unit is Unit.WORKING_DAYS), INSTANTS)
def test_working_days_are_those_that_one_counts_on_a_wall_calendar(row: Timescale, start: datetime) -> None:
    first, when = london_date(start), due(row.id, start, CALENDAR)
    low, high = sorted((first, when.on))
    between = [low + timedelta(days=number) for number in range((high - low).days + 1)]
    counted = [day for day in between if day != first and day.weekday() < 5 and day not in CALENDAR.holidays]
    assert len(counted) == row.amount
    assert when.on in counted


@given(ROWS, INSTANTS)
def test_reminders_come_in_order_before_it_runs_out(row: Timescale, start: datetime) -> None:
    when = due(row.id, start, CALENDAR)
    alerts = alerts_at(row.id, when, CALENDAR)
    assert list(alerts) == sorted(alerts)
    assert all(alert < when.at for alert in alerts)


@given(ROWS.filter(lambda row: row.editable), st.data(), INSTANTS)
def test_a_greater_amount_gives_more_time_after_and_less_before(
    row: Timescale, data: st.DataObject, start: datetime
) -> None:
    most = min(row.most, row.amount * 2)
    less, more = sorted((data.draw(st.integers(row.least, most)), data.draw(st.integers(row.least, most))))
    first, second = (
        due(row.id, start, CALENDAR, with_local_amounts({row.id: amount})).at for amount in (less, more)
    )
    assert first <= second if row.direction is Direction.AFTER else second <= first


@pytest.mark.parametrize("row", TIMESCALES.values(), ids=lambda row: row.id)
def test_who_is_told_when_is_said_of_every_rule(row: Timescale) -> None:
    only_counts = row.authority is Authority.DFE
    assert bool(row.told_on_breach) is not only_counts
    assert row.told_after == (() if only_counts else (Recipient.TEAM_MANAGER, Recipient.HEAD_OF_SERVICE))
    assert isinstance(row.group, Group)


def test_only_what_the_sources_allow_may_stand_still() -> None:
    paused = {row.id for row in TIMESCALES.values() if row.may_pause}
    assert paused == {"lcspr", "supervision_worker", "supervision_supervisor", "supervision_chair"}
    assert all("(" in TIMESCALES[each].pause_when for each in paused), "each names its source"


def test_what_nobody_may_give_a_later_day() -> None:
    fixed = {row.id for row in TIMESCALES.values() if not row.may_reschedule}
    assert fixed == {
        "assessment_census",
        "strategy_discussion_same_day",
        "section_47_maximum",
        "unseen_social_worker",
        "unseen_anyone",
        "was_not_brought",
        "supervision_was_not_brought",
        *(row.id for row in TIMESCALES.values() if row.authority is Authority.LAW),
        *(row.id for row in TIMESCALES.values() if row.group is Group.CHALLENGE),
    }


def test_the_source_names_the_section_of_the_law() -> None:
    assert TIMESCALES["police_protection"].source == "Law: Children Act 1989, section 46(6)"
    assert all(row.provision for row in TIMESCALES.values() if row.authority is Authority.LAW)
    own = with_local_amounts({"visit_cp": 5})["visit_cp"]
    assert own.source == "Local procedure: set by the partnership"
