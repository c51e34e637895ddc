"""A real Chromium against a live server; every page a test opens can be checked by axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from safeguarding.accounts.models import User
from tests.factories import partnership

PASSWORD = "correct horse battery staple"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below tests/e2e drives a browser and commits."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = _chromium()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("The browser tests are required, and there is no Chromium")
        pytest.skip("no Chromium found: set CHROMIUM to its path")
    # Playwright's event loop runs in this thread; Django's check for async code would mistake it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def people(transactional_db: None) -> partnership.Personas:
    """The personas, each with a password, in a database the live server sees."""
    personas = partnership.build()
    for _, user in personas:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return personas


OpenBrowser = Callable[..., Page]


@pytest.fixture
def open_browser(browser: Browser, live_server) -> Iterator[OpenBrowser]:
    """`open_browser(user, javascript=True, phone=False)`: a page signed in through the real sign-in page."""
    contexts: list[BrowserContext] = []

    def _open(user: User | None = None, *, javascript: bool = True, phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url.replace("127.0.0.1", "localhost"),
            java_script_enabled=javascript,
            viewport={"width": 375, "height": 740} if phone else {"width": 1200, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if user is not None:
            sign_in(page, user)
        return page

    yield _open
    for context in contexts:
        context.close()


def sign_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """Sign in as a person does."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").or_(page.get_by_label("Email address")).first.fill(user.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    results = Axe().run(page)
    return [
        f"{violation['id']}: {violation['help']} — {[node['target'] for node in violation['nodes']][:3]}"
        for violation in results.response["violations"]
    ]


def assert_accessible(page: Page) -> None:
    """Axe finds nothing on the page as it stands."""
    found = accessibility_faults(page)
    assert found == [], f"{page.url}: {found}"
