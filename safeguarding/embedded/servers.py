"""The two servers together: for the demo (kept) and for the tests (thrown away)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from safeguarding.embedded import ports, postgres, redis
from safeguarding.embedded.places import RUN, SHARED_HOME, locked, postgres_home
from safeguarding.embedded.postgres import THROWAWAY, Cluster
from safeguarding.embedded.redis import RedisServer

BELONGS_TO = "belongs-to"
TEST_PREFIX = "test-"


@dataclass(frozen=True)
class Servers:
    """PostgreSQL and Redis whose files belong to `directory`; a variable that is set replaces either."""

    directory: Path
    throwaway: bool = False

    @property
    def postgres(self) -> Cluster:
        return Cluster(postgres_home(self.directory), THROWAWAY if self.throwaway else {})

    @property
    def redis(self) -> RedisServer:
        return RedisServer(self.directory / "redis", durable=not self.throwaway)

    def start(self) -> dict[str, str]:
        """Start what the environment does not name; returns DATABASE_URL and REDIS_URL.

        Harmless when they run already, and when two processes call it at once.
        """
        urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
        with locked(self.directory):
            if "DATABASE_URL" not in urls:
                _remove_abandoned()
                self.postgres.start(ports.anywhere() if self.throwaway else postgres.PORT)
                (self.postgres.home / BELONGS_TO).write_text(str(self.directory.resolve()))
                urls["DATABASE_URL"] = self.postgres.url
            if "REDIS_URL" not in urls:
                self.redis.start(ports.anywhere() if self.throwaway else redis.PORT)
                urls["REDIS_URL"] = self.redis.url
        return urls

    def stop(self) -> None:
        """Stop both and wait; harmless when they don't run."""
        if self.directory.exists():
            with locked(self.directory):
                self.postgres.stop()
                self.redis.stop()

    def remove(self) -> None:
        """Stop both and delete everything they hold."""
        if self.directory.exists():
            with locked(self.directory):
                self.postgres.remove()
                self.redis.remove()


def ensure_servers() -> dict[str, str]:
    """DATABASE_URL and REDIS_URL: the environment's, else of the embedded servers, which it starts."""
    return Servers(RUN).start()


@contextmanager
def servers_for_tests(run: Path = RUN) -> Iterator[dict[str, str]]:
    """Fast servers for one run of the tests, gone at its end; both variables are set meanwhile.

    Where the environment names a server, that one is used: so a process started meanwhile, such as a
    worker of pytest-xdist, finds those of the first. A run that was killed leaves its servers behind;
    the next run removes them.
    """
    _remove_leftovers(run)
    servers = Servers(run / f"{TEST_PREFIX}{os.getpid()}", throwaway=True)
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
    try:
        urls = servers.start()
        os.environ.update(urls)
        yield urls
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        servers.remove()
        shutil.rmtree(servers.directory, ignore_errors=True)


def _remove_leftovers(run: Path) -> None:
    """Remove the servers of test runs whose process is gone."""
    for directory in run.glob(f"{TEST_PREFIX}*"):
        if not _is_alive(int(directory.name.removeprefix(TEST_PREFIX))):
            Servers(directory).remove()
            shutil.rmtree(directory, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another account's, so alive
        pass
    return True


def _remove_abandoned() -> None:
    """Remove root's clusters whose clone was deleted: nothing can reach them any more."""
    if os.geteuid() != 0:
        return
    for note in SHARED_HOME.glob(f"*/{BELONGS_TO}"):
        with suppress(FileNotFoundError):
            directory = Path(note.read_text())
            if not directory.exists() or postgres_home(directory) != note.parent:
                Cluster(note.parent).remove()
