"""Passkeys in a real browser with a virtual authenticator, under the service's content security policy."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD, OpenBrowser, assert_accessible
from tests.factories.partnership import Personas

REFUSAL = 'async () => { throw new DOMException("", "NotAllowedError") }'


def plug_in_authenticator(page: Page) -> None:
    """Give the browser a platform authenticator that keeps passkeys and says yes to everything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def complaints(page: Page) -> list[str]:
    """What the browser will have refused or thrown from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def add_passkey(page: Page, *, name: str = "Work laptop") -> None:
    """Add a passkey from one's account page, confirming the password on the way."""
    page.goto("/account/second-factor/passkeys/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    page.get_by_label("Name of this passkey").fill(name)
    assert_accessible(page)
    page.get_by_label("I can sign in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    """Sign out by the button at the top of every page."""
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")


def test_a_passkey_is_added_and_signs_in_without_a_password(
    people: Personas, open_browser: OpenBrowser
) -> None:
    page = open_browser(people.police)
    plug_in_authenticator(page)
    refused = complaints(page)
    add_passkey(page)
    page.goto("/account/second-factor/passkeys/")
    expect(page.get_by_role("rowheader", name="Work laptop")).to_be_visible()
    assert_accessible(page)

    sign_out(page)
    assert_accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/account/")

    expect(page.get_by_text(people.police.email)).to_be_visible()
    assert [text for text in refused if "404" not in text] == []


def test_a_passkey_is_the_second_factor_after_the_password(
    people: Personas, open_browser: OpenBrowser
) -> None:
    page = open_browser(people.police)
    plug_in_authenticator(page)
    add_passkey(page)
    sign_out(page)

    page.get_by_label("Email address").fill(people.police.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/account/")

    expect(page.get_by_text(people.police.email)).to_be_visible()


def test_a_passkey_is_renamed_and_removed_after_confirming_with_it(
    people: Personas, open_browser: OpenBrowser
) -> None:
    page = open_browser(people.police)
    plug_in_authenticator(page)
    add_passkey(page)

    page.goto("/account/second-factor/passkeys/reauthenticate/?next=/account/second-factor/passkeys/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of this passkey").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader", name="Old laptop")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the passkey").click()

    expect(page.get_by_text("You have no passkeys")).to_be_visible()


def test_a_refused_passkey_is_said_in_words(people: Personas, open_browser: OpenBrowser) -> None:
    page = open_browser()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    page.goto("/account/login/")

    page.evaluate("() => { navigator.credentials.get = " + REFUSAL + " }")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text("No passkey was used. Try again, or use another way.")


def test_without_javascript_the_sign_in_page_offers_what_works(
    people: Personas, open_browser: OpenBrowser
) -> None:
    page = open_browser(javascript=False)
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()

    page = open_browser(people.police, javascript=False)
    page.goto("/account/second-factor/passkeys/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
