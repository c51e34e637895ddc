"""A large authority, made once for all that is measured: `load_synthetic` with BENCH_CHILDREN (100,000)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import synthetic

TODAY = date(2026, 3, 10)
CHILDREN = int(os.environ.get("BENCH_CHILDREN", "100000"))


@pytest.fixture(scope="session")
def authority(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[date]:
    """The day as of which it was made."""
    with synthetic.partnership(django_db_blocker, children=CHILDREN, today=TODAY):
        yield TODAY
