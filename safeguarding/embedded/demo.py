"""`make demo`: everything on one machine, from nothing to a page that answers, until Ctrl-C."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager

from safeguarding.embedded import ports
from safeguarding.embedded.places import (
    PROJECT,
    RUN,
    EmbeddedError,
    locked,
    private_directory,
    say,
    write_private,
)
from safeguarding.embedded.servers import Servers

WEB_PORT = 8000
SECONDS_TO_HEALTH = 90


def keys() -> dict[str, str]:
    """The demo's own SECRET_KEY and DRAFT_KEYS, drawn once and kept, so that drafts stay readable."""
    file = private_directory(RUN) / "keys.json"
    if not file.exists():
        drawn = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DRAFT_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        }
        write_private(file, json.dumps(drawn))
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def environment(urls: dict[str, str], web_port: int = WEB_PORT) -> dict[str, str]:
    """What the settings read, for one machine; what the caller's environment says goes first."""
    return {
        "DJANGO_SETTINGS_MODULE": "safeguarding.settings.development",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": f"http://localhost:{web_port}",
        **keys(),
        **os.environ,
        **urls,
        "PORT": str(web_port),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def run_demo() -> int:
    """Start everything, print the address and the personas, and stop everything on Ctrl-C.

    Returns the exit code: 0 when stopped by the person, else that of the process that ended by itself.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    with locked(RUN, "demo.lock", wait=False) as alone:
        if not alone:
            raise EmbeddedError("The demo is running already in this directory.")
        servers = Servers(RUN)
        try:
            return _serve(servers)
        except KeyboardInterrupt:
            return 0
        finally:
            with _uninterrupted():
                say("Stopping the servers …")
                servers.stop()
                say("Stopped. `make demo` starts again with the same data.")


def reset() -> None:
    """Delete all the demo's data, so that the next start is the first."""
    if os.environ.get("DATABASE_URL"):
        raise EmbeddedError(
            "DATABASE_URL is set, and only that server's owner empties it: unset it, or drop it."
        )
    with locked(RUN, "demo.lock", wait=False) as alone:
        if not alone:
            raise EmbeddedError("The demo is running: stop it first (Ctrl-C).")
        Servers(RUN).remove()
        for leftover in ("keys.json", "mark", "beat-schedule"):
            (RUN / leftover).unlink(missing_ok=True)
        shutil.rmtree(RUN / "documents", ignore_errors=True)


def _serve(servers: Servers) -> int:
    say("Starting PostgreSQL and Redis …")
    urls = servers.start()
    web_port = ports.pick("the web server", WEB_PORT)
    env = environment(urls, web_port)
    (PROJECT / "staticfiles").mkdir(exist_ok=True)
    say("Bringing the database up to date …")
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "load_demo", "--if-empty")
    manager = Manager()
    for name, command in parse_procfile((PROJECT / "Procfile").read_text()).processes.items():
        manager.add_process(name, command, env=env, cwd=str(PROJECT))
    threading.Thread(target=_announce, args=(env, manager.terminate), daemon=True).start()
    manager.loop()
    stopped_by_person = manager.returncode in {130, 143}
    return 0 if stopped_by_person else int(manager.returncode or 1)


def _manage(env: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise EmbeddedError(f"`manage.py {' '.join(arguments)}` failed; see above.")


def _announce(env: dict[str, str], give_up: Callable[[], None]) -> None:
    """Wait until the pages answer, then say where they are and who can sign in."""
    time.sleep(1)  # the processes are started first, from a process of one thread
    health = f"http://{ports.HOST}:{env['PORT']}/health/"
    end = time.monotonic() + SECONDS_TO_HEALTH
    while not _answers(health):
        if time.monotonic() > end:
            say(f"{health} did not answer within {SECONDS_TO_HEALTH} seconds: giving up.")
            give_up()
            return
        time.sleep(0.2)
    _manage(env, "personas")
    say(f"\nSafeguarding is running at {env['SITE_URL']}  (Ctrl-C stops it)\n")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _interrupt(*_: object) -> None:
    """A closed terminal or a polite kill stops the demo as Ctrl-C does."""
    os.kill(os.getpid(), signal.SIGINT)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let nothing break off the stop half way, an impatient second Ctrl-C neither."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    yield
