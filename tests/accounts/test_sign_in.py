"""Signing in: who gets in, how, and what everybody else sees."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from safeguarding.accounts.adapters import AccountAdapter, SingleSignOnAdapter
from safeguarding.accounts.models import User
from safeguarding.audit.models import AccessLog, Action
from tests.factories import partnership

PASSWORD = "correct horse battery staple"
LOGIN = "/account/login/"


@pytest.fixture
def school(personas: partnership.Personas) -> User:
    """The school's safeguarding lead, with a password."""
    return with_password(personas.school)


def with_password(user: User) -> User:
    """The user, now with the tests' password."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def try_to_sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str):
    """Post the sign-in form."""
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    """Whether the client's session is a person's."""
    return "_auth_user_id" in client.session


def test_email_and_password_sign_in_and_lead_to_the_home_page(client, school):
    answer = try_to_sign_in(client, school.email.upper())

    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert is_signed_in(client)


def test_the_page_asked_for_is_where_signing_in_leads(client, school):
    refused = client.get("/account/")
    answer = client.post(
        refused["Location"], {"login": school.email, "password": PASSWORD, "next": "/account/"}
    )

    assert refused["Location"] == "/account/login/?next=/account/"
    assert answer["Location"] == "/account/"


def test_signing_in_never_leads_to_another_site(client, school):
    answer = client.post(
        LOGIN, {"login": school.email, "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert answer["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, school):
    wrong = try_to_sign_in(client, school.email, "something else entirely")
    unknown = try_to_sign_in(client, "nobody@northmoor.example")

    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "There is a problem" in answer.text
        assert "Enter the email address and password of an account you can use" in answer.text
    assert not is_signed_in(client)


def test_empty_boxes_are_named_in_the_error_summary(client, db):
    page = client.post(LOGIN, {}).text

    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert 'href="#id_login"' in page


def test_a_closed_account_does_not_sign_in(client, school):
    school.is_active = False
    school.save()

    try_to_sign_in(client, school.email)

    assert not is_signed_in(client)


def test_signing_in_is_a_line_of_the_access_log_with_the_address(client, school):
    try_to_sign_in(client, school.email, REMOTE_ADDR="203.0.113.7")

    line = AccessLog.objects.get(action=Action.SIGN_IN)
    assert (line.user, line.address, line.agency_name) == (school, "203.0.113.7", school.agency.name)


def test_signing_in_and_choosing_a_password_are_no_change_of_the_record(client, school):
    before = school.history.count()

    try_to_sign_in(client, school.email)

    assert school.history.count() == before


def test_signing_out_takes_a_form_not_a_link(client, school):
    client.force_login(school)

    page = client.get("/account/logout/")

    assert page.status_code == 200
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


SIGNED_OUT_PAGES = {
    "account_login": 200,
    "account_inactive": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key_done": 200,
    "socialaccount_login_cancelled": 200,
}


@pytest.mark.parametrize(("name", "status"), SIGNED_OUT_PAGES.items())
def test_pages_needed_to_sign_in_open_without_signing_in(client, db, name, status):
    assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize(
    "name",
    [
        "your_account",
        "account_change_password",
        "account_set_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_authenticate",
        "directory",
        "directory_agencies",
        "directory_user_new",
    ],
)
def test_every_other_page_leads_to_the_sign_in_page(client, db, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "path",
    [
        "/account/signup/",
        "/account/email/",
        "/account/confirm-email/",
        "/account/3rdparty/",
        "/account/3rdparty/signup/",
        "/account/login/code/",
        "/account/social/signup/",
    ],
)
def test_nobody_signs_up_changes_their_address_or_links_an_account_by_themselves(sign_in, personas, path):
    assert sign_in(personas.school).get(path).status_code == 404


def test_five_wrong_passwords_close_the_door_for_that_address_even_to_the_right_one(client, school):
    for _ in range(5):
        try_to_sign_in(client, school.email, "something else entirely")

    answer = try_to_sign_in(client, school.email)

    assert "Too many tries" in answer.text
    assert not is_signed_in(client)


def test_too_many_tries_from_one_place_get_page_429(client, school, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        try_to_sign_in(client, "nobody@northmoor.example")

    answer = try_to_sign_in(client, school.email)

    assert answer.status_code == 429
    assert "Too many tries" in answer.text


def test_behind_a_proxy_tries_are_counted_for_the_client_not_for_the_proxy(client, school, settings):
    settings.TRUSTED_PROXIES = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    first = try_to_sign_in(client, "nobody@northmoor.example", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.1")
    other = try_to_sign_in(client, "nobody@northmoor.example", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.2")
    again = try_to_sign_in(client, "nobody@northmoor.example", HTTP_X_FORWARDED_FOR="5.6.7.8, 198.51.100.1")

    assert [first.status_code, other.status_code, again.status_code] == [200, 200, 429]


@pytest.mark.parametrize("header", ["", "not an address", "unknown, [::1]:443"])
def test_a_header_that_holds_no_address_is_left_alone(client, school, settings, header):
    settings.TRUSTED_PROXIES = 1

    try_to_sign_in(client, school.email, HTTP_X_FORWARDED_FOR=header, REMOTE_ADDR="203.0.113.7")

    assert AccessLog.objects.get(action=Action.SIGN_IN).address == "203.0.113.7"


def test_without_a_proxy_of_ours_a_forged_header_changes_nothing(client, school):
    try_to_sign_in(client, school.email, HTTP_X_FORWARDED_FOR="1.2.3.4", REMOTE_ADDR="203.0.113.7")

    assert AccessLog.objects.get(action=Action.SIGN_IN).address == "203.0.113.7"


def ask_for_a_link(client: Client, email: str) -> str | None:
    """Ask for a new password; the link's path in the mail, when there is one."""
    client.post("/account/password/reset/", {"email": email})
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1) if mail.outbox else None


