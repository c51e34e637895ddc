"""No page asks the database more than its checked-in budget, however much there is to show."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access import matrix, world
from tests.factories import records, referrals

pytestmark = pytest.mark.django_db

BUDGETS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_budgets.json").read_text())
KWARGS = {row.name: row.kwargs for row in matrix.ROWS if row.method == "get"}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The small world, then more of everything a page could ask for one by one; built once, and what a test
    changes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        small = world.build()
        worker, at = small.personas.front_door_worker, small.at
        for number in range(6):
            records.event(small.child, by=worker, at=at - timedelta(days=number))
            referrals.referral(by=small.personas.school, at=at - timedelta(minutes=number))
            other = records.child(f"Ada{number}", "Example", by=worker, at=at)
            records.relate(other.person, small.child.person, "sibling", by=worker, at=at)
        yield small
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_stays_within_its_budget(made, sign_in, page):
    name, persona = page.split()
    client = sign_in(made.user(persona))
    path = reverse(name, kwargs=KWARGS[name](made))
    if name == "search":
        client.post(path, {"terms": "Ada Example"})
        path += "?page=1"
    if name == "front_door_match":
        unmatched = made.personas.school.referrals.order_by("-received_at").exclude(pk=made.referral.pk)
        path = reverse(name, args=[unmatched[0].reference, 1])
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    asked = [query["sql"][:150] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= BUDGETS[page], "\n".join(asked)
