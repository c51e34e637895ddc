"""Every address, with every persona: who gets the page, who is refused, for whom it doesn't exist."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import addresses, matrix, world
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROWS = {row.id: row for row in matrix.ROWS}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The small world that the addresses point into, built once: no request of these tests is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(made):
    """Every persona, signed in."""
    signed_in = {persona: Client() for persona in NAMES}
    for persona, client in signed_in.items():
        client.force_login(made.user(persona), backend=BACKEND)
    return signed_in


def _expected(row: matrix.Row, persona: str) -> int:
    if persona in row.allowed:
        return row.success
    return 403 if persona in row.refused else row.otherwise


def _answer(client: Client, method: str, path: str) -> int:
    """The status; what the request changed is undone, so that each persona meets the same world."""
    with transaction.atomic():
        status: int = getattr(client, method)(path).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_who_gets_the_page(made, clients, row):
    path = reverse(row.name, kwargs=row.kwargs(made))
    answers = {persona: _answer(clients[persona], row.method, path) for persona in NAMES}
    assert answers == {persona: _expected(row, persona) for persona in NAMES}


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.of_child], ids=lambda row: row.id)
def test_a_restricted_record_has_no_pages_but_for_those_named_on_it(made, clients, row):
    path = reverse(row.name, kwargs={**row.kwargs(made), "reference": made.restricted.reference})
    seen = {persona for persona in NAMES if _answer(clients[persona], row.method, path) != 404}
    assert seen <= {"head_of_service"}


@pytest.mark.parametrize(
    "row", [row for row in ROWS.values() if row.of_child and row.method == "get"], ids=lambda row: row.id
)
def test_no_page_of_a_child_stays_in_a_browser_or_a_proxy(made, clients, row):
    client = clients[min(row.allowed)]
    with transaction.atomic():
        answer = client.get(reverse(row.name, kwargs=row.kwargs(made)))
        transaction.set_rollback(True)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("row", [row for row in ROWS.values() if not row.public], ids=lambda row: row.id)
def test_nobody_gets_it_without_signing_in(made, row):
    path = reverse(row.name, kwargs=row.kwargs(made))
    with transaction.atomic():
        answer = getattr(Client(), row.method)(path)
        transaction.set_rollback(True)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/")


def test_no_address_is_unlisted():
    assert addresses.names() - {row.name for row in matrix.ROWS} == set()
    assert {row.name for row in matrix.ROWS} - addresses.names() == set()
