"""How much the second wall costs: the busiest pages with row-level security on and off (`make bench`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Child
from safeguarding.accounts.models import AgencyKind, User

ROUNDS = 25
AT_MOST = 1.3
pytestmark = [pytest.mark.bench, pytest.mark.django_db]
# Who opens what: the child's page, the chronology, the worklist, search by name.
PAGES = (
    ("social_worker", "/children/{child}/"),
    ("school", "/children/{child}/"),
    ("social_worker", "/children/{child}/chronology/"),
    ("school", "/children/{child}/chronology/"),
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


@dataclass(frozen=True)
class Cast:
    """A child with much on record, and people who work with them."""

    child: Child
    social_worker: User
    school: User
    front_door_manager: User
    team_manager: User


@pytest.fixture
def cast(authority: date, db: None) -> Cast:
    """The child with the longest chronology among those with a social worker and a school."""
    children = Child.objects.filter(
        allocated_to__isnull=False, is_restricted=False, involvements__agency__kind=AgencyKind.SCHOOL
    )
    child = children.annotate(lines=Count("events")).order_by("-lines", "pk")[0]
    worker = child.allocated_to
    school = child.involvements.filter(agency__kind=AgencyKind.SCHOOL)[0].agency
    return Cast(
        child=child,
        social_worker=worker,
        school=User.objects.get(agency=school, is_safeguarding_lead=True),
        front_door_manager=User.objects.get(job_title="Front door manager"),
        team_manager=worker.line_manager,
    )


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
def test_the_wall_costs_little(cast, sign_in, settings, capsys, name, path):
    client, path = sign_in(getattr(cast, name)), path.format(child=cast.child.reference)
    client.post("/search/", {"terms": f"{cast.child.person.given_name} {cast.child.person.family_name}"})
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
