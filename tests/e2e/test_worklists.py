"""Worklists in a real browser: narrowed, grouped, and a worker's work handed over; also on a telephone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tests.e2e.conftest import assert_accessible
from tests.factories import partnership
from tests.factories.worklists import LATE, allocated, clock, leave, paused


@pytest.fixture
def work(people):
    """What a social worker of the team holds: late, soon, paused; and what one who left held."""
    now, worker = timezone.now(), people.social_worker
    taker = partnership.user("Nadia Price", worker.agency, in_team=worker.team)
    gone = partnership.user("Gil Gone", worker.agency, in_team=worker.team)
    with transaction.atomic():
        for name in ("Ada", "Ben", "Cai"):
            child = allocated(people, worker, at=now, name=name)
            clock(child, by=worker, at=now, started=now - LATE, responsible=worker)
            clock(child, by=worker, at=now, rule="visit_cp", started=now - timedelta(days=10))
        paused(
            clock(allocated(people, worker, at=now, name="Dot"), by=worker, at=now),
            by=people.team_manager,
            at=now,
        )
        clock(allocated(people, gone, at=now, name="Eve"), by=worker, at=now)
    leave(gone)
    return taker


def look(page, name: str) -> None:
    """A picture of the page for whoever wants to see it: PICTURES names the directory."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(os.environ["PICTURES"]) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("javascript", "phone"), [(True, False), (False, True)], ids=["desk", "telephone"])
def test_from_the_teams_list_to_work_that_is_handed_over(people, work, open_browser, javascript, phone):
    page = open_browser(people.team_manager, javascript=javascript, phone=phone)

    def check(name):
        look(page, f"{name}-{'phone' if phone else 'desk'}")
        if javascript:
            assert_accessible(page)

    page.goto("/team/")
    check("team")
    page.get_by_role("link", name="Overdue").first.click()
    page.get_by_role("heading", name="Overdue").wait_for()
    page.get_by_text("Narrow down or group this list").click()
    page.get_by_label("Group by").select_option("Child")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("heading", name="Ada Dale").first.wait_for()
    assert "show=overdue" in page.url
    assert "group=child" in page.url
    check("team-grouped")
    page.get_by_role("link", name="Remove filter By child").click()
    page.get_by_role("link", name="Sam Brennan").click()
    check("worker")
    page.get_by_role("button", name="Hand over work").click()
    check("hand-over")
    page.get_by_role("button", name="Check before handing over").click()
    page.get_by_role("link", name="Select who takes it over").wait_for()
    check("hand-over-errors")
    page.get_by_label("Ada Dale", exact=True).check()
    page.get_by_label("Nadia Price").check()
    page.get_by_label("Why is it handed over?").fill("Long-term illness")
    page.get_by_role("button", name="Check before handing over").click()
    page.get_by_role("heading", name="Check before handing over").wait_for()
    check("hand-over-check")
    page.get_by_role("button", name="Hand over").click()
    page.get_by_text("Handed over to Nadia Price: 1 child and 1 time limit").wait_for()
    check("handed-over")


def test_home_and_the_partnerships_view(people, work, open_browser):
    page = open_browser(people.social_worker)
    page.get_by_role("link", name="Paused").click()
    page.get_by_text("Paused since").wait_for()
    look(page, "home-paused")
    assert_accessible(page)
    page.goto("/?group=rule")
    look(page, "home-grouped")
    assert_accessible(page)
    page = open_browser(people.partnership_admin)
    page.get_by_role("link", name="Partnership", exact=True).click()
    page.get_by_role("heading", name="Time limits across the partnership").wait_for()
    look(page, "partnership")
    assert_accessible(page)
    assert "Dale" not in page.content()
