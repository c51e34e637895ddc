"""Every form of the service, found by the permission matrix, is sent hostile answers: never a crash."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import cycle, islice

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access import matrix
from tests.access.test_matrix import clients, made  # noqa: F401 - its fixtures
from tests.cases.test_hostile_input import HOSTILE, sendable

pytestmark = pytest.mark.django_db

POSTS = {row.id: row for row in matrix.ROWS if row.method == "post" and row.allowed}
VALUES_FOR_EACH = 7
_values = cycle(HOSTILE)


class _Names(HTMLParser):
    """The names of the fields in a page, without the token that proves where the form came from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if tag in {"input", "select", "textarea", "button"} and name and name != "csrfmiddlewaretoken":
            self.found.add(name)


@pytest.mark.parametrize("row", POSTS.values(), ids=POSTS.keys())
def test_no_form_breaks(made, clients, row):  # noqa: F811
    client = clients[sorted(row.allowed)[0]]
    path = reverse(row.name, kwargs=row.kwargs(made))
    page = _Names()
    with transaction.atomic():
        page.feed(client.get(path).content.decode())
        transaction.set_rollback(True)
    for value in islice(_values, VALUES_FOR_EACH):
        for answers in (dict.fromkeys(page.found, sendable(value)), {"next": sendable(value)}):
            with transaction.atomic():
                status = client.post(path, answers).status_code
                transaction.set_rollback(True)
            assert status in {200, 302, 303, 400, 403, 404, 405, 429}, (row.name, value[:40])
