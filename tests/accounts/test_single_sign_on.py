"""Single sign-on with the organisation's own account: the whole dance, against a provider on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from safeguarding.accounts.models import User
from safeguarding.audit.models import AccessLog, Action
from tests.accounts import identity_provider
from tests.accounts.test_second_factor import set_up_app
from tests.accounts.test_sign_in import is_signed_in, try_to_sign_in, with_password

LOGIN = "/account/oidc/partnership/login/"


@pytest.fixture
def provider(settings) -> Iterator[identity_provider.Provider]:
    """A running provider that the service is set up for."""
    with identity_provider.running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = identity_provider.configuration(provider)
        yield provider


def come_back(client: Client, **query: str):
    """Press the button, go to the provider and come back as a browser does."""
    sent = client.post(LOGIN + "?process=login", query)
    assert sent.status_code == 302, sent.text
    back = requests.get(sent["Location"], allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def says(provider: identity_provider.Provider, email: str, *, verified: bool = True) -> None:
    """Let the provider know the next visitor by this address."""
    provider.claims = {"sub": "subject-1", "email": email, "email_verified": verified, "name": "Not used"}


def test_the_button_is_there_only_when_a_provider_is_set_up(client, db, provider, settings):
    assert "Sign in with your council account" in client.get("/account/login/").text

    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Sign in with your" not in client.get("/account/login/").text
    assert client.get(LOGIN).status_code == 404


def test_a_verified_address_signs_in_the_person_who_has_it_here(client, personas, provider):
    says(provider, personas.social_worker.email.upper())

    answer = come_back(client)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(personas.social_worker.pk)
    assert AccessLog.objects.filter(action=Action.SIGN_IN, user=personas.social_worker).count() == 1


def test_it_keeps_the_password_and_stores_no_link(client, personas, provider):
    with_password(personas.social_worker)
    says(provider, personas.social_worker.email)

    come_back(client)

    personas.social_worker.refresh_from_db()
    assert personas.social_worker.has_usable_password()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_is_not_verified_signs_nobody_in(client, personas, provider, verified):
    says(provider, personas.social_worker.email, verified=verified)

    answer = come_back(client)

    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_an_unknown_address_gets_no_account_and_is_told_whom_to_ask(client, personas, provider):
    before = User.objects.count()
    says(provider, "stranger@elsewhere.example")

    answer = come_back(client)

    assert answer.status_code == 403
    assert "You have no account here" in answer.text
    assert User.objects.count() == before
    assert not is_signed_in(client)


def test_a_closed_account_is_not_opened_by_it(client, personas, provider):
    personas.social_worker.is_active = False
    personas.social_worker.save()
    says(provider, personas.social_worker.email)

    assert come_back(client).status_code == 403
    assert not is_signed_in(client)


def test_a_second_factor_is_asked_for_all_the_same(client, personas, provider):
    with_password(personas.police)
    first = Client()
    try_to_sign_in(first, personas.police.email)
    set_up_app(first)
    says(provider, personas.police.email)

    answer = come_back(client)

    assert answer["Location"].startswith("/account/second-factor/authenticate/")
    assert not is_signed_in(client)


def test_nobody_links_an_outside_account_to_theirs(sign_in, personas, provider):
    client = sign_in(personas.police)
    says(provider, personas.police.email)
    sent = client.post(LOGIN + "?process=connect")
    back = requests.get(sent["Location"], allow_redirects=False, timeout=5).headers["Location"]

    answer = client.get(back.removeprefix("http://testserver"))

    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_saying_no_over_there_leads_to_a_page_that_says_so(client, personas, provider):
    provider.refuses = True

    answer = come_back(client)

    assert answer.status_code == 302
    assert "You are not signed in" in client.get(answer["Location"]).text


def test_an_answer_that_was_not_asked_for_signs_nobody_in(client, personas, provider):
    says(provider, personas.social_worker.email)
    answer = client.get(LOGIN + "callback/?code=code-0&state=forged")

    assert answer.status_code == 401
    assert "Signing in did not work" in answer.text
    assert not is_signed_in(client)


def test_following_a_link_alone_starts_nothing(client, db, provider):
    answer = client.get(LOGIN)

    assert answer.status_code == 200
    assert "Sign in with your council account" in answer.text
