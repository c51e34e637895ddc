"""How much the second wall costs: the busiest pages with row-level security on and off (`make bench`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import partnership

AUTHORITY = Path(__file__).with_name("authority.sql")
ROUNDS = 25
AT_MOST = 1.3
pytestmark = [pytest.mark.bench, pytest.mark.django_db]
# Who opens what: the child's page, the chronology, the worklist, search by name.
PAGES = (
    ("social_worker", "/children/C0000007/"),
    ("school", "/children/C0000007/"),
    ("social_worker", "/children/C0000007/chronology/"),
    ("school", "/children/C0000007/chronology/"),
    ("social_worker", "/"),
    ("front_door_manager", "/"),
    ("team_manager", "/team/"),
    ("social_worker", "/search/?page=1"),
    ("school", "/search/?page=1"),
)


@dataclass
class Times:
    """Milliseconds of the whole page and of its statements alone, and how many those are."""

    page: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    statements: int = 0

    @property
    def medians(self) -> tuple[float, float]:
        """Of the page, of its statements."""
        return median(self.page), median(self.sql)


@pytest.fixture(scope="module")
def personas(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[partnership.Personas]:
    """The personas in a large authority, made once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = partnership.build()
        keys = {
            "worker": made.social_worker.pk,
            "team": made.social_worker.team_id,
            "lead": made.social_worker.agency_id,
            "school": made.school.agency_id,
            "school_group": made.school.agency.group_id,
            "visiting_group": made.health_visitor.agency.group_id,
            "permission": Permission.objects.get(codename="view_child").pk,
        }
        with connection.cursor() as cursor:
            # Nothing is checked against what it refers to: that would take several times as long.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(AUTHORITY.read_text(), keys)
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("ANALYZE")
        yield made
        transaction.set_rollback(True)


def _visit(client: Client, path: str, times: Times) -> None:
    spent = 0.0

    def timed(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return execute(*args)
        finally:
            spent += time.perf_counter() - start

    start = time.perf_counter()
    with connection.execute_wrapper(timed):
        response = client.get(path)
    times.page.append((time.perf_counter() - start) * 1000)
    times.sql.append(spent * 1000)
    assert response.status_code == 200, path


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_the_wall_costs_little(personas, sign_in, settings, capsys, name, path):
    client = sign_in(getattr(personas, name))
    client.post("/search/", {"terms": "Given838 Family4729"})
    times = {"safeguarding_app": Times(), "none": Times()}
    for role, found in times.items():
        settings.DATABASE_APP_ROLE = role
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found.statements = len(captured)
    for _ in range(ROUNDS):
        for role, found in times.items():
            settings.DATABASE_APP_ROLE = role
            _visit(client, path, found)
    on, off = times["safeguarding_app"], times["none"]
    page, sql = (with_it / without for with_it, without in zip(on.medians, off.medians, strict=True))
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this is for
            f"\n{name:20} {path:38} {off.statements:3} statements;"
            f" page {off.medians[0]:6.1f} -> {on.medians[0]:6.1f} ms ({page:.2f});"
            f" statements {off.medians[1]:6.1f} -> {on.medians[1]:6.1f} ms ({sql:.2f})"
        )
    assert on.statements == off.statements
    assert page <= AT_MOST
