"""A partnership's own amounts: who sets them, within which bounds, and what they do to clocks that run."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Deadline, LocalTimescale
from cases.queries import timescale_clocks
from cases.queries import timescales as in_force
from cases.queries.timescale_clocks import Keeps
from cases.services import deadlines, timescale_moves, timescales
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules.timescales import TIMESCALES, Authority, Group, with_local_amounts
from tests.factories import records, referrals
from tests.factories.fixtures import LONDON
from tests.factories.partnership import NAMES

VISIT = "visit_cp"


@pytest.fixture
def admin(personas):
    return personas.partnership_admin


@pytest.fixture
def own(admin, at):
    """`own(5)` sets the partnership's amount for visits as of `at`, or with other facts."""

    def _own(amount: int = 5, **facts) -> LocalTimescale:
        known = {
            "rule_id": VISIT,
            "amount": amount,
            "effective_from": at.date(),
            "reason": "Children ask for it",
            "by": admin,
            "at": at,
        }
        return timescales.set_local(**{**known, **facts})

    return _own


@pytest.fixture
def visit(personas, at):
    """`visit(days_ago)` starts the clock of a visit that many days before `at`."""

    def _visit(days_ago: int = 0, rule_id: str = VISIT, **facts) -> Deadline:
        child = records.child(by=personas.social_worker, at=at - timedelta(days=60))
        known = {"responsible": personas.social_worker, **facts}
        begun = at - timedelta(days=days_ago)
        return deadlines.set(
            rule_id=rule_id, starts_at=begun, by=personas.social_worker, at=begun, child=child, **known
        )

    return _visit


def test_clocks_that_start_on_that_day_or_later_count_by_the_own_amount(own, visit, at):
    before = visit()
    own(5, effective_from=at.date() + timedelta(days=1))
    assert (visit().amount, before.amount) == (10, 10)
    clock = visit(days_ago=-1)
    assert (clock.amount, clock.edition) == (5, "set by the partnership")
    assert clock.due_on == date(2026, 3, 18)
    before.refresh_from_db()
    assert before.due_on == date(2026, 3, 24)


def test_a_change_is_a_line_that_says_who_when_and_why(own, admin, at):
    line = own(5, reason="  Children ask for it ")
    assert (line.set_by, line.set_at, line.reason) == (admin, at, "Children ask for it")
    assert own(7).amount == 7
    assert LocalTimescale.objects.count() == 2
    assert in_force.of_rule(VISIT, at.date()).amount == 7
    assert in_force.of_rule(VISIT, at.date() - timedelta(days=1)).amount == 10


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"partnership_admin"}))
def test_nobody_but_the_partnership_admin_changes_or_previews(personas, own, name, at):
    user = getattr(personas, name)
    with pytest.raises(NotPermittedError):
        own(5, by=user)
    with pytest.raises(NotPermittedError):
        timescale_clocks.preview(user, TIMESCALES[VISIT], at=at)
    line = own(5)
    with pytest.raises(NotPermittedError):
        timescale_moves.move(line=line, by=user, at=at)


def test_a_partnership_admin_who_left_changes_nothing(own, admin):
    admin.is_active = False
    with pytest.raises(NotPermittedError):
        own(5)


@pytest.mark.parametrize(
    "rule_id", sorted(row.id for row in TIMESCALES.values() if row.authority is not Authority.LOCAL)
)
def test_what_law_guidance_or_the_census_fixes_is_never_changed(own, rule_id):
    with pytest.raises(DomainError, match="fixed by"):
        own(TIMESCALES[rule_id].amount - 1, rule_id=rule_id)
    assert not LocalTimescale.objects.exists()


def test_the_same_day_has_no_other_amount(own):
    with pytest.raises(DomainError, match="the same day"):
        own(1, rule_id="strategy_discussion_same_day")


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
def test_what_cannot_be_is_said_at_its_field(own, facts, field):
    with pytest.raises(DomainError) as told:
        own(**facts)
    assert told.value.field == field
    assert not LocalTimescale.objects.exists()


def test_an_unknown_rule_is_an_error(own):
    with pytest.raises(KeyError):
        own(5, rule_id="no_such_rule")


def test_section_47_goes_up_to_its_longest(own, at):
    assert own(15, rule_id="section_47").amount == 15


def test_the_second_of_two_at_once_is_told(own):
    first = own(5, seen=0)
    with pytest.raises(ChangedMeanwhileError):
        own(7, seen=0)
    assert own(7, seen=first.pk).amount == 7


def test_going_back_to_the_services_own_amount_is_a_change_too(own, at):
    own(5)
    assert own(10).amount == 10
    assert in_force.of_rule(VISIT, at.date()).amount == 10


