"""The second factor: set up, asked for, required."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse

from safeguarding.accounts.middleware import OPEN_WITHOUT_SECOND_FACTOR
from safeguarding.accounts.models import User
from tests.accounts.test_sign_in import PASSWORD, is_signed_in, try_to_sign_in, with_password
from tests.factories import partnership


@pytest.fixture
def police(personas: partnership.Personas) -> User:
    """The police sergeant, with a password."""
    return with_password(personas.police)


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator app with this secret shows now, or some steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def confirm_password(client: Client) -> None:
    """Answer the question for the password that comes before a change of how one signs in."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def set_up_app(client: Client) -> str:
    """Set up an authenticator app as a person does; return its secret."""
    confirm_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text).group(1).replace(" ", "")
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302, answer.text
    return secret


@pytest.fixture
def signed_in(police: User) -> Client:
    """A client signed in through the sign-in page."""
    client = Client()
    try_to_sign_in(client, police.email)
    return client


def test_an_authenticator_app_is_set_up_with_a_picture_and_a_key(signed_in, police):
    confirm_password(signed_in)
    page = signed_in.get(reverse("mfa_activate_totp")).text
    assert 'src="data:image/svg+xml;base64,' in page

    set_up_app(signed_in)

    assert Authenticator.objects.filter(user=police, type="totp").exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_is_told_by_mail_without_a_name(signed_in, police):
    set_up_app(signed_in)

    message = next(m for m in mail.outbox if m.subject == "An authenticator app was set up")
    assert message.to == [police.email]
    assert "tell the system admin of your partnership at once" in message.body
    assert police.full_name not in message.body


def test_the_key_is_encrypted_in_the_database(signed_in, police):
    secret = set_up_app(signed_in)

    stored = Authenticator.objects.get(user=police, type="totp").data["secret"]
    assert secret not in stored


def test_setting_up_asks_for_the_password_once_more(signed_in):
    answer = signed_in.get(reverse("mfa_activate_totp"))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert "Enter your password once more" in signed_in.get(answer["Location"]).text


def test_a_wrong_code_sets_up_nothing(signed_in, police):
    confirm_password(signed_in)
    signed_in.get(reverse("mfa_activate_totp"))

    answer = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "The code is not right" in answer.text
    assert not Authenticator.objects.exists()


def test_recovery_codes_come_with_the_first_factor_and_can_be_kept(signed_in):
    set_up_app(signed_in)

    page = signed_in.get(reverse("mfa_view_recovery_codes")).text
    file = signed_in.get(reverse("mfa_download_recovery_codes"))

    codes = file.text.split()
    assert len(codes) == 10
    assert all(code in page for code in codes)
    assert file["Content-Type"].startswith("text/plain")


def test_new_recovery_codes_take_the_place_of_the_old(signed_in):
    set_up_app(signed_in)
    old = signed_in.get(reverse("mfa_download_recovery_codes")).text.split()
    assert "now stop working" in signed_in.get(reverse("mfa_generate_recovery_codes")).text

    signed_in.post(reverse("mfa_generate_recovery_codes"))

    assert not set(old) & set(signed_in.get(reverse("mfa_download_recovery_codes")).text.split())


def test_the_password_alone_no_longer_signs_in_somebody_with_a_second_factor(signed_in, police):
    secret = set_up_app(signed_in)
    client = Client()

    answer = try_to_sign_in(client, police.email)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)
    assert client.get("/account/").status_code == 302
    assert "Confirm it is you" in client.get(reverse("mfa_authenticate")).text

    assert "The code is not right" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).text
    assert not is_signed_in(client)

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps=1)})
    assert is_signed_in(client)


def test_a_recovery_code_signs_in_once(signed_in, police):
    set_up_app(signed_in)
    code = signed_in.get(reverse("mfa_download_recovery_codes")).text.split()[0]
    outcomes = []
    for _ in range(2):
        client = Client()
        try_to_sign_in(client, police.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append(is_signed_in(client))

    assert outcomes == [True, False]


def test_the_app_can_be_removed_after_confirming(signed_in, police):
    set_up_app(signed_in)
    assert "Remove the authenticator app" in signed_in.get(reverse("mfa_deactivate_totp")).text

    signed_in.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(user=police).exists()


def test_confirming_again_takes_the_app_too(signed_in):
    set_up_app(signed_in)

    page = signed_in.get(reverse("mfa_reauthenticate"))

    assert page.status_code == 200
    assert "Use your password" in page.text


@pytest.mark.parametrize("name", ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn"])
def test_second_factor_pages_open(signed_in, name):
    confirm_password(signed_in)

    assert signed_in.get(reverse(name)).status_code == 200


def test_recovery_codes_without_a_factor_are_not_there(signed_in):
    assert signed_in.get(reverse("mfa_view_recovery_codes")).status_code == 404


class TestRequired:
    """With SECOND_FACTOR_REQUIRED, as in production."""

    @pytest.fixture(autouse=True)
    def _required(self, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True

    def test_production_requires_it(self):
        from pathlib import Path

        from django.conf import settings

        text = (Path(settings.BASE_DIR) / "safeguarding/settings/production.py").read_text()
        assert 'SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=True)' in text

    @pytest.mark.parametrize("path", ["/", "/account/", "/account/password/change/", "/directory/"])
    def test_without_one_every_page_leads_to_setting_one_up(self, signed_in, path):
        answer = signed_in.get(path)

        assert answer.status_code == 302
        assert answer["Location"] == reverse("mfa_index")

    def test_only_pages_that_help_to_set_one_up_are_open(self):
        known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

        assert known >= OPEN_WITHOUT_SECOND_FACTOR - {"health"}
        assert not {name for name in OPEN_WITHOUT_SECOND_FACTOR if name.startswith("directory")}

    def test_one_can_be_set_up_and_opens_the_rest(self, signed_in):
        assert "set up something that only you have" in signed_in.get(reverse("mfa_index")).text

        set_up_app(signed_in)

        assert signed_in.get("/account/").status_code == 200

    def test_one_can_sign_out_without_one(self, signed_in):
        signed_in.post("/account/logout/")

        assert not is_signed_in(signed_in)

    def test_people_who_are_not_signed_in_still_see_the_sign_in_page(self, client, db):
        assert client.get("/account/login/").status_code == 200
