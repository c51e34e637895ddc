"""An agency leaves when the others were heard and its action is in hand; a case closes by another's word."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from safeguarding.rules.london_time import london_date
from tests.core_groups import endings
from tests.e2e.conftest import assert_accessible
from tests.e2e.hands import Mouse

ACTION = "Ring the breakfast club each Monday"


def look(page, name: str) -> None:
    """Axe finds nothing, nothing is scrolled sideways; PICTURES names a directory for pictures."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(os.environ["PICTURES"]) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert_accessible(page)


@pytest.fixture
def at():
    """Now, as the browser's clock has it."""
    return timezone.now()


@pytest.fixture
def child(people, at):
    """Given Rosalind, open to social care, with school and a surgery in her network."""
    with transaction.atomic():
        return endings.child(people, at, "school", "gp")


@pytest.fixture
def schools_action(people, child, at):
    """Given a plan with one action, which is the school's."""
    with transaction.atomic():
        plan = endings.need_plan(child, people, at)
        return endings.item(
            plan,
            1,
            action=ACTION,
            owner=people.school,
            due_on=london_date(at) + timedelta(days=7),
            by=people.social_worker,
            at=at,
        )


def test_school_leaves_when_the_surgery_was_heard_and_its_action_is_in_hand(
    people, child, schools_action, open_browser
):
    # When the school asks to leave
    school = open_browser(people.school)
    school.goto(f"/children/{child.reference}/")
    hand = Mouse(school)
    hand.follow("Step-down, leaving and closing")
    hand.follow("Agencies leaving")
    look(school, "leaving-empty")
    hand.follow("An agency asks to leave")
    look(school, "leaving-ask")
    hand.press("Ask")
    look(school, "leaving-ask-errors")
    hand.fill(reason="Rosalind has changed schools")
    hand.press("Ask")
    # Then what stands in the way is on the page
    expect(school.get_by_role("heading", level=1)).to_contain_text("asks to leave")
    expect(school.get_by_text("Nobody takes it on yet")).to_be_visible()
    look(school, "leaving-asked")
    where = school.url

    # When the surgery gives its view
    surgery = open_browser(people.gp)
    surgery.goto(where)
    hand = Mouse(surgery)
    hand.follow("Record a view")
    look(surgery, "leaving-view")
    hand.fill(answer="agrees", words="We shall see her every month")
    hand.press("Record it")
    expect(surgery.get_by_text("We shall see her every month")).to_be_visible()
    look(surgery, "leaving-viewed")

    # And the social worker decides before anybody has the school's action, she is refused with the reason
    worker = open_browser(people.social_worker)
    worker.goto(where)
    hand = Mouse(worker)
    hand.follow("Decide")
    look(worker, "leaving-decide")
    hand.fill(outcome="leaves", reason="The new school is in the network")
    hand.press("Decide")
    expect(worker.get_by_text("There is a problem")).to_be_visible()
    look(worker, "leaving-decide-errors")

    # When she hands it on and decides
    worker.goto(where)
    hand.follow("Say who takes it on")
    look(worker, "leaving-hand-on")
    hand.fill(to_agency=people.gp.agency_id)
    hand.press("Save")
    expect(worker.get_by_text("Nothing stands in the way of leaving")).to_be_visible()
    look(worker, "leaving-handed-on")
    hand.follow("Decide")
    hand.fill(outcome="leaves", reason="The new school is in the network")
    hand.press("Decide")

    # Then the school has left, and its action is the surgery's
    expect(worker.locator("h2 .govuk-tag")).to_have_text("The agency leaves")
    look(worker, "leaving-decided")
    worker.goto(f"/children/{child.reference}/plans/{schools_action.plan_id}/")
    expect(worker.locator("#item-1")).to_contain_text(str(people.gp.agency))
    expect(worker.locator("#item-1")).not_to_contain_text(people.school.full_name)


def test_a_social_worker_writes_a_closure_and_a_manager_signs_it(people, child, open_browser):
    # When a social worker writes the closure
    worker = open_browser(people.social_worker)
    worker.goto(f"/children/{child.reference}/")
    hand = Mouse(worker)
    hand.follow("Step-down, leaving and closing")
    worker.get_by_role("link", name="Closing", exact=True).click()
    look(worker, "closing-empty")
    hand.follow("Write the closure")
    hand.press("Give it to a manager to sign")
    expect(worker.get_by_text("There is a problem")).to_be_visible()
    look(worker, "closing-write-errors")
    today = london_date(timezone.now())
    hand.fill(
        **endings.GATE,
        reason="RC7",
        has_copy="yes",
        family_copy_on_day=today.day,
        family_copy_on_month=today.month,
        family_copy_on_year=today.year,
    )
    look(worker, "closing-write")
    hand.press("Give it to a manager to sign")
    # Then it waits for somebody else's signature
    expect(worker.get_by_text("Waits for a manager’s signature")).to_be_visible()
    expect(worker.get_by_role("button", name="Sign and close")).to_have_count(0)
    look(worker, "closing-written")

    # When a manager reads it and signs
    manager = open_browser(people.team_manager)
    manager.goto(f"/children/{child.reference}/close/")
    expect(manager.get_by_text("Words on neglect_considered")).to_be_visible()
    look(manager, "closing-to-sign")
    Mouse(manager).press("Sign and close")
    # Then the child isn't open any more, and what was signed stays readable
    expect(manager.get_by_text("The child isn’t open to children’s social care")).to_be_visible()
    expect(manager.get_by_text(f"{people.team_manager.full_name}, ").first).to_be_visible()
    look(manager, "closing-signed")


def test_the_pages_of_leaving_fit_a_narrow_telephone(people, child, schools_action, open_browser):
    page = open_browser(people.school, phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/children/{child.reference}/leaving/new/")
    Mouse(page).fill(reason="Rosalind has changed schools")
    look(page, "leaving-ask-phone")
    Mouse(page).press("Ask")
    expect(page.get_by_text(ACTION).first).to_be_visible()
    look(page, "leaving-asked-phone")
