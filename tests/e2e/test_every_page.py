"""Axe finds nothing on any kind of page that a persona reaches in the demo partnership."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import resolve

from safeguarding.accounts.models import User
from safeguarding.demo.personas import PASSWORD
from tests.access.test_crawler import Walk, guest_path, kind_of
from tests.e2e.conftest import accessibility_faults, sign_in

# Between them they reach every kind of page that is linked from anywhere.
WALKERS = {
    "front door manager": "dana.okafor@northmoor.example",
    "social worker": "sam.brennan@northmoor.example",
    "school": "sarah.linton@northmoor.example",
    "GP": "gareth.penrose@northmoor.example",
    "minute-taker": "bea.lowry@northmoor.example",
    "partnership admin": "paula.grant@northmoor.example",
    "system admin": "sol.archer@northmoor.example",
}


@pytest.mark.parametrize("walker", WALKERS)
def test_every_kind_of_page_is_accessible(transactional_db, open_browser, walker):
    # Given the demo partnership, and one page of each kind that this persona reaches by links
    call_command("load_demo", "--small", verbosity=0)
    user = User.objects.get(email=WALKERS[walker])
    kinds: dict[str, str] = {}
    for path, answer in Walk(user, sends_forms=False).pages():
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            kinds.setdefault(resolve(path.partition("?")[0]).view_name, path)
    assert len(kinds) >= 5
    # When each is opened in a browser
    page = open_browser()
    sign_in(page, user, PASSWORD)
    faults = {}
    for kind, path in kinds.items():
        page.goto(path)
        if found := accessibility_faults(page):
            faults[kind] = found
    # Then axe finds nothing on any of them
    assert faults == {}


def test_a_guests_pages_are_accessible(transactional_db, open_browser):
    # Given the demo partnership, and the private link of somebody whose copy of minutes is there
    call_command("load_demo", "--small", verbosity=0)
    path = guest_path("Dr Anil Deshpande")
    # When each page that it leads to is opened in a browser
    page = open_browser()
    faults, kinds = {}, set()
    for address, answer in Walk(None, sends_forms=False, start=path).pages():
        if address.startswith(path) and answer.get("Content-Type", "").startswith("text/html"):
            kinds.add(kind_of(address))
            page.goto(address)
            if found := accessibility_faults(page):
                faults[address.removeprefix(path)] = found
    # Then axe finds nothing on any of them
    assert "guest" in kinds
    assert faults == {}
