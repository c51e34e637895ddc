"""A partnership's own amounts: who sets them, within which bounds, and what they do to clocks that run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import LocalTimescale
from cases.queries import timescale_clocks
from cases.queries import timescales as in_force
from cases.services import timescale_moves
from safeguarding.accounts.identity import as_user
from safeguarding.rules.timescales import TIMESCALES, Authority, Group
from tests.factories.own_amounts import VISIT
from tests.factories.partnership import NAMES


def test_clocks_that_start_on_that_day_or_later_count_by_the_own_amount(own_amount, visit_clock, at):
    before = visit_clock()
    own_amount(5, effective_from=at.date() + timedelta(days=1))
    assert (visit_clock().amount, before.amount) == (10, 10)
    clock = visit_clock(days_ago=-1)
    assert (clock.amount, clock.edition) == (5, "set by the partnership")
    assert clock.due_on == date(2026, 3, 18)
    before.refresh_from_db()
    assert before.due_on == date(2026, 3, 24)


def test_a_change_is_a_line_that_says_who_when_and_why(own_amount, admin, at):
    line = own_amount(5, reason="  Children ask for it ")
    assert (line.set_by, line.set_at, line.reason) == (admin, at, "Children ask for it")
    assert own_amount(7).amount == 7
    assert LocalTimescale.objects.count() == 2
    assert in_force.of_rule(VISIT, at.date()).amount == 7
    assert in_force.of_rule(VISIT, at.date() - timedelta(days=1)).amount == 10


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"partnership_admin"}))
def test_nobody_but_the_partnership_admin_changes_or_previews(personas, own_amount, name, at):
    user = getattr(personas, name)
    with pytest.raises(NotPermittedError):
        own_amount(5, by=user)
    with pytest.raises(NotPermittedError):
        timescale_clocks.preview(user, TIMESCALES[VISIT], at=at)
    line = own_amount(5)
    with pytest.raises(NotPermittedError):
        timescale_moves.move(line=line, by=user, at=at)


def test_a_partnership_admin_who_left_changes_nothing(own_amount, admin):
    admin.is_active = False
    with pytest.raises(NotPermittedError):
        own_amount(5)


@pytest.mark.parametrize(
    "rule_id", sorted(row.id for row in TIMESCALES.values() if row.authority is not Authority.LOCAL)
)
def test_what_law_guidance_or_the_census_fixes_is_never_changed(own_amount, rule_id):
    with pytest.raises(DomainError, match="fixed by"):
        own_amount(TIMESCALES[rule_id].amount - 1, rule_id=rule_id)
    assert not LocalTimescale.objects.exists()


def test_the_same_day_has_no_other_amount(own_amount):
    with pytest.raises(DomainError, match="the same day"):
        own_amount(1, rule_id="strategy_discussion_same_day")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -3}, "amount"),
        ({"amount": 261}, "amount"),
        ({"amount": 10}, "amount"),
        ({"amount": 16, "rule_id": "section_47"}, "amount"),
        ({"amount": 5, "effective_from": date(2026, 3, 9)}, "effective_from"),
        ({"amount": 5, "effective_from": date(2028, 3, 11)}, "effective_from"),
        ({"amount": 5, "reason": "   "}, "reason"),
        ({"amount": 5, "reason": "x" * 301}, "reason"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(own_amount, facts, field):
    with pytest.raises(DomainError) as told:
        own_amount(**facts)
    assert told.value.field == field
    assert not LocalTimescale.objects.exists()


def test_an_unknown_rule_is_an_error(own_amount):
    with pytest.raises(KeyError):
        own_amount(5, rule_id="no_such_rule")


def test_section_47_goes_up_to_its_longest(own_amount, at):
    assert own_amount(15, rule_id="section_47").amount == 15


def test_the_second_of_two_at_once_is_told(own_amount):
    first = own_amount(5, seen=0)
    with pytest.raises(ChangedMeanwhileError):
        own_amount(7, seen=0)
    assert own_amount(7, seen=first.pk).amount == 7


def test_going_back_to_the_services_own_amount_is_a_change_too(own_amount, at):
    own_amount(5)
    assert own_amount(10).amount == 10
    assert in_force.of_rule(VISIT, at.date()).amount == 10


def test_what_a_later_edition_of_the_rules_does_not_allow_any_more_is_passed_over(admin, at):
    for rule_id, amount in (("assessment", 60), ("section_47", 40), ("gone", 3), (VISIT, 5)):
        LocalTimescale.objects.create(
            rule_id=rule_id, amount=amount, effective_from=at.date(), reason="x", set_by=admin, set_at=at
        )
    rules = in_force.in_force(at.date())
    assert [rules[each].amount for each in ("assessment", "section_47", VISIT)] == [45, 6, 5]
    assert in_force.of_page("section_47", at.date())[0].own is None


def test_the_page_has_every_rule_once_with_its_own_and_planned_amounts(own_amount, at):
    own_amount(5)
    own_amount(7, effective_from=at.date() + timedelta(days=30))
    own_amount(8, effective_from=at.date() + timedelta(days=30))
    groups = in_force.by_group(at.date())
    assert [group for group, _ in groups] == list(Group)
    shown = {each.rule.id: each for _, rows in groups for each in rows}
    assert shown.keys() == TIMESCALES.keys()
    assert (shown[VISIT].rule.amount, shown[VISIT].own.amount) == (5, 5)
    assert [line.amount for line in shown[VISIT].planned] == [8]
    assert shown["assessment"].own is None


def test_the_database_lets_nobody_else_add_an_amount_or_a_calendar(personas, at):
    amount = (
        "INSERT INTO cases_localtimescale (rule_id, amount, effective_from, reason, set_by_id, set_at)"
        " VALUES ('visit_cp', 99, current_date, 'x', %s, now())"
    )
    calendar = (
        "INSERT INTO cases_bankholidays (days, horizon, digest, loaded_at)"
        " VALUES ('{}', current_date, 'x', now())"
    )
    tries = [
        (personas.head_of_service, amount, personas.head_of_service),
        (personas.system_admin, amount, personas.system_admin),
        (personas.partnership_admin, amount, personas.head_of_service),
        (personas.system_admin, calendar, None),
        (personas.partnership_admin, calendar, None),
    ]
    from django.db import connection

    for user, statement, said in tries:
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            as_user(user),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [said.pk] if said else [])
    admin = personas.partnership_admin
    with as_user(admin), connection.cursor() as cursor:
        cursor.execute(amount, [admin.pk])
    assert LocalTimescale.objects.count() == 1
