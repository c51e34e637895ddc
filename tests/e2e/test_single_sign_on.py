"""Single sign-on in a real browser: its redirect has to pass the content security policy."""

from __future__ import annotations

import copy
from typing import Any

from playwright.sync_api import expect

from tests.accounts import identity_provider
from tests.e2e.conftest import OpenBrowser, assert_accessible
from tests.factories.partnership import Personas


def test_the_button_leads_through_the_organisations_page_and_back(
    people: Personas, open_browser: OpenBrowser, settings: Any
) -> None:
    with identity_provider.running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = identity_provider.configuration(provider)
        policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"].append(provider.issuer)
        settings.CONTENT_SECURITY_POLICY = policy
        provider.claims = {"sub": "1", "email": people.police.email, "email_verified": True}
        page = open_browser()
        page.goto("/account/login/")
        assert_accessible(page)

        page.get_by_role("button", name="Sign in with your council account").click()
        page.wait_for_url(lambda url: "/account/" not in url and provider.issuer not in url)
        page.goto("/account/")

        expect(page.get_by_text(people.police.email)).to_be_visible()


def test_settings_let_forms_go_to_the_provider_that_is_set_up() -> None:
    from safeguarding.settings import base

    assert base.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] == ["'self'"]
    assert base.SSO_ORIGIN == ""
