"""The clocks that run when a partnership's amount changes: shown without a name, moved only when asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cases.exceptions import DomainError
from cases.models import Deadline, LocalTimescale
from cases.queries import timescale_clocks
from cases.queries.timescale_clocks import Keeps
from cases.services import deadlines, timescale_moves
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules.timescales import with_local_amounts
from tests.factories import records, referrals
from tests.factories.fixtures import LONDON
from tests.factories.own_amounts import VISIT


def test_the_preview_says_what_would_become_of_what_runs(admin, visit_clock, at):
    recent, older = visit_clock(1), visit_clock(9)
    by_hand, paused, missed = visit_clock(2), visit_clock(3), visit_clock(40)
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
    admin, personas, visit_clock, at
):
    clock = visit_clock()
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


def test_what_runs_keeps_its_day_unless_asked(own_amount, visit_clock):
    clock = visit_clock(1)
    own_amount(5)
    clock.refresh_from_db()
    assert (clock.due_on, clock.history.count()) == (date(2026, 3, 23), 1)


def test_moving_what_runs_gives_each_its_reason_and_keeps_the_rules_day_beside_it(
    own_amount, admin, personas, visit_clock, at
):
    clock, missed = visit_clock(1), visit_clock(40)
    line = own_amount(5)
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
    own_amount, admin, personas, visit_clock, at
):
    clock = visit_clock(6)
    Notification.objects.create(
        recipient=personas.social_worker,
        key="before",
        kind="deadline_before",
        text="Soon",
        path="/",
        created_at=at,
        subject=f"deadline:{clock.pk}",
    )
    assert timescale_moves.move(line=own_amount(8), by=admin, at=at) == 1
    assert Notification.objects.get(key="before").withdrawn_at == at
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 16)
    assert deadlines.sweep(at=datetime(2026, 3, 17, tzinfo=LONDON)) >= 1
    clock.refresh_from_db()
    assert clock.alert_stage != 0


def test_hours_move_by_the_hour(own_amount, admin, visit_clock, at):
    clock = visit_clock(rule_id="recording_critical")
    line = own_amount(12, rule_id="recording_critical")
    assert timescale_moves.move(line=line, by=admin, at=at) == 1
    clock.refresh_from_db()
    assert clock.due_at == at + timedelta(hours=12)
    assert clock.next_alert_at == at + timedelta(hours=6)


def test_a_clock_that_counts_back_moves_too(own_amount, admin, visit_clock, at):
    clock = visit_clock(days_ago=-20, rule_id="report_icpc")
    assert clock.due_on == date(2026, 3, 25)
    assert timescale_moves.move(line=own_amount(5, rule_id="report_icpc"), by=admin, at=at) == 1
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 3, 23)


def test_who_answers_for_a_team_or_a_child_is_told(own_amount, admin, personas, visit_clock, at):
    held = visit_clock(1, responsible=None, team=personas.social_worker.team)
    nobody = visit_clock(1, responsible=None)
    nobody.child.allocated_to = personas.conference_chair
    nobody.child.record(by=personas.team_manager, at=at)
    unheld = visit_clock(1, responsible=None)
    assert timescale_moves.move(line=own_amount(5), by=admin, at=at) == 3
    told = set(Notification.objects.filter(kind="timescale_moved").values_list("recipient", flat=True))
    assert told == {personas.team_manager.pk, personas.conference_chair.pk}
    assert {held.team_id, unheld.team_id} == {personas.social_worker.team_id, None}


def test_only_an_amount_that_applies_today_moves_what_runs(own_amount, admin, visit_clock, at):
    visit_clock(1)
    line = own_amount(5, effective_from=at.date() + timedelta(days=7))
    with pytest.raises(DomainError, match="applies from today"):
        timescale_moves.move(line=line, by=admin, at=at)


def test_the_change_and_the_move_are_one_or_nothing(admin, visit_clock, at):
    clock = visit_clock(1)
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


def test_a_long_reason_is_cut_for_the_clocks_and_kept_whole_on_the_line(own_amount, admin, visit_clock, at):
    clock = visit_clock(1)
    timescale_moves.move(line=own_amount(5, reason="x" * 300), by=admin, at=at)
    clock.refresh_from_db()
    assert len(clock.rescheduled_reason) == 300
    assert clock.rescheduled_reason.endswith("…")


def test_many_are_moved_in_a_constant_number_of_statements(
    own_amount, admin, personas, at, django_assert_max_num_queries
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
    line = own_amount(6)
    with django_assert_max_num_queries(30):
        assert timescale_moves.move(line=line, by=admin, at=at) == 30
    assert Deadline.history.filter(history_change_reason__startswith="The partnership").count() == 30
