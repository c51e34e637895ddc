"""The design system in a real browser: accessible, within the real policy, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route

from tests.e2e.conftest import OpenBrowser, assert_accessible

pytestmark = [pytest.mark.urls("tests.ui.gallery"), pytest.mark.django_db(transaction=True)]
PAGES = ["/", "/list", "/form"]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_break_no_policy(open_browser: OpenBrowser, path: str, phone: bool) -> None:
    page = open_browser(phone=phone)
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", note)
    page.goto(path)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []


def test_an_error_takes_the_focus_and_leads_to_its_field(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto("/form")
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert_accessible(page)
    page.get_by_role("link", name="Enter date of birth").click()
    assert page.evaluate("document.activeElement.id") == "id_born-day"


def test_a_conditional_question_opens_with_its_option(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto("/form")
    assert page.get_by_label("Who saw the child?").is_hidden()
    page.get_by_role("group", name="Was the child seen alone?").get_by_label("Yes").check()
    assert page.get_by_label("Who saw the child?").is_visible()
    assert_accessible(page)


def test_without_scripts_every_question_and_no_dead_button_shows(open_browser: OpenBrowser) -> None:
    page = open_browser(javascript=False)
    page.goto("/form")
    assert page.get_by_label("Who saw the child?").is_visible()
    page.goto("/")
    assert page.get_by_role("button", name="Print this page").is_hidden()
    assert page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").is_visible()


def _open_form(page: Page, answers: list[int]) -> list[str]:
    """Open the form with a server whose autosave answers with these statuses (0: no connection) in turn."""
    bodies: list[str] = []

    def answer(route: Route) -> None:
        status = answers.pop(0) if answers else 204
        if status == 0:
            route.abort("internetdisconnected")
            return
        bodies.append(route.request.post_data or "")
        route.fulfill(status=status, json={"saved_at": "2026-03-09T14:05:00Z"} if status == 200 else None)

    page.route("**/autosave", answer)
    page.goto("/form")
    return bodies


def test_a_draft_is_saved_as_it_is_typed(open_browser: OpenBrowser) -> None:
    page = open_browser()
    bodies = _open_form(page, [200])
    with page.expect_request("**/autosave") as caught:
        page.get_by_label("First name").fill("Alex")
        page.get_by_label("First name").blur()
    assert caught.value.headers["x-autosave"] == "1"
    assert caught.value.headers["x-csrftoken"]
    page.get_by_text("Draft saved at 14:05").wait_for()
    assert "first_name=Alex" in bodies[0]


def test_a_lost_connection_is_told_and_the_draft_saved_later(open_browser: OpenBrowser) -> None:
    page = open_browser()
    bodies = _open_form(page, [0, 200])
    page.get_by_label("First name").fill("Alex")
    page.get_by_label("First name").blur()
    page.get_by_text("Not saved: there is no connection.").wait_for()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("Draft saved at 14:05").wait_for()
    assert "first_name=Alex" in bodies[0]


def test_a_refused_draft_is_told(open_browser: OpenBrowser) -> None:
    page = open_browser()
    _open_form(page, [403])
    page.get_by_label("First name").fill("Alex")
    page.get_by_label("First name").blur()
    page.get_by_text("Not saved. Copy what you typed").wait_for()
