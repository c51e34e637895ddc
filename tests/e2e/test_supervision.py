"""A manager writes a supervision, the worker signs, the manager signs: then it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Plan, PlanItem, Supervision
from cases.supervision_states import PARTS, SupervisionState
from safeguarding.rules.london_time import london_date
from tests.e2e.hands import Mouse
from tests.factories import plans, supervisions


@pytest.fixture
def child(people):
    """A girl with a child protection plan and a promise that wasn't kept."""
    at, by = timezone.now() - timedelta(days=30), people.team_manager
    with transaction.atomic():
        made = supervisions.child(people, at, "Unity")
        plan: Plan = plans.plan(made, london_date(at), by=by, at=at)
        PlanItem(
            plan=plan,
            number=1,
            need="Hearing",
            action="Bring Unity to the hearing test",
            owner_name="Her mother",
            due_on=london_date(at) + timedelta(days=10),
        ).record(by=by, at=at, reason="test data")
    return made


def day(name: str, days: int = 0) -> dict[str, int]:
    """A date some days from now, as the form asks for it."""
    value = london_date(timezone.now()) + timedelta(days=days)
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def look(hands: Mouse, heading: str) -> None:
    """The page with this heading has come, and axe finds nothing on it."""
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text(heading)
    hands.look()


def start(page: Page, people) -> Mouse:
    """The manager starts a supervision of the social worker."""
    hands = Mouse(page)
    hands.follow("Supervision")
    look(hands, "Supervision")
    hands.follow("Start a supervision")
    look(hands, "Start a supervision")
    hands.press("Start")
    expect(page.get_by_role("alert")).to_contain_text("Select what it is")
    hands.fill(kind="case", worker=people.social_worker.pk, **day("held_on"))
    hands.press("Start")
    return hands


def test_a_manager_writes_one_the_worker_signs_the_manager_signs(people, child, open_browser):
    manager = open_browser(people.team_manager)
    hands = start(manager, people)
    look(hands, "Which children do you discuss?")
    hands.fill(children=[child.pk])
    hands.press("Put them in")
    expect(manager.get_by_text("Bring Unity to the hearing test").first).to_be_visible()
    expect(manager.get_by_text("Is agreeing a way of being left alone?").first).to_be_visible()
    look(hands, "Case supervision")

    hands.follow("Write")
    look(hands, "Supervision about Unity")
    expect(manager.locator("#facts")).to_contain_text("Her mother")
    hands.fill(**{part.value: f"Words on {part.value}" for part in PARTS})
    hands.press("Save")
    hands.follow("Days and agenda")
    look(hands, "Days and agenda")
    hands.fill(**day("next_on", 28))
    hands.press("Save")
    hands.follow("Agree an action")
    look(hands, "Agree an action")
    hands.fill(what="See Unity alone at school", owner=people.social_worker.pk, child=child.pk)
    hands.fill(**day("due_on", 5))
    hands.press("Save")
    expect(manager.get_by_role("table", name="Actions")).to_contain_text("See Unity alone at school")

    worker = open_browser(people.social_worker)
    theirs = Mouse(worker)
    theirs.follow("Supervision")
    look(theirs, "Supervision")
    theirs.follow("Case supervision")
    theirs.follow("Read and sign")
    look(theirs, "Read and sign")
    theirs.press("Sign")
    expect(worker.get_by_role("alert")).to_contain_text("Tick the box")
    theirs.fill(agreed=True)
    theirs.press("Sign")
    expect(worker.get_by_role("alert")).to_contain_text("You have signed")
    look(theirs, "Case supervision")

    hands.follow("Supervision")
    to_sign = manager.locator("section", has=manager.locator("#to-sign")).or_(manager.locator("#to-sign"))
    expect(to_sign.first).to_be_visible()
    hands.follow("Case supervision")
    hands.follow("Read and sign")
    hands.fill(agreed=True)
    hands.press("Sign")
    expect(manager.get_by_role("alert")).to_contain_text("Everybody has signed: it stands")
    look(hands, "Case supervision")
    expect(manager.get_by_role("table", name="Actions")).to_contain_text("Words on decision (decision)")
    assert Supervision.objects.get().state == SupervisionState.SIGNED

    hands.follow("Add to it or put it right")
    look(hands, "Add to a signed supervision")
    hands.fill(text="The visit was on Monday")
    hands.press("Save")
    expect(manager.get_by_text("The visit was on Monday")).to_be_visible()
    with manager.expect_download() as loaded:
        hands.follow("As a PDF")
    assert loaded.value.suggested_filename.startswith("supervision-")
    manager.goto(f"/children/{child.reference}/")
    hands.follow("Supervision")
    look(hands, "Supervision")


def test_a_head_of_service_samples_one_and_sees_how_much_was_in_time(people, child, open_browser):
    at = timezone.now()
    with transaction.atomic():
        supervisions.signed(people, at, children=[child])
    head = open_browser(people.head_of_service)
    hands = Mouse(head)
    hands.follow("Supervision")
    hands.follow("Sample records")
    look(hands, "Sample supervision records")
    hands.follow("Case supervision")
    hands.follow("Sample this record")
    look(hands, "Sample this record")
    hands.fill(grade="2", words="The facts are used well")
    hands.press("Save")
    expect(head.get_by_text("Grade 2: Good enough")).to_be_visible()
    hands.follow("Supervision")
    hands.follow("How much was in time")
    look(hands, "Supervision in time")
    expect(head.get_by_role("table", name="By level")).to_contain_text("Social workers")


@pytest.mark.parametrize("javascript", [True, False])
def test_it_works_on_a_telephone_and_without_scripts(people, child, open_browser, javascript):
    at = timezone.now()
    with transaction.atomic():
        row = supervisions.begun(people, at, children=[child])
    page = open_browser(people.social_worker, javascript=javascript, phone=True)
    for where in ("", f"{row.pk}/", f"{row.pk}/children/{child.reference}/", f"{row.pk}/agenda/"):
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"/supervision/{where}")
        if javascript:
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, where
    page.goto(f"/supervision/{row.pk}/children/{child.reference}/")
    hands = Mouse(page, runs_scripts=javascript)
    hands.fill(seen="On Monday, alone")
    hands.press("Save")
    expect(page.get_by_text("On Monday, alone")).to_be_visible()
