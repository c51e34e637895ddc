"""Real workers are killed half way, doubled, and lose their servers: no alert is lost or told twice.

In the service each alert arrives once; its e-mail arrives at least once.
Time is moved by moving what is stored, so that the workers' own clocks stay real.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import environ
import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from cases.models import Deadline, Event
from cases.services import deadlines
from cases.states import EventKind
from cases.tasks import sweep_deadlines
from safeguarding.embedded import ports
from safeguarding.embedded.servers import Servers
from safeguarding.notifications.models import Email, EmailState, Notification
from safeguarding.notifications.tasks import deliver_waiting
from safeguarding.rules.london_time import london_date
from tests.factories import partnership, records
from tests.factories.workers import BROKER, Beat, Worker, other_connections, send, wait_until
from tests.notifications.mail_servers import mail_server

SECOND = timedelta(seconds=1)
ROOT = Path(__file__).parents[2]


class Crew:
    """The workers and beats of one test, on one broker, with one log."""

    def __init__(self, directory: Path, broker: str = BROKER) -> None:
        self.directory, self.broker = directory, broker
        self.log = directory / "celery.log"
        self.log.touch()
        self.all: list[Worker | Beat] = []
        self.forget_messages()

    def forget_messages(self) -> None:
        with Connection(self.broker) as broker:
            broker.default_channel.client.flushdb()

    def worker(self, mail_port: int) -> Worker:
        made = Worker(mail_port=mail_port, log=self.log, broker=self.broker)
        self.all.append(made)
        return made

    def beat(self) -> Beat:
        made = Beat(schedule=self.directory / f"beat{len(self.all)}", log=self.log, broker=self.broker)
        self.all.append(made)
        return made

    def send(self, *tasks) -> None:
        for task in tasks:
            send(task, broker=self.broker)

    def end(self) -> None:
        for each in self.all:
            each.kill()
        print(self.log.read_text()[-6000:])  # noqa: T201 (shown when the test fails)


@pytest.fixture
def crew(tmp_path, transactional_db):
    """Workers and beats on the tests' own broker; all are gone at the end."""
    made = Crew(tmp_path)
    yield made
    made.end()


@pytest.fixture
def people(transactional_db):
    return partnership.build()


def breached(people, number: int = 1) -> list[Deadline]:
    """So many assessments of one social worker that have just run out, and nobody has been told yet."""
    now, by = timezone.now(), people.social_worker
    made = [
        deadlines.set(
            rule_id="assessment",
            starts_at=now,
            by=by,
            at=now,
            child=records.child(by=by, at=now),
            responsible=by,
        )
        for _ in range(number)
    ]
    Deadline.objects.update(due_on=london_date(now), due_at=now - SECOND, next_alert_at=now - SECOND)
    return made


def all_sent(number: int) -> bool:
    """Whether there are so many e-mails, and a mail server has taken each."""
    sent = Email.objects.filter(state=EmailState.SENT).count()
    return sent == number == Email.objects.count()


def told() -> Counter:
    return Counter(
        (key.partition(":0:")[2], name)
        for key, name in Notification.objects.values_list("key", "recipient__full_name")
    )


EVERYBODY_ONCE = {("breach:1", "Sam Brennan"): 1, ("breach:1", "Tom Whitfield"): 1}

# Each holds the worker up at one step, where it is killed: a lock that a statement of that step waits for.
STEPS = {
    "claimed, and nothing marked yet": "LOCK TABLE accounts_cover IN ACCESS EXCLUSIVE MODE",
    "marked, and nobody told yet": "LOCK TABLE notifications_notification IN SHARE MODE",
    "told, and the chronology not written yet": "LOCK TABLE cases_event IN SHARE MODE",
    # The foreign keys are checked when the transaction commits: PostgreSQL finishes it, the worker is gone.
    "committing, and nothing sent yet": "SELECT FROM accounts_user FOR UPDATE",
}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_of_the_sweep_two_others_tell_everybody_once(people, crew, step):
    (deadline,) = breached(people)
    with mail_server() as server:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(STEPS[step])
            victim = crew.worker(server.port)
            crew.send(sweep_deadlines)
            wait_until(lambda: other_connections("AND wait_event_type = 'Lock'") == 1, "the sweep waits")
            victim.kill()
        wait_until(lambda: other_connections() == 0, "the dead worker's connection is gone")
        survives = step.startswith("committing")
        assert told() == (EVERYBODY_ONCE if survives else {})
        deadline.refresh_from_db()
        assert (deadline.alert_stage == 2) == survives
        assert server.taken == []

        crew.forget_messages()
        for _ in range(2):
            crew.worker(server.port)
        crew.send(sweep_deadlines, sweep_deadlines, deliver_waiting, sweep_deadlines, deliver_waiting)
        wait_until(lambda: all_sent(2), "the breach is sent", 40)
        assert told() == EVERYBODY_ONCE
        assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).count() == 1
        assert len(server.taken) == 2