def test_a_forgotten_password_is_chosen_anew_behind_a_mailed_link(client, school):
    link = ask_for_a_link(client, school.email)
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    assert "at least 12 characters" in page.text

    client.post(address, {"password1": "a wholly new password", "password2": "a wholly new password"})

    assert try_to_sign_in(client, school.email, "a wholly new password").status_code == 302
    used = client.get(link)
    assert "This link no longer works" in used.text


def test_the_mail_for_a_forgotten_password_holds_a_link_and_no_name(client, school):
    ask_for_a_link(client, school.email)

    message = mail.outbox[0]
    assert message.to == [school.email]
    assert school.full_name not in message.subject + message.body
    assert school.agency.name not in message.subject + message.body


def test_asking_for_an_unknown_address_says_the_same_and_sends_nothing(client, school):
    known = client.post("/account/password/reset/", {"email": school.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@northmoor.example"})

    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [[school.email]]


def test_a_closed_account_gets_no_link(client, school):
    school.is_active = False
    school.save()

    assert ask_for_a_link(client, school.email) is None


@pytest.mark.parametrize("weak", ["short", "123456789012345", "password12345"])
def test_weak_passwords_are_refused_with_the_rules_on_the_page(sign_in, school, weak):
    client = sign_in(school)
    answer = client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )

    assert "There is a problem" in answer.text
    school.refresh_from_db()
    assert school.check_password(PASSWORD)


def test_a_changed_password_ends_other_sessions_and_is_told_by_mail(sign_in, school):
    here, elsewhere = sign_in(school), sign_in(school)
    new = "a wholly new password"
    answer = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert mail.outbox[0].subject == "Your password was changed"


def test_passwords_are_hashed_with_argon2(settings):
    from importlib import import_module

    base = import_module("safeguarding.settings.base")

    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_ones_account_shows_who_one_is_and_how_one_signs_in(sign_in, personas):
    page = sign_in(personas.front_door_worker).get("/account/").text

    for text in ("Farah Siddiqui", "Front Door", "Practitioner", "farah.siddiqui@northmoor.example"):
        assert text in page
    assert "Not set up" in page


def test_the_library_is_told_that_nobody_signs_up(rf):
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False
    assert SingleSignOnAdapter().is_open_for_signup(rf.get("/"), None) is False
