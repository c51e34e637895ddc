"""A social worker writes a plan, shares it and compares its versions; school reads it on a telephone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from safeguarding.rules.london_time import london_date
from tests.e2e.conftest import assert_accessible
from tests.factories import plan_content, plans, records


@pytest.fixture
def child(people):
    """Ada has a child protection plan that nobody has written in yet; school is involved."""
    now, worker = timezone.now(), people.social_worker
    with transaction.atomic():
        made = records.child("Ada", "Dale", by=worker, at=now)
        made.allocated_to, made.team = worker, worker.team
        made.record(by=worker, at=now, reason="test data")
        records.involve(made, people.school.agency, by=worker, at=now)
        plans.episode(made, london_date(now) - timedelta(days=60), by=worker, at=now)
        plan_content.running(made, by=worker, at=now)
    return made


def look(page, name: str) -> None:
    """Axe finds nothing, nothing is scrolled sideways; PICTURES names a directory for pictures."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(os.environ["PICTURES"]) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert_accessible(page)


def dated(page, name: str, day) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "telephone"])
def test_a_plan_is_written_shared_and_compared(people, child, open_browser, phone):
    page, today = open_browser(people.social_worker, phone=phone), london_date(timezone.now())
    where = "phone" if phone else "desk"
    page.goto(f"/children/{child.reference}/")
    page.get_by_role("link", name="Plans", exact=True).first.click()
    look(page, f"plans-{where}")
    page.get_by_role("link", name="Open (Child protection plan").click()
    look(page, f"plan-empty-{where}")
    page.get_by_role("link", name="Change what the plan says").click()
    page.get_by_label("Danger statement").fill("School is worried that Ada is alone at night")
    page.get_by_label("None", exact=True).check()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("There is a problem").wait_for()
    look(page, f"words-{where}")
    page.get_by_label("Safety goal").fill("A grown-up is with Ada every night")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Add an item").click()
    page.get_by_label("Need or danger").fill("Nobody is there on the nights of her mother’s shifts")
    page.get_by_label("Action", exact=True).fill("Find a sitter for these nights")
    look(page, f"item-form-{where}")
    page.get_by_role("button", name="Add the item").click()
    page.get_by_text("Not SMART").wait_for()
    page.get_by_role("link", name="Record that it was shared, or why not").click()
    page.get_by_label("With whom?").fill("Mona Dale")
    page.get_by_label("Yes", exact=True).check()
    dated(page, "shared_on", today)
    page.get_by_label("Handed over and talked through").check()
    look(page, f"share-{where}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("It is on record").wait_for()
    page.get_by_role("link", name="Change: item 1").click()
    page.get_by_label("Who owns it?").select_option(
        label=f"{people.school.full_name}, {people.school.agency}"
    )
    dated(page, "due_on", today + timedelta(days=7))
    page.get_by_label("How is it measured?").fill("Nights alone in a week")
    page.get_by_label("Why are you changing this?").fill("Agreed with school")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("SMART", exact=True).wait_for()
    page.get_by_text("The plan has changed since it was last shared").wait_for()
    look(page, f"plan-{where}")
    page.get_by_role("link", name="Compare versions side by side").click()
    page.locator("ins", has_text="Nights alone in a week").wait_for()
    look(page, f"compare-{where}")
    page.goto(f"/children/{child.reference}/visits/")
    page.get_by_role("button", name="Record a visit").click()
    page.get_by_label("Visit under the plan").check()
    page.get_by_role("group", name="Was the child seen?").get_by_label("Yes").first.check()
    page.get_by_role("group", name="Was the child seen alone?").get_by_label("No").check()
    look(page, f"visit-form-{where}")
    page.get_by_role("button", name="Record this visit").click()
    page.get_by_text("There is a problem").wait_for()
    look(page, f"visit-errors-{where}")
    dated(page, "visited_at", today - timedelta(days=1))
    page.locator("[name=visited_at_time]").fill("16:00")
    page.get_by_label("Where?").fill("At home")
    page.get_by_label("Why not alone?").fill("Her mother would not leave")
    page.get_by_label("What was seen and heard?").fill("Ada drew her house at night")
    page.get_by_role("button", name="Record this visit").click()
    page.get_by_text("Her mother would not leave").wait_for()
    look(page, f"visits-{where}")
    school = open_browser(people.school, phone=phone)
    school.goto(f"/children/{child.reference}/plans/")
    school.get_by_role("link", name="Open (Child protection plan").click()
    school.get_by_role("link", name="Record progress: item 1").click()
    school.get_by_label("What was done?").fill("A neighbour sleeps there on two nights")
    school.get_by_role("button", name="Record the progress").click()
    school.get_by_text("A neighbour sleeps there on two nights").wait_for()
    look(school, f"plan-school-{where}")


def test_a_team_manager_sees_what_drifts(people, child, open_browser):
    worker, today = people.social_worker, london_date(timezone.now())
    with transaction.atomic():
        plan_content.item(
            child.plans.get(),
            action="Find a sitter",
            due_on=today - timedelta(days=9),
            by=worker,
            at=timezone.now(),
        )
    page = open_browser(people.team_manager)
    page.goto("/team/")
    page.get_by_role("link", name="Plans of your team that drift").click()
    page.get_by_text("1 action rolled over").wait_for()
    page.get_by_text("The evidence (1)").click()
    look(page, "drift")
    page.get_by_role("link", name="Ada Dale").click()
    page.get_by_role("heading", name="Signs of drift").wait_for()
    page.goto(f"/children/{child.reference}/")
    look(page, "overview-drift")
