"""Where the one-machine servers keep their files, and as which account they run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RUN = PROJECT / ".run"
SHARED_HOME = Path("/var/lib/safeguarding")


class EmbeddedError(Exception):
    """A server could not be started or stopped; the message says which, why, and what to do."""


def say(text: str) -> None:
    """One line for the person at the keyboard."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(
    command: Sequence[str | Path],
    *,
    account: pwd.struct_passwd | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a server's own tool to its end, as `account` when given, out of reach of Ctrl-C.

    The tool may leave a server behind that keeps its output open, so nothing is piped: what it prints
    goes through a file. It runs in `/`, since the account may not reach the project.
    """
    switch = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 - the programs are those of our own requirements
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=None if env is None else {**os.environ, **env},
            start_new_session=True,
            check=False,
            **switch,  # type: ignore[call-overload]
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def server_account() -> pwd.struct_passwd | None:
    """The account PostgreSQL runs as: None (oneself) for an ordinary user, another one for root.

    PostgreSQL refuses to run as root, and we create no accounts on somebody's machine.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError(
        "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody'. "
        "Run this as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def private_directory(path: Path, account: pwd.struct_passwd | None = None) -> Path:
    """The directory, made if missing, for its owner alone."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)
    return path


def shared_home() -> Path:
    """Root's place for what another account must reach; no home directory's permissions are touched."""
    SHARED_HOME.mkdir(parents=True, exist_ok=True)
    SHARED_HOME.chmod(0o755)
    return SHARED_HOME


def postgres_home(directory: Path) -> Path:
    """Where the cluster that belongs to `directory` (such as .run) lives.

    An ordinary user's lies inside it. Root's lies where the server's account can reach it, under a name
    made from the path and from a mark kept inside `directory`, so that a new clone at the path of a
    deleted one starts afresh.
    """
    if os.geteuid() != 0:
        return directory / "postgres"
    mark = secret(directory / "mark")
    return shared_home() / hashlib.sha256(f"{directory.resolve()} {mark}".encode()).hexdigest()[:12]


def secret(path: Path, account: pwd.struct_passwd | None = None) -> str:
    """The secret kept in the file, drawn when the file is missing; readable by its owner alone."""
    if not path.exists():
        private_directory(path.parent, account)
        write_private(path, secrets.token_urlsafe(32))
        if account:
            os.chown(path, account.pw_uid, account.pw_gid)
    return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


@contextmanager
def locked(directory: Path, name: str = "lock", *, wait: bool = True) -> Iterator[bool]:
    """Hold the directory's lock; yields False at once when `wait` is off and another process holds it."""
    private_directory(directory)
    with (directory / name).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
