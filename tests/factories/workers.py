"""Real Celery workers for tests: own processes, on the test database and a Redis database of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from celery import Task
from django.conf import settings
from django.db import connection
from kombu import Connection

# Tests empty the Redis database of REDIS_URL (the cache); messages of these workers go to another one.
BROKER = urlsplit(settings.REDIS_URL)._replace(path="/14").geturl()


def database_url() -> str:
    """The address of the database that this test is using."""
    held = connection.settings_dict
    who = f"{quote(held['USER'])}:{quote(held['PASSWORD'])}"
    return f"postgresql://{who}@{quote(held['HOST'], safe='')}:{held['PORT']}/{held['NAME']}"


def send(task: Task, *arguments: object) -> None:
    """Put one message for `task` into the workers' queue, as beat does."""
    with Connection(BROKER) as broker:
        task.apply_async(arguments, connection=broker)


def wait_until(true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait for `true`; fails the test, naming `what`, when it doesn't come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"still waiting: {what}"
        time.sleep(0.1)


class Worker:
    """One worker process; `kill` stops it as a power cut would."""

    def __init__(self, *, mail_port: int, log: Path) -> None:
        self.log = log
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "safeguarding.settings.development",
            "DATABASE_URL": database_url(),
            "REDIS_URL": BROKER,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        command = ["worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "safeguarding", *command],
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the worker and its children, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)
