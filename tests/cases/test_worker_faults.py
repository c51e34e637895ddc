"""A real worker is killed half way and started again: a reminder and a breach each arrive once.

Time is moved by moving what is stored, so that the worker's own clock stays real.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from cases.models import Deadline, Event
from cases.services import deadlines
from cases.states import EventKind
from cases.tasks import sweep_deadlines
from safeguarding.notifications.models import Email, EmailState, Notification
from safeguarding.notifications.services import choose_pace
from safeguarding.notifications.tasks import deliver_waiting
from tests.factories import partnership, records
from tests.factories.workers import BROKER, Worker, send, wait_until
from tests.notifications.mail_servers import mail_server

SECOND = timedelta(seconds=1)


@pytest.fixture
def start_worker(tmp_path):
    """`start_worker(port)` starts a worker that mails to that port; all are gone at the end."""
    with Connection(BROKER) as broker:
        broker.default_channel.client.flushdb()
    started: list[Worker] = []

    def start(mail_port: int) -> Worker:
        started.append(Worker(mail_port=mail_port, log=tmp_path / "worker.log"))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
    print((tmp_path / "worker.log").read_text()[-4000:])  # noqa: T201 (shown when the test fails)


@pytest.fixture
def people(transactional_db):
    return partnership.build()


def other_connections(condition: str = "") -> int:
    """How many other connections this database has, that meet an SQL condition."""
    with connection.cursor() as cursor:
        # Within a transaction the view is otherwise frozen at its first reading.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            f"AND backend_type = 'client backend' AND pid <> pg_backend_pid() {condition}"
        )
        return cursor.fetchone()[0]


def kill_within_the_sweep(worker: Worker, deadline: Deadline, recipient, stage: str) -> None:
    """Kill the worker between marking the deadline and committing.

    An uncommitted row of ours with the same key makes its INSERT wait, and there it dies.
    """
    with transaction.atomic():
        Notification.objects.create(
            recipient=recipient,
            key=f"deadline:{deadline.pk}:{stage}",
            kind="",
            text="",
            path="/",
            created_at=timezone.now(),
        )
        send(sweep_deadlines)
        wait_until(lambda: other_connections("AND wait_event_type = 'Lock'") == 1, "the sweep waits")
        worker.kill()
        transaction.set_rollback(True)
    wait_until(lambda: other_connections() == 0, "the dead worker's connection is gone")


def all_sent() -> bool:
    return not Email.objects.exclude(state=EmailState.SENT).exists()


def told() -> Counter:
    return Counter(
        (key.rpartition(":")[2], name)
        for key, name in Notification.objects.values_list("key", "recipient__full_name")
    )


def test_with_the_worker_killed_half_way_reminder_and_breach_each_arrive_once(people, start_worker):
    now, worker_of_child = timezone.now(), people.social_worker
    choose_pace(pace="at_once", by=worker_of_child, at=now)
    child = records.child(by=worker_of_child, at=now)
    deadline = deadlines.set(
        rule_id="assessment",
        starts_at=now,
        by=worker_of_child,
        at=now,
        child=child,
        responsible=worker_of_child,
    )
    with mail_server() as server:
        Deadline.objects.update(next_alert_at=now - SECOND)
        kill_within_the_sweep(start_worker(server.port), deadline, worker_of_child, "before")
        deadline.refresh_from_db()
        assert (deadline.alert_stage, Notification.objects.count()) == (0, 0)

        worker = start_worker(server.port)
        for _ in range(3):
            send(sweep_deadlines)
        wait_until(lambda: Email.objects.exists() and all_sent(), "the reminder is sent")
        assert told() == {("before", "Sam Brennan"): 1}
        assert len(server.taken) == 1

        Deadline.objects.update(due_at=now - SECOND, next_alert_at=now - SECOND)
        kill_within_the_sweep(worker, deadline, worker_of_child, "breach")
        assert told() == {("before", "Sam Brennan"): 1}

        server.manner = "hangs"
        worker = start_worker(server.port)
        send(sweep_deadlines)
        sending = Email.objects.filter(state=EmailState.SENDING)
        wait_until(sending.exists, "an e-mail is on its way")
        worker.kill()
        server.manner = "takes"
        sending.update(claimed_until=now - SECOND)

        start_worker(server.port)
        for task in (sweep_deadlines, deliver_waiting, sweep_deadlines):
            send(task)
        wait_until(all_sent, "the breach is sent")
        assert told() == {
            ("before", "Sam Brennan"): 1,
            ("breach", "Sam Brennan"): 1,
            ("breach", "Tom Whitfield"): 1,
        }
        assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED, child=child).count() == 1
        assert len(server.taken) == 3
