"""A synthetic partnership in the tests' own database: committed, and cleared away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from safeguarding.synthetic import loading


@contextmanager
def partnership(
    blocker: DjangoDbBlocker, *, children: int, today: date, seed: int = 1, workers: int = 2
) -> Iterator[loading.Report]:
    """Load it, and empty the tables in the end.

    The test must be marked `django_db`: else pytest-django makes no test database, and this is another one.
    """
    with blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        try:
            yield loading.load(
                children=children, seed=seed, today=today, workers=workers, tell=lambda _: None
            )
        finally:
            call_command("flush", interactive=False, verbosity=0)
