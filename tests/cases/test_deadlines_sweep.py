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
from safeguarding.notifications.models import Email, Notification
from tests.cases.alerts import told
from tests.factories import records, referrals
from tests.factories.fixtures import LONDON

# The assessment begins on 10 March 2026 and is due on 15 May; its reminder is five working days before.
REMINDER = datetime(2026, 5, 8, 8, 0, tzinfo=LONDON)
DUE_DAY = datetime(2026, 5, 15, 8, 0, tzinfo=LONDON)
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


def test_the_worker_is_reminded_twice_then_their_manager_and_at_last_the_head_of_service_are_told(
    personas, start
):
    deadline = start()
    worker, manager, head = personas.social_worker, personas.team_manager, personas.head_of_service
    for moment in (REMINDER - SECOND, REMINDER, REMINDER + SECOND, DUE_DAY - SECOND):
        deadlines.sweep(at=moment)
    assert (told(deadline, "before"), told(deadline, "due_day")) == ({worker}, set())
    for moment in (DUE_DAY, DUE_DAY + SECOND, BREACH - SECOND):
        deadlines.sweep(at=moment)
    assert (told(deadline, "due_day"), told(deadline, "breach")) == ({worker}, set())
    for moment in (BREACH, BREACH + SECOND):
        deadlines.sweep(at=moment)
    assert told(deadline, "breach") == {worker, manager}
    deadline.refresh_from_db()
    monday = datetime(2026, 5, 18, 8, 0, tzinfo=LONDON)
    assert (deadline.alert_stage, deadline.alert_number, deadline.next_alert_at) == (
        AlertStage.BREACH,
        1,
        monday,
    )
    for days in (0, 0, 1, 1, 2):
        deadlines.sweep(at=monday + timedelta(days=days))
    assert (told(deadline, "after:1"), told(deadline, "after:2")) == (
        {worker, manager},
        {worker, manager, head},
    )
    assert Notification.objects.count() == Email.objects.count() == 9
    assert {row.subject for row in Notification.objects.all()} == {f"deadline:{deadline.pk}"}


def test_what_cannot_wait_for_tomorrow_is_urgent(start):
    start()
    for moment in (REMINDER, DUE_DAY, BREACH, BREACH + timedelta(days=5)):
        deadlines.sweep(at=moment)
    urgency = dict(Notification.objects.values_list("kind", "urgency"))
    assert urgency == {
        "deadline_before": "normal",
        "deadline_due_day": "urgent",
        "deadline_breach": "urgent",
        "deadline_after": "urgent",
    }


def test_a_breach_is_written_into_the_chronology_once(personas, start):
    deadline = start()
    for days in (0, 0, 3, 10):
        deadlines.sweep(at=BREACH + timedelta(days=days))
    line = Event.objects.get(kind=EventKind.DEADLINE_BREACHED)
    assert (line.child, line.recorded_by, line.agency) == (
        deadline.child,
        None,
        personas.social_worker.agency,
    )
    assert line.what_happened == "Time limit passed: Assessment was due by the end of 15 May 2026"


def test_after_missed_runs_the_latest_step_is_told_alone_and_the_breach_still_written(start):
    deadline = start()
    for _ in range(2):
        deadlines.sweep(at=BREACH + timedelta(days=20))
    assert {row.key for row in Notification.objects.all()} == {f"deadline:{deadline.pk}:0:after:4"}
    text = f"{deadline.child.reference}: Assessment was due by the end of 15 May 2026 and is still open"
    assert {row.text for row in Notification.objects.all()} == {text}
    assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).count() == 1


def test_an_alert_that_comes_too_early_is_told_when_its_time_has_come(personas, start):
    deadline = start()
    Deadline.objects.update(next_alert_at=REMINDER - timedelta(days=3))
    assert deadlines.sweep(at=REMINDER - timedelta(days=2)) == 1
    deadline.refresh_from_db()
    assert (deadline.alert_stage, deadline.next_alert_at) == (AlertStage.NONE, REMINDER)
    assert not Notification.objects.exists()
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.social_worker}


def test_what_is_paused_is_not_told(personas, start, at):
    deadline = start()
    deadline.paused_at, deadline.paused_by, deadline.paused_reason = at, personas.team_manager, "Long leave"
    deadline.record(by=personas.team_manager, at=at)
    assert deadlines.sweep(at=BREACH) == 0


def test_a_new_due_day_is_told_anew(personas, start):
    deadline = start()
    deadlines.sweep(at=BREACH)
    later = datetime(2026, 6, 1, 23, 0, tzinfo=LONDON)
    deadline.due_on, deadline.due_at, deadline.revision = later.date(), later + timedelta(hours=1), 1
    deadline.alert_stage, deadline.next_alert_at = AlertStage.NONE, BREACH
    deadline.record(by=personas.team_manager, at=BREACH)
    for moment in (BREACH + timedelta(days=2), later + timedelta(hours=1)):
        deadlines.sweep(at=moment)
    assert told(deadline, "breach") == {personas.social_worker, personas.team_manager}
    assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).count() == 2


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
    assert row.path == f"/deadlines/{deadline.pk}/act/"
    assert str(deadline.child.person) not in row.text


def test_a_referral_held_by_the_front_door_is_told_to_its_team_then_to_its_manager(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    deadline = Deadline.objects.get(referral_child__referral=sent)
    deadlines.sweep(at=deadline.next_alert_at)
    assert told(deadline, "before") == {personas.front_door_worker, personas.front_door_manager}
    deadlines.sweep(at=deadline.due_at)
    assert told(deadline, "breach") == {personas.front_door_manager}
    row = Notification.objects.get(key=f"deadline:{deadline.pk}:0:breach:1")
    assert row.path == f"/deadlines/{deadline.pk}/act/"
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


def test_clocks_by_the_hour_name_the_hour(personas, start, at):
    worker = personas.social_worker
    child = start().child
    deadlines.set(
        rule_id="police_protection", starts_at=at, by=worker, at=at, child=child, responsible=worker
    )
    for hours in (47, 48, 65, 66, 71, 72, 73, 78, 96):
        deadlines.sweep(at=at + timedelta(hours=hours))
    told_worker = Notification.objects.filter(recipient=worker).order_by("pk")
    assert [row.key.split(":", 3)[3] for row in told_worker] == [
        "before:1",
        "before:2",
        "breach:1",
        "after:1",
        "after:2",
        "after:3",
    ]
    assert {row.urgency for row in told_worker} == {"urgent"}
    assert "is due on 13 March 2026 at 10am" in told_worker[0].text
    assert "was due on 13 March 2026 at 10am" in told_worker[2].text


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
