"""The service as it runs for people: gunicorn in a process of its own, which a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

from django.db import connection

ROOT = Path(__file__).parents[2]
PATIENCE = 40


class Service:
    """Gunicorn on one port, over the database of the test."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://localhost:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **environment: str) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "safeguarding.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        given = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "safeguarding.settings.test",
            "DATABASE_URL": _database(),
            **environment,
        }
        self.process = subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/account/login/", timeout=5)
                return
            time.sleep(0.2)
        raise RuntimeError("gunicorn does not answer")

    def kill(self) -> None:
        """Kill it and its workers, as a crash or the loss of power does."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def _database() -> str:
    given = connection.settings_dict
    who = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return f"postgresql://{who}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
