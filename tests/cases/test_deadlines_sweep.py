"""Reminders and breaches: who is told, and that it is once each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Deadline, Event
from cases.models.deadline import AlertStage
from cases.services import deadlines
from cases.states import EventKind
from safeguarding.accounts.models import User
from safeguarding.notifications.models import Email, Notification
from tests.factories import records, referrals
from tests.factories.fixtures import LONDON

# The assessment begins on 10 March 2026 and is due on 15 May; its reminder is five working days before.
REMINDER = datetime(2026, 5, 8, 8, 0, tzinfo=LONDON)
BREACH = datetime(2026, 5, 16, tzinfo=LONDON)
SECOND = timedelta(seconds=1)


@pytest.fixture
def start(personas, at):
    """`start(**facts)` sets an assessment's deadline on a new child."""

    def _start(*, is_restricted: bool = False, **facts) -> Deadline:
        worker = personas.social_worker
        child = records.child(by=worker, at=at, is_restricted=is_restricted)
        facts = {"responsible": worker, **facts}
        return deadlines.set(rule_id="assessment", starts_at=at, by=worker, at=at, child=child, **facts)

    return _start


def told(deadline: Deadline, stage: str) -> set[User]:
    return {row.recipient for row in Notification.objects.filter(key=f"deadline:{deadline.pk}:{stage}")}


def test_the_worker_is_reminded_and_their_manager_told_of_the_breach_once_each(personas, start):
    deadline = start()
    for moment in (REMINDER - SECOND, REMINDER, REMINDER + SECOND, BREACH - SECOND):
        deadlines.sweep(at=moment)
    assert told(deadline, "before") == {personas.social_worker}
    assert told(deadline, "breach") == set()
    for moment in (BREACH, BREACH + SECOND, BREACH + timedelta(days=400)):
        deadlines.sweep(at=moment)
    assert told(deadline, "breach") == {personas.social_worker, personas.team_manager}
    assert Notification.objects.count() == Email.objects.count() == 3
    deadline.refresh_from_db()
    assert (deadline.alert_stage, deadline.next_alert_at) == (AlertStage.BREACH, None)


def test_a_breach_is_written_into_the_chronology_once(personas, start):
    deadline = start()
    deadlines.sweep(at=BREACH)
    deadlines.sweep(at=BREACH + SECOND)
    line = Event.objects.get(kind=EventKind.DEADLINE_BREACHED)
    assert (line.child, line.recorded_by, line.agency) == (
        deadline.child,
        None,
        personas.social_worker.agency,
    )
    assert line.what_happened == "Time limit passed: Assessment was due by the end of 15 May 2026"


def test_after_missed_runs_the_breach_goes_out_and_the_reminder_does_not_come_late(personas, start):
    deadline = start()
    deadlines.sweep(at=BREACH + timedelta(days=3))
    assert told(deadline, "before") == set()
    assert personas.team_manager in told(deadline, "breach")


@pytest.mark.parametrize("end", ["meet", "cancel"])
def test_what_is_met_or_cancelled_is_not_told(personas, start, at, end):
    deadline = start()
    if end == "meet":
        deadlines.meet(rule_id="assessment", by=personas.team_manager, at=at, child=deadline.child)
    else:
        deadlines.cancel(deadline=deadline, reason="Not needed", by=personas.team_manager, at=at)
    assert deadlines.sweep(at=BREACH) == 0


def test_nothing_told_names_a_child_or_a_fact(personas, start):
    deadline = start()
    deadlines.sweep(at=REMINDER)
    row = Notification.objects.get()
    assert row.text == f"{deadline.child.reference}: Assessment is due by the end of 15 May 2026"
    assert row.path == f"/children/{deadline.child.reference}/"
    assert str(deadline.child.person) not in row.text


def test_a_referral_held_by_the_front_door_is_told_to_its_team_then_to_its_manager(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    deadline = Deadline.objects.get(referral_child__referral=sent)
    deadlines.sweep(at=deadline.next_alert_at)
    assert told(deadline, "before") == {personas.front_door_worker, personas.front_door_manager}
    deadlines.sweep(at=deadline.due_at)
    assert told(deadline, "breach") == {personas.front_door_manager}
    row = Notification.objects.filter(key=f"deadline:{deadline.pk}:breach").get()
    assert row.path == f"/front-door/{sent.reference}/1/"
    assert row.text.startswith(f"{sent.reference}, child 1: Decision on a referral was due")


def test_without_a_team_the_front_door_is_told(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    deadline = Deadline.objects.get(referral_child__referral=sent)
    Deadline.objects.update(team=None)
    deadlines.sweep(at=deadline.next_alert_at)
    assert told(deadline, "before") == {personas.front_door_worker, personas.front_door_manager}


def test_without_worker_and_team_the_allocated_worker_is_told(personas, start):
    deadline = start(responsible=None)
    deadline.child.allocated_to = personas.social_worker
    deadline.child.record(by=personas.team_manager, at=REMINDER)
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.social_worker}


def test_a_worker_who_left_is_not_told_but_their_manager_is(personas, start):
    deadline = start()
    personas.social_worker.is_active = False
    personas.social_worker.save()
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.team_manager}
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.team_manager}


def test_a_manager_who_left_is_passed_over_for_the_teams_managers_then_the_head_of_service(personas, start):
    deadline = start()
    worker, manager = personas.social_worker, personas.team_manager
    worker.line_manager = personas.front_door_worker
    worker.save()
    personas.front_door_worker.is_active = False
    personas.front_door_worker.save()
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {worker, manager}
    manager.is_active = False
    manager.save()
    other = start()
    deadlines.sweep(at=BREACH)
    assert told(other, "breach") == {worker, personas.head_of_service}


def test_a_team_without_anybody_leaves_the_reminder_to_the_head_of_service(personas, start):
    personas.conference_chair.is_active = False
    personas.conference_chair.save()
    deadline = start(responsible=None, team=personas.conference_chair.team)
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.head_of_service}


def test_only_people_named_on_a_restricted_record_hear_of_it(personas, start, at):
    deadline = start(is_restricted=True)
    records.involve(deadline.child, personas.social_worker, by=personas.head_of_service, at=at)
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.social_worker}


def test_when_nobody_concerned_is_named_those_who_are_named_hear_of_it(personas, start, at):
    deadline = start(is_restricted=True)
    records.involve(deadline.child, personas.conference_chair, by=personas.head_of_service, at=at)
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.conference_chair}


def test_when_nobody_is_named_the_head_of_service_hears_that_and_not_which_record(personas, start):
    deadline = start(is_restricted=True)
    deadlines.sweep(at=BREACH)
    row = Notification.objects.get()
    assert (row.recipient, row.reference, row.path) == (personas.head_of_service, "", "/")
    assert deadline.child.reference not in row.text


def test_clocks_by_the_hour_name_the_hour(personas, start, at):
    worker = personas.social_worker
    child = start().child
    deadlines.set(
        rule_id="police_protection", starts_at=at, by=worker, at=at, child=child, responsible=worker
    )
    deadlines.sweep(at=at + timedelta(hours=72))
    assert "was due on 13 March 2026 at 10am" in Notification.objects.filter(recipient=worker).get().text


def test_the_sweep_takes_the_same_number_of_statements_however_many_rows(start):
    numbers = []
    for rows in (1, 12):
        for _ in range(rows):
            start()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert deadlines.sweep(at=BREACH) == rows
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


def test_a_sweep_works_through_all_its_batches(start):
    for _ in range(5):
        start()
    assert deadlines.sweep(at=BREACH, batch=2) == 5
    assert Notification.objects.count() == 10
