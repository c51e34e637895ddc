"""A migrated database, made once and copied for each process of the tests: a copy takes a second or two.

Migrating goes through every older state of the wall, which takes about a minute. The ready database's name
carries a fingerprint of everything that migrations read, so a change makes a new one.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

ROOT: Final = Path(__file__).resolve().parent.parent
_PREFIX: Final = "ready_"
_KEPT: Final = 12
# Migrations, and what they read.
_READ: Final = (
    "*/migrations/*.py",
    "safeguarding/*/migrations/*.py",
    "cases/row_security/*",
    "safeguarding/audit/append_only.py",
    "safeguarding/accounts/identity.py",
    "safeguarding/rules/timescale*.py",
    "requirements/base.txt",
)


def ready() -> str:
    """The name of a migrated database to copy, on the server of DATABASE_URL; made now if it isn't there.

    Processes that ask at once wait for the one that makes it. Of older ones the latest few are kept, for
    other branches of the same server.
    """
    name = f"{_PREFIX}{_fingerprint()}"
    connection = psycopg2.connect(_url_of("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
            there = _there(cursor)
            if name not in there:
                for old in there[_KEPT - 1 :]:
                    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
                _make(cursor, name)
    finally:
        connection.close()
    return name


def _there(cursor: Any) -> list[str]:
    """The ready databases there are, the newest first."""
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [_PREFIX]
    )
    return [name for (name,) in cursor.fetchall()]


def _make(cursor: Any, name: str) -> None:
    """Migrate under another name first: one that was interrupted is never taken for a ready one."""
    unfinished = f"un{name}"
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    environment = {**os.environ, "DATABASE_URL": _url_of(unfinished)}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--settings=safeguarding.settings.test"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The test database could not be migrated:\n{done.stderr}")
    cursor.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
    )


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for pattern in _READ:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                seen.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:16]


def _url_of(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
