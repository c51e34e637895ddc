"""Two real workers, killed half way, with a broker that forgets: each daily e-mail arrives, nothing twice.

What is told was told two days ago, so that the workers' own clocks stay real.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from safeguarding.audit import runs
from safeguarding.audit.models import JobRun
from safeguarding.notifications import digests, services
from safeguarding.notifications.models import Email, EmailState
from safeguarding.notifications.tasks import deliver_waiting, gather_digests
from safeguarding.rules.london_time import london_date
from tests.factories import partnership
from tests.factories.workers import BROKER, Worker, send, wait_until
from tests.notifications.mail_servers import MailServer, mail_server

SECOND = timedelta(seconds=1)


def forget_everything() -> None:
    """The broker comes back empty."""
    with Connection(BROKER) as broker:
        broker.default_channel.client.flushdb()


@pytest.fixture
def start_worker(tmp_path):
    """`start_worker(port)` starts a worker that mails to that port; all are gone at the end."""
    forget_everything()
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
    """Everybody was told two things the day before yesterday, none of them urgent."""
    made, at = partnership.build(), timezone.now() - timedelta(days=2)
    for number in (1, 2):
        services.notify(
            recipients=[user for _, user in made],
            key=str(number),
            kind="test",
            text="due",
            reference=f"C000000{number}",
            path="/",
            at=at,
        )
    return made


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction the view is otherwise frozen at its first reading.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] == 1


def all_sent() -> bool:
    digests_ = Email.objects.filter(digest_on__isnull=False)
    return digests_.exists() and not digests_.exclude(state=EmailState.SENT).exists()


def told(server: MailServer) -> Counter:
    """How often each person was told of each thing by e-mail."""
    found: Counter = Counter()
    for mail in server.taken:
        to = re.search(r"^To: (.+)$", mail, re.MULTILINE)
        assert to is not None
        found.update((to[1].strip(), reference) for reference in re.findall(r"C000000\d", mail))
    return found


def once_each(people) -> Counter:
    return Counter((user.email, f"C000000{number}") for _, user in people for number in (1, 2))


def test_a_worker_killed_while_it_makes_them_up_leaves_nothing_and_two_others_do_it_once(
    people, start_worker
):
    with mail_server() as server:
        worker = start_worker(server.port)
        with transaction.atomic():
            # An uncommitted digest of ours for the same person and day makes its INSERT wait.
            day = london_date(digests.latest(timezone.now()))
            Email.objects.create(recipient=people.gp, digest_on=day, next_attempt_at=timezone.now())
            send(gather_digests)
            wait_until(waiting_for_a_lock, "the worker waits to make up the daily e-mails")
            worker.kill()
            transaction.set_rollback(True)
        assert not Email.objects.filter(digest_on__isnull=False).exists()
        for _ in range(2):
            start_worker(server.port)
        for _ in range(6):
            send(gather_digests)
        wait_until(all_sent, "all daily e-mails are sent")
        assert told(server) == once_each(people)
        # The last runs find nothing more to do.
        wait_until(lambda: JobRun.objects.filter(job=runs.Job.DIGEST, count=0).exists(), "a run without work")
        assert told(server) == once_each(people)


def test_a_worker_killed_while_it_sends_and_a_broker_that_forgets_lose_nothing(people, start_worker):
    with mail_server("hangs") as server:
        worker = start_worker(server.port)
        send(gather_digests)
        sending = Email.objects.filter(state=EmailState.SENDING)
        wait_until(sending.exists, "a daily e-mail is on its way")
        worker.kill()
        forget_everything()
        server.manner = "takes"
        assert sending.count() == 1
        sending.update(claimed_until=timezone.now() - SECOND)
        for _ in range(2):
            start_worker(server.port)
        for _ in range(3):
            send(deliver_waiting)
        wait_until(all_sent, "what the dead worker held and what the broker forgot is sent")
        assert told(server) == once_each(people)
        assert not Email.objects.exclude(state=EmailState.SENT).exists()