def test_what_a_later_edition_of_the_rules_does_not_allow_any_more_is_passed_over(admin, at):
    for rule_id, amount in (("assessment", 60), ("section_47", 40), ("gone", 3), (VISIT, 5)):
        LocalTimescale.objects.create(
            rule_id=rule_id, amount=amount, effective_from=at.date(), reason="x", set_by=admin, set_at=at
        )
    rules = in_force.in_force(at.date())
    assert [rules[each].amount for each in ("assessment", "section_47", VISIT)] == [45, 6, 5]
    assert in_force.of_page("section_47", at.date())[0].own is None


def test_the_page_has_every_rule_once_with_its_own_and_planned_amounts(own, at):
    own(5)
    own(7, effective_from=at.date() + timedelta(days=30))
    own(8, effective_from=at.date() + timedelta(days=30))
    groups = in_force.by_group(at.date())
    assert [group for group, _ in groups] == list(Group)
    shown = {each.rule.id: each for _, rows in groups for each in rows}
    assert shown.keys() == TIMESCALES.keys()
    assert (shown[VISIT].rule.amount, shown[VISIT].own.amount) == (5, 5)
    assert [line.amount for line in shown[VISIT].planned] == [8]
    assert shown["assessment"].own is None


# The clocks that run


def test_the_preview_says_what_would_become_of_what_runs(admin, visit, at):
    recent, older = visit(1), visit(9)
    by_hand, paused, missed = visit(2), visit(3), visit(40)
    for row, facts in (
        (by_hand, {"rescheduled_at": at, "rescheduled_reason": "Agreed"}),
        (paused, {"paused_at": at, "paused_reason": "Away"}),
    ):
        for name, value in facts.items():
            setattr(row, name, value)
        row.record(by=admin, at=at)
    found = timescale_clocks.preview(admin, with_local_amounts({VISIT: 5})[VISIT], at=at)
    said = {start.references: (start.keeps, start.due, start.new_due) for start in found.starts}
    assert said == {
        (recent.child.reference,): (Keeps.NOT, date(2026, 3, 23), date(2026, 3, 16)),
        (older.child.reference,): (Keeps.TOO_LATE, date(2026, 3, 13), date(2026, 3, 6)),
        (by_hand.child.reference,): (Keeps.BY_HAND, date(2026, 3, 20), date(2026, 3, 13)),
        (paused.child.reference,): (Keeps.PAUSED, date(2026, 3, 20), date(2026, 3, 13)),
        (missed.child.reference,): (Keeps.MISSED, date(2026, 2, 12), date(2026, 2, 5)),
    }
    assert (found.running, found.movable) == (5, 1)


def test_the_preview_names_nobody_and_says_no_more_of_a_restricted_record_than_that_there_is_one(
    admin, personas, visit, at
):
    clock = visit()
    hidden = records.child("Rex", "Hidden", by=personas.head_of_service, at=at, is_restricted=True)
    deadlines.set(rule_id=VISIT, starts_at=at, by=personas.head_of_service, at=at, child=hidden)
    with as_user(admin):
        found = timescale_clocks.preview(admin, with_local_amounts({VISIT: 5})[VISIT], at=at)
    assert [(start.count, start.references) for start in found.starts] == [
        (2, (clock.child.reference, "restricted record"))
    ]
    assert hidden.reference not in str(found)
    assert "Hidden" not in str(found)


def test_a_clock_about_a_worker_and_one_without_a_record_have_their_words(admin, personas, at):
    worker = personas.social_worker
    deadlines.set(rule_id="supervision_worker", starts_at=at, by=worker, at=at, about_worker=worker)
    found = timescale_clocks.preview(
        admin, with_local_amounts({"supervision_worker": 3})["supervision_worker"], at=at
    )
    assert found.starts[0].references == ("about a worker",)
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    deadlines.set(
        rule_id="recording_other", starts_at=at, by=worker, at=at, referral_child=sent.children.get()
    )
    found = timescale_clocks.preview(
        admin, with_local_amounts({"recording_other": 3})["recording_other"], at=at
    )
    assert found.starts[0].references == (sent.reference,)


def test_what_runs_keeps_its_day_unless_asked(own, visit):
    clock = visit(1)
    own(5)
    clock.refresh_from_db()
    assert (clock.due_on, clock.history.count()) == (date(2026, 3, 23), 1)


def test_moving_what_runs_gives_each_its_reason_and_keeps_the_rules_day_beside_it(
    own, admin, personas, visit, at
):
    clock, missed = visit(1), visit(40)
    line = own(5)
    with as_user(admin):
        assert timescale_moves.move(line=line, by=admin, at=at) == 1
    clock.refresh_from_db()
    assert (clock.due_on, clock.due_at) == (date(2026, 3, 16), datetime(2026, 3, 17, tzinfo=LONDON))
    assert clock.statutory_due_on == date(2026, 3, 23)
    assert (clock.rescheduled_by, clock.rescheduled_at, clock.revision) == (admin, at, 1)
    assert clock.rescheduled_reason == (
        "The partnership’s time limit is 5 working days since 10 March 2026: Children ask for it"
    )
    assert clock.next_alert_at == datetime(2026, 3, 12, 8, tzinfo=LONDON)
    latest = clock.history.latest()
    assert (latest.history_user, latest.history_date, latest.history_type) == (admin, at, "~")
    assert latest.history_change_reason == clock.rescheduled_reason
    assert (latest.due_on, latest.version) == (clock.due_on, clock.version)
    assert clock.version == 2
    missed.refresh_from_db()
    assert (missed.due_on, missed.history.count()) == (date(2026, 2, 12), 1)
    told = Notification.objects.get(kind="timescale_moved")
    assert told.recipient == personas.social_worker
    assert "Visit, child protection plan" in told.text
    assert timescale_moves.move(line=line, by=admin, at=at) == 0


