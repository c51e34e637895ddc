"""The server dies, the connection goes, the session ends, somebody else was quicker: the words are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases.models import Child, Event, Person
from cases.states import EventKind
from safeguarding.embedded.ports import anywhere, pick
from tests.e2e.conftest import OpenBrowser, assert_accessible, sign_in
from tests.e2e.service import Service
from tests.factories import records
from tests.factories.partnership import Personas

WORDS = "Alfie came without a coat for the third day. He said nobody was at home when he woke."
MORE = " His mother did not answer the phone."
AT = datetime(2026, 3, 9, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def child(people: Personas) -> Child:
    """A child with whom the school is involved."""
    with transaction.atomic():
        made = records.child("Alfie", "Thornbury", by=people.front_door_worker, at=AT)
        records.involve(made, people.school.agency, by=people.front_door_worker, at=AT)
    return made


@pytest.fixture
def service(people: Personas) -> Iterator[Service]:
    """The service in a process of its own."""
    running = Service(pick("gunicorn", anywhere()))
    running.start()
    yield running
    running.kill()


def event_path(child: Child) -> str:
    return f"/children/{child.reference}/chronology/new/"


def words(page: Page):
    return page.get_by_label("What happened?")


def typed(page: Page, text: str) -> None:
    """Type as a person does, key by key, and go on to the next field."""
    words(page).press_sequentially(text, delay=15)


def saved(page: Page) -> None:
    expect(page.get_by_text("Draft saved at")).to_be_visible()


def test_the_words_survive_the_death_of_the_server_and_signing_in_again(
    people: Personas, child: Child, service: Service, open_browser: OpenBrowser
) -> None:
    page = open_browser()
    page.goto(f"{service.url}/account/login/")
    _sign_in_at(page, service, people)
    page.goto(f"{service.url}{event_path(child)}")
    # Somebody types for a while, the page saves as they go
    typed(page, WORDS)
    saved(page)
    # The server dies while they go on typing
    service.kill()
    typed(page, MORE)
    words(page).blur()
    expect(page.get_by_text("Not saved: there is no connection")).to_be_visible()
    expect(words(page)).to_have_value(WORDS + MORE)
    # It comes back, and the page saves by itself what it still holds
    service.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    # It dies once more; on another machine, after signing in, the words are there
    service.kill()
    service.start()
    other = open_browser()
    _sign_in_at(other, service, people)
    expect(other.get_by_role("link", name="Record an event")).to_be_visible()
    assert "Alfie" not in other.locator("#unsent").inner_text()
    other.get_by_role("link", name="Record an event").click()
    expect(words(other)).to_have_value(WORDS + MORE)
    expect(other.get_by_text("You have unsaved text from")).to_be_visible()
    assert_accessible(other)


def _sign_in_at(page: Page, service: Service, people: Personas) -> None:
    page.goto(f"{service.url}/account/login/")
    page.get_by_label("Email address").fill(people.school.email)
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_going_offline_shows_it_and_keeps_the_text(
    people: Personas, child: Child, open_browser: OpenBrowser
) -> None:
    page = open_browser(people.school)
    page.goto(event_path(child))
    page.context.set_offline(True)
    typed(page, WORDS)
    words(page).blur()
    expect(page.get_by_text("Not saved: there is no connection")).to_be_visible()
    expect(words(page)).to_have_value(WORDS)
    page.context.set_offline(False)
    saved(page)


def test_the_words_of_a_session_that_ended_wait_behind_the_sign_in_page_without_scripts_too(
    people: Personas, child: Child, open_browser: OpenBrowser, settings
) -> None:
    page = open_browser(people.school, javascript=False)
    page.goto(event_path(child))
    words(page).fill(WORDS)
    settings.SESSION_IDLE_SECONDS = 0
    page.get_by_role("button", name="Record this event").click()
    expect(page.get_by_text("You were signed out because")).to_be_visible()
    settings.SESSION_IDLE_SECONDS = 900
    page.get_by_label("Email address").fill(people.school.email)
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{event_path(child)}")
    expect(words(page)).to_have_value(WORDS)
    assert not Event.objects.filter(kind=EventKind.SCHOOL_CONCERN).exists()


def test_whoever_does_nothing_is_warned_and_stays_or_leaves_with_the_draft_saved(
    people: Personas, child: Child, open_browser: OpenBrowser, settings
) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_WARNING_SECONDS = 12, 8
    page = open_browser(people.school)
    page.goto(event_path(child))
    dialog = page.get_by_role("alertdialog", name="You will be signed out soon")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert_accessible(page)
    settings.SESSION_IDLE_SECONDS = 900
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    typed(page, WORDS)
    saved(page)
    # Nothing more is done; the page is left, the words are not
    settings.SESSION_IDLE_SECONDS = 0
    page.evaluate("document.querySelector('#session-warning').showModal()")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("alertdialog", name="You are signed out")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    assert_accessible(page)
    expect(words(page)).to_have_value(WORDS)
    # Signed in again in another tab, the form goes on where it was
    settings.SESSION_IDLE_SECONDS = 900
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    tab = opened.value
    sign_in(tab, people.school)
    tab.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    typed(page, MORE)
    words(page).blur()
    saved(page)


def test_two_people_change_one_record_and_both_read_what_the_other_wrote(
    people: Personas, child: Child, open_browser: OpenBrowser
) -> None:
    path = f"/children/{child.reference}/people/{child.pk}/identity/"
    first, second = open_browser(people.social_worker), open_browser(people.front_door_worker)
    for page in (first, second):
        page.goto(path)
    _rename(first, "Pike")
    expect(first.get_by_text("The changes are saved")).to_be_visible()
    _rename(second, "Marsh")
    expect(second.get_by_text("Somebody else changed this person").first).to_be_visible()
    row = second.get_by_role("row").filter(has_text="Pike")
    expect(row).to_contain_text("Marsh")
    assert_accessible(second)
    assert Person.objects.get(pk=child.pk).family_name == "Pike"
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_text("The changes are saved")).to_be_visible()
    assert Person.objects.get(pk=child.pk).family_name == "Marsh"


def _rename(page: Page, family_name: str) -> None:
    page.locator("[name=family_name]").fill(family_name)
    page.locator("[name=reason]").fill("Certificate seen")
    page.get_by_role("button", name="Save changes").click()


def test_the_page_of_ones_sessions_is_accessible(people: Personas, open_browser: OpenBrowser) -> None:
    other, page = open_browser(people.school), open_browser(people.school)
    page.goto("/account/")
    page.get_by_role("link", name="See and end").click()
    expect(page.get_by_text("(this one)")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("Signed out there")).to_be_visible()
    other.goto("/account/")
    expect(other.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
