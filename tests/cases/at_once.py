"""Two transactions, the second begun while the first has written and not yet committed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

from django.db import IntegrityError, connection, transaction

from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import User


def refused_by(error: IntegrityError) -> str:
    """The constraint or trigger that refused."""
    return error.__cause__.diag.constraint_name


def one_then_other(by: User, first: Callable[[], object], second: Callable[[], object]) -> list[str]:
    """What refused each of them, empty for what was let through; both as `by`, behind the wall."""
    written = Event()

    def before() -> str:
        try:
            with transaction.atomic(), as_user(by):
                first()
                written.set()
                # Long enough for the second to run into it and to wait.
                sleep(0.5)
            return ""
        except IntegrityError as error:
            return refused_by(error)
        finally:
            written.set()
            connection.close()

    def after() -> str:
        try:
            written.wait(timeout=10)
            with transaction.atomic(), as_user(by):
                second()
            return ""
        except IntegrityError as error:
            return refused_by(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [outcome.result(timeout=30) for outcome in [pool.submit(before), pool.submit(after)]]