def test_a_moved_clock_is_swept_on_its_new_day_and_what_was_told_before_is_taken_back(
    own, admin, personas, visit, at
):
    clock = visit(6)
    Notification.objects.create(
        recipient=personas.social_worker,
        key="before",
        kind="deadline_before",
        text="Soon",
        path="/",
        created_at=at,
        subject=f"deadline:{clock.pk}",
    )
    assert timescale_moves.move(line=own(8), by=admin, at=at) == 1
    assert Notification.objects.get(key="before").withdrawn_at == at
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 16)
    assert deadlines.sweep(at=datetime(2026, 3, 17, tzinfo=LONDON)) >= 1
    clock.refresh_from_db()
    assert clock.alert_stage != 0


def test_hours_move_by_the_hour(own, admin, visit, at):
    clock = visit(rule_id="recording_critical")
    line = own(12, rule_id="recording_critical")
    assert timescale_moves.move(line=line, by=admin, at=at) == 1
    clock.refresh_from_db()
    assert clock.due_at == at + timedelta(hours=12)
    assert clock.next_alert_at == at + timedelta(hours=6)


def test_a_clock_that_counts_back_moves_too(own, admin, visit, at):
    clock = visit(days_ago=-20, rule_id="report_icpc")
    assert clock.due_on == date(2026, 3, 25)
    assert timescale_moves.move(line=own(5, rule_id="report_icpc"), by=admin, at=at) == 1
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 23)


def test_who_answers_for_a_team_or_a_child_is_told(own, admin, personas, visit, at):
    held = visit(1, responsible=None, team=personas.social_worker.team)
    nobody = visit(1, responsible=None)
    nobody.child.allocated_to = personas.conference_chair
    nobody.child.record(by=personas.team_manager, at=at)
    unheld = visit(1, responsible=None)
    assert timescale_moves.move(line=own(5), by=admin, at=at) == 3
    told = set(Notification.objects.filter(kind="timescale_moved").values_list("recipient", flat=True))
    assert told == {personas.team_manager.pk, personas.conference_chair.pk}
    assert {held.team_id, unheld.team_id} == {personas.social_worker.team_id, None}


def test_only_an_amount_that_applies_today_moves_what_runs(own, admin, visit, at):
    visit(1)
    line = own(5, effective_from=at.date() + timedelta(days=7))
    with pytest.raises(DomainError, match="applies from today"):
        timescale_moves.move(line=line, by=admin, at=at)


def test_the_change_and_the_move_are_one_or_nothing(admin, visit, at):
    clock = visit(1)
    facts = {"rule_id": VISIT, "reason": "Children ask for it", "by": admin, "at": at}
    with pytest.raises(DomainError):
        timescale_moves.change(
            amount=5, effective_from=at.date() + timedelta(days=7), moves_running=True, **facts
        )
    assert not LocalTimescale.objects.exists()
    assert timescale_moves.change(amount=5, effective_from=at.date(), moves_running=True, **facts) == 1
    assert timescale_moves.change(amount=6, effective_from=at.date(), moves_running=False, **facts) == 0
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 16)


def test_a_long_reason_is_cut_for_the_clocks_and_kept_whole_on_the_line(own, admin, visit, at):
    clock = visit(1)
    timescale_moves.move(line=own(5, reason="x" * 300), by=admin, at=at)
    clock.refresh_from_db()
    assert len(clock.rescheduled_reason) == 300
    assert clock.rescheduled_reason.endswith("…")


def test_many_are_moved_in_a_constant_number_of_statements(
    own, admin, personas, at, django_assert_max_num_queries
):
    for number in range(30):
        child = records.child(f"Ada{number}", "Example", by=personas.social_worker, at=at)
        begun = at - timedelta(days=number % 4)
        deadlines.set(
            rule_id=VISIT,
            starts_at=begun,
            by=personas.social_worker,
            at=begun,
            child=child,
            responsible=personas.social_worker,
        )
    line = own(6)
    with django_assert_max_num_queries(30):
        assert timescale_moves.move(line=line, by=admin, at=at) == 30
    assert Deadline.history.filter(history_change_reason__startswith="The partnership").count() == 30


# The wall behind it


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
