"""A manager shares out work: a child to who fits, what the former worker tells the next, the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import AllocationRecord, Child, HandoverNote
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from tests.e2e.conftest import PASSWORD
from tests.e2e.hands import Mouse
from tests.factories import partnership, plans
from tests.factories.worklists import allocated


@pytest.fixture
def taker(people) -> User:
    """A colleague of the social worker."""
    made = partnership.user("Nadia Price", people.social_worker.agency, in_team=people.social_worker.team)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


@pytest.fixture
def child(people) -> Child:
    """A girl on a child protection plan, with the social worker."""
    at, by = timezone.now() - timedelta(days=30), people.team_manager
    with transaction.atomic():
        made = allocated(people, people.social_worker, at=at, name="Robin")
        plans.plan(made, london_date(at), by=by, at=at)
    return made


def at_record(page: Page, child: Child) -> Mouse:
    """Somebody at the child's record."""
    page.goto(f"/children/{child.reference}/")
    return Mouse(page)


def test_a_child_changes_workers_and_the_next_one_knows_what_matters(people, child, taker, open_browser):
    # Given a manager who first says what the colleague can do
    hands = Mouse(open_browser(people.team_manager))
    hands.page.goto("/workloads/")
    hands.look()
    hands.follow("Nadia Price")
    hands.follow("Change skills")
    hands.look()
    hands.fill(skills=["pre_birth"], languages="Polish", reason="Appraisal")
    hands.press("Save the skills")
    expect(hands.page.get_by_text("Skills: Unborn children and babies, Polish.")).to_be_visible()

    # When she allocates the child to the colleague, who lacks a skill that the child needs
    hands = at_record(hands.page, child)
    hands.follow("Allocate")
    hands.look()
    row = hands.page.get_by_role("row", name="Nadia Price")
    expect(row).to_contain_text("Polish")
    hands.fill(skills=["neglect"], worker=taker.pk, reason="Lives near the school")
    hands.press("Allocate")
    # Then she is asked why beside the field, and nothing typed is lost
    expect(hands.page.locator("#id_mismatch_reason-error")).to_contain_text("is not skilled in Neglect")
    expect(hands.page.locator("[name=reason]")).to_have_value("Lives near the school")
    hands.look()
    hands.fill(mismatch_reason="Her manager works along")
    hands.press("Allocate")
    expect(hands.page.get_by_text("Nadia Price is the child’s social worker")).to_be_visible()
    expect(hands.page.get_by_text("To be written")).to_be_visible()
    hands.look()
    assert AllocationRecord.objects.get(child=child).mismatches == ["skill"]

    # And the former worker, told on the home page, writes what matters
    hands = Mouse(open_browser(people.social_worker))
    expect(hands.page.get_by_text("1 for you to write")).to_be_visible()
    hands.follow("See them")
    hands.look()
    hands.follow("Robin Dale")
    hands.look()
    hands.follow("Write the note")
    expect(hands.page.get_by_text("Child protection plan since")).to_be_visible()
    hands.look()
    hands.fill(what_matters="She trusts Miss Linton", next_dates="Nothing is arranged", promised="A bag")
    hands.press("Give it to the next worker")
    expect(hands.page.get_by_role("alert")).to_contain_text("Nadia Price is told")

    # And the next one reads it, and says so
    hands = Mouse(open_browser(taker))
    expect(hands.page.get_by_text("1 for you to read")).to_be_visible()
    hands.follow("See them")
    hands.follow("Robin Dale")
    hands.follow("Mark as received")
    hands.look()
    hands.press("I have read it")
    expect(hands.page.get_by_role("alert")).to_contain_text("The note is received")
    assert HandoverNote.objects.get(child=child).received_at is not None


@pytest.mark.parametrize("width", [1280, 360])
def test_the_board_is_read_by_bars_and_by_table_also_on_a_phone(people, child, taker, open_browser, width):
    page = open_browser(people.team_manager)
    page.set_viewport_size({"width": width, "height": 900})
    hands = Mouse(page)
    page.goto("/team/")
    hands.follow("Workloads")
    hands.look()
    expect(page.locator("svg.app-bars")).to_have_accessible_name(
        "How many children each worker carries. The table below has the same figures."
    )
    table = page.get_by_role("table", name="What each worker carries")
    rows = table.get_by_role("row").filter(has=page.get_by_role("link"))
    expect(rows.first).to_contain_text("Sam Brennan")
    hands.follow("Most room")
    expect(rows.first).to_contain_text("Nadia Price")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        "the page itself doesn't move sideways"
    )
    hands.follow("local limits")
    expect(page.get_by_text("18 children allocated to one worker")).to_be_visible()
    hands.look()
    for address in (f"/children/{child.reference}/allocate/", f"/children/{child.reference}/allocations/"):
        page.goto(address)
        hands.look()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
