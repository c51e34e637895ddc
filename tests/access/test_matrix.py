"""Every address, with every persona: who gets the page, who is refused, for whom it doesn't exist."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import addresses, matrix, world
from tests.factories.partnership import NAMES

ROWS = {row.id: row for row in matrix.ROWS}


@pytest.fixture
def made(db):
    """The small world that the addresses point into."""
    return world.build()


def _expected(row: matrix.Row, persona: str) -> int:
    if persona in row.allowed:
        return row.success
    return 403 if persona in row.refused else row.otherwise


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_who_gets_the_page(made, sign_in, row):
    path = reverse(row.name, kwargs=row.kwargs(made))
    answers = {
        persona: getattr(sign_in(made.user(persona)), row.method)(path).status_code for persona in NAMES
    }
    assert answers == {persona: _expected(row, persona) for persona in NAMES}


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.of_child], ids=lambda row: row.id)
def test_a_restricted_record_has_no_pages_but_for_those_named_on_it(made, sign_in, row):
    path = reverse(row.name, kwargs={**row.kwargs(made), "reference": made.restricted.reference})
    seen = {
        persona
        for persona in NAMES
        if getattr(sign_in(made.user(persona)), row.method)(path).status_code not in (404,)
    }
    assert seen <= {"head_of_service"}


@pytest.mark.parametrize("row", [row for row in ROWS.values() if not row.public], ids=lambda row: row.id)
def test_nobody_gets_it_without_signing_in(made, row):
    path = reverse(row.name, kwargs=row.kwargs(made))
    answer = getattr(Client(), row.method)(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/")


def test_no_address_is_unlisted():
    assert addresses.names() - {row.name for row in matrix.ROWS} == set()
    assert {row.name for row in matrix.ROWS} - addresses.names() == set()
