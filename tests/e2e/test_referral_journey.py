"""A referral, from a school's first words to the outcome the school reads: the whole way, three ways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cases.models import Referral
from tests.e2e.conftest import assert_accessible
from tests.e2e.hands import Keyboard, Mouse

SECTIONS = {
    "you": {"who": "self", "own_phone": "01632 960 001"},
    "danger": {"immediate_danger": "no", "crime_alleged": "no"},
    "family": {"address_lines": "4 Mill Lane", "males": "The father left; nobody met him.", "known": "no"},
    "happened": {"what_happened": "No coat for the third day in the snow.", "happened_when": "This week"},
    "daily-life": {"daily_life": "She gets Alfie up.", "heard": "yes", "voice": "I look after Alfie."},
    "concerns": {"themes_abuse": ["neglect"], "themes_home": ["young_carer"], "tool": "none"},
    "level": {"level": "3", "level_rationale": "Early help was refused twice."},
    "parents": {"parents_know": "agree", "sharing_basis": "safeguarding"},
}
CHILDREN = (
    {"given_name": "Maisie", "family_name": "Thornbury", "born": "age", "age": "8", "sex": "F"},
    {"given_name": "Alfie", "family_name": "Thornbury", "born": "age", "age": "5", "sex": "M"},
)
MOTHER = {"name": "Kerry Thornbury", "relationship": "Mother", "sex": "F", "in_household": "yes"}


@pytest.mark.parametrize(
    ("hands", "javascript"),
    [(Mouse, True), (Mouse, False), (Keyboard, True)],
    ids=["mouse", "without scripts", "keyboard alone"],
)
def test_two_siblings_from_the_schools_referral_to_the_outcome_it_reads(
    people, open_browser, hands, javascript
):
    # Given a school's safeguarding lead, a worker and a manager of the front door
    # When the school refers two siblings
    school = hands(open_browser(people.school, javascript=javascript), runs_scripts=javascript)
    reference = _refer(school)
    # Then it gets a reference and a promise, and nothing about a record
    expect(school.page.get_by_text("decision by")).to_be_visible()
    # When the front door finds each child a record
    worker = hands(open_browser(people.front_door_worker, javascript=javascript), runs_scripts=javascript)
    for position in (1, 2):
        _match(worker, reference, position)
    # And the manager decides for each, with the history in front of them
    manager = hands(open_browser(people.front_door_manager, javascript=javascript), runs_scripts=javascript)
    for position in (1, 2):
        _decide(manager, reference, position)
    # Then the school is told, and reads outcome and reasons
    school.page.goto("/notifications/")
    school.look()
    expect(school.page.get_by_text(reference).first).to_be_visible()
    school.page.goto(f"/referrals/{reference.lower()}/")
    school.look()
    expect(school.page.get_by_text("A social worker will visit this week.")).to_have_count(2)
    for child in Referral.objects.get(reference=reference).children.all():
        assert child.child.reference not in school.page.content()


def _refer(school: Mouse) -> str:
    page = school.page
    school.follow("Referrals")
    school.look()
    school.follow("Make a referral")
    school.look()
    school.press("Start now")
    tasks = page.url
    school.look()
    for slug, answers in SECTIONS.items():
        page.goto(f"{tasks}{slug}/")
        school.look()
        school.fill(**answers)
        school.press("Save and continue")
        expect(page.get_by_text("There is a problem")).to_have_count(0)
    for child in CHILDREN:
        _add(school, f"{tasks}children/new/", child)
    _add(school, f"{tasks}adults/new/", MOTHER)
    page.goto(tasks)
    school.look()
    expect(page.get_by_text("You have completed 10 of 10 sections")).to_be_visible()
    school.follow("Check your answers and send")
    school.look()
    expect(page.get_by_text("Alfie Thornbury").first).to_be_visible()
    school.press("Send the referral")
    page.wait_for_url("**/sent/")
    school.look()
    return re.search(r"/referrals/(\w+)/sent/", page.url).group(1).upper()


def _add(school: Mouse, path: str, answers: dict[str, str]) -> None:
    school.page.goto(path)
    school.look()
    school.fill(**answers)
    school.press("Save and continue")
    expect(school.page.get_by_text("There is a problem")).to_have_count(0)


def _match(worker: Mouse, reference: str, position: int) -> None:
    page = worker.page
    page.goto("/front-door/")
    worker.look()
    expect(page.get_by_text(reference).first).to_be_visible()
    page.goto(f"/front-door/{reference}/{position}/")
    worker.look()
    worker.follow("Find the child’s record, or make one")
    worker.look()
    worker.fill(choice="new")
    worker.press("Continue")
    expect(page.get_by_text("The record is matched")).to_be_visible()
    worker.look()
    worker.press("Save and continue")
    expect(page.get_by_role("link", name="Read the history")).to_be_visible()
    worker.follow("Read the history")
    worker.look()


def _decide(manager: Mouse, reference: str, position: int) -> None:
    page: Page = manager.page
    page.goto(f"/front-door/{reference}/{position}/")
    manager.follow("Decide what happens next")
    manager.look()
    manager.fill(
        outcome="assessment",
        level="3",
        rationale="Neglect over time, early help refused.",
        reasons_for_referrer="A social worker will visit this week.",
    )
    manager.press("Continue")
    manager.look()
    manager.press("Confirm the decision")
    expect(page.get_by_text("The decision is recorded")).to_be_visible()
    manager.look()


def test_an_empty_section_says_what_is_missing_and_where(people, open_browser):
    # Given a draft, when a section is sent empty
    page = open_browser(people.school)
    page.goto("/referrals/new/")
    Mouse(page).press("Start now")
    page.goto(f"{page.url}happened/")
    Mouse(page).press("Save and continue")
    # Then the summary has the focus, and its link leads to the question
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert_accessible(page)
    summary.get_by_role("link").first.click()
    expect(page.locator('[name="what_happened"]')).to_be_focused()