def test_killed_while_it_delivers_the_e_mail_goes_out_again(people, crew):
    breached(people)
    with mail_server("hangs") as server:
        victim = crew.worker(server.port)
        crew.send(sweep_deadlines)
        sending = Email.objects.filter(state=EmailState.SENDING)
        wait_until(sending.exists, "an e-mail is on its way")
        victim.kill()
        server.manner = "takes"
        sending.update(claimed_until=timezone.now() - SECOND)
        crew.forget_messages()

        crew.worker(server.port)
        crew.send(sweep_deadlines, deliver_waiting)
        wait_until(lambda: all_sent(2), "the breach is sent", 40)
        assert told() == EVERYBODY_ONCE
        assert len(server.taken) >= 2


def test_two_beats_and_two_workers_tell_everything_once(people, crew):
    breached(people, 12)
    with mail_server() as server:
        for _ in range(2):
            crew.worker(server.port)
            crew.beat()
        wait_until(
            lambda: crew.log.read_text().count("Sending due task sweep-deadlines") >= 2, "two beats", 60
        )
        wait_until(lambda: all_sent(24), "every breach is sent", 60)
        assert told() == dict.fromkeys(EVERYBODY_ONCE, 12)
        assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).count() == 12
        assert len(server.taken) == 24


@pytest.fixture
def own_servers(tmp_path):
    """A pair of servers that this test may stop; neither runs yet."""
    pair = Servers(tmp_path / "run", throwaway=True)
    yield pair
    pair.remove()


def test_redis_restarted_loses_messages_and_no_alert(people, own_servers, tmp_path):
    redis = own_servers.redis
    redis.start(ports.anywhere())
    crew = Crew(tmp_path, redis.url)
    try:
        breached(people)
        with mail_server() as server:
            crew.send(sweep_deadlines)
            redis.stop()
            redis.start()
            assert not Notification.objects.exists()
            crew.worker(server.port)
            crew.send(sweep_deadlines)
            wait_until(lambda: all_sent(2), "the breach is sent", 40)

            # Now under a running worker, which finds the new server by itself; the mail server is away too.
            Deadline.objects.update(next_alert_at=timezone.now() - SECOND, alert_stage=0, revision=1)
            redis.stop()
            redis.start()
            server.manner = "refuses"
            crew.send(sweep_deadlines)
            failed = Email.objects.filter(state=EmailState.FAILED)
            wait_until(lambda: failed.count() == 2, "the second breach is refused", 60)
            redis.stop()
            redis.start()
            server.manner = "takes"
            failed.update(next_attempt_at=timezone.now() - SECOND)
            crew.send(deliver_waiting)
            wait_until(lambda: all_sent(4), "the second breach is sent", 60)
        assert set(told().values()) == {1}
        assert len(server.taken) == 4
    finally:
        crew.end()


@pytest.fixture
def own_database(own_servers, django_db_blocker, tmp_path):
    """A database of a server that the test may stop, in the place of the tests' own."""
    own_servers.postgres.start(ports.anywhere())
    environment = {**os.environ, "DATABASE_URL": own_servers.postgres.url}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True, timeout=240
    )
    with django_db_blocker.unblock():
        held = connection.settings_dict
        before = {name: held[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        connection.close()
        held.update({name: environ.Env.db_url_config(own_servers.postgres.url)[name] for name in before})
        yield own_servers.postgres
        connection.close()
        held.update(before)


def test_the_database_restarted_under_a_sweep_loses_no_alert(own_database, tmp_path):
    crew = Crew(tmp_path)
    try:
        breached(partnership.build())
        with mail_server() as server:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN; LOCK TABLE cases_event IN SHARE MODE")
            crew.worker(server.port)
            crew.send(sweep_deadlines)
            wait_until(lambda: other_connections("AND wait_event_type = 'Lock'") == 1, "the sweep waits", 40)
            own_database.stop()
            connection.close()
            own_database.start()
            assert not Notification.objects.exists()
            crew.send(sweep_deadlines, sweep_deadlines, deliver_waiting)
            wait_until(lambda: all_sent(2), "the breach is sent", 60)
        assert told() == EVERYBODY_ONCE
        assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).count() == 1
        assert len(server.taken) == 2
    finally:
        crew.end()
