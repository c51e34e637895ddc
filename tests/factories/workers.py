"""Real Celery workers for tests: own processes, on the test database and a Redis database of their own."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from celery import Task
from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import connection
from kombu import Connection

from safeguarding.celery import app

# Tests empty the Redis database of REDIS_URL (the cache); messages of these workers go to the next one.
_CACHE = urlsplit(settings.REDIS_URL)
BROKER = _CACHE._replace(path=f"/{(int(_CACHE.path.strip('/') or 0) + 1) % 16}").geturl()


def database_url() -> str:
    """The address of the database that this test is using."""
    held = connection.settings_dict
    who = f"{quote(held['USER'])}:{quote(held['PASSWORD'])}"
    return f"postgresql://{who}@{quote(held['HOST'], safe='')}:{held['PORT']}/{held['NAME']}"


def send(task: Task, *arguments: object, broker: str = BROKER) -> None:
    """Put one message for `task` into the workers' queue, as beat does."""
    with Connection(broker) as queue:
        task.apply_async(arguments, connection=queue)


def wait_until(true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait for `true`; fails the test, naming `what`, when it doesn't come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"still waiting: {what}"
        time.sleep(0.1)


def other_connections(condition: str = "") -> int:
    """How many other connections this test's database has, that meet an SQL condition."""
    with connection.cursor() as cursor:
        # Within a transaction the view is otherwise frozen at its first reading.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            f"AND backend_type = 'client backend' AND pid <> pg_backend_pid() {condition}"
        )
        return cursor.fetchone()[0]


class Celery:
    """One process of Celery; `kill` stops it as a power cut would."""

    def __init__(self, *arguments: str, log: Path, mail_port: int = 0, broker: str = BROKER) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "safeguarding.settings.development",
            "DATABASE_URL": database_url(),
            "REDIS_URL": broker,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "safeguarding", *arguments, "--loglevel=INFO"],
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the process and its children, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)


class Worker(Celery):
    """One worker with one child."""

    def __init__(self, *, mail_port: int, log: Path, broker: str = BROKER) -> None:
        # Two workers on one machine need different names.
        name = f"--hostname=worker{secrets.token_hex(4)}@%h"
        options = ("--concurrency=1", "--without-gossip", "--without-mingle", name)
        super().__init__("worker", *options, log=log, mail_port=mail_port, broker=broker)


class Beat(Celery):
    """A beat that has been away for a day: everything of its schedule is due at once."""

    def __init__(self, *, schedule: Path, log: Path, broker: str = BROKER) -> None:
        kept = PersistentScheduler(app, schedule_filename=str(schedule))
        for entry in kept.schedule.values():
            entry.last_run_at = entry.last_run_at - timedelta(days=1)
        kept.close()
        super().__init__("beat", f"--schedule={schedule}", "--pidfile=", log=log, broker=broker)
