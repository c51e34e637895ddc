"""Drafts of the referral form over HTTP: kept as typed, resumed elsewhere, private."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cases.models import Draft
from tests.factories.referral_form import CHILD, SECTIONS, Form, errors, text

NOT_REFERRERS = ("partnership_admin", "system_admin")


@pytest.fixture
def form(personas, sign_in) -> Form:
    """A draft in the browser of the school's safeguarding lead."""
    return Form(sign_in(personas.school))


def test_what_was_typed_half_is_kept_and_resumed_on_another_computer(personas, sign_in, form):
    form.post("happened/", {"what_happened": "Half a sent", "action": "later"})
    page = form.client.get(form.draft + "children/new/")["Location"]
    form.client.post(page, {"given_name": "Maisie", "action": "later"})
    elsewhere = sign_in(personas.school)
    assert "Maisie" in text(elsewhere.get(reverse("referrals")))
    assert "Maisie" in text(elsewhere.get(reverse("referral_start")))
    again = Form(elsewhere, form.draft)
    assert "Half a sent" in again.get("happened/").content.decode()
    assert 'value="Maisie"' in elsewhere.get(page).content.decode()


def test_saving_for_later_takes_anything_and_says_where_to_find_it(form):
    answer = form.post("you/", {"who": "other", "action": "later"})
    assert answer["Location"] == reverse("referrals")
    assert "Your draft is saved" in form.client.get(reverse("referrals")).content.decode()


def test_autosave_keeps_invalid_answers_and_answers_when(form):
    answer = form.post(
        "happened/", {"what_happened": "x" * 20_000, "happened_on_day": "40"}, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 200
    assert parse_datetime(answer.json()["saved_at"]) == Draft.objects.get().saved_at
    page = form.get("happened/").content.decode()
    assert "x" * 20_000 in page
    assert 'value="40"' in page


def test_two_windows_saving_different_sections_lose_nothing(personas, sign_in, form):
    other = Form(sign_in(personas.school), form.draft)
    form.post("danger/", SECTIONS["danger"])
    other.post("level/", SECTIONS["level"])
    assert "You have completed 2 of 10 sections" in text(form.get())


def test_errors_keep_everything_typed(form):
    answer = form.post(
        "daily-life/", {"daily_life": "", "heard": "yes", "voice": "Mum is <b>poorly</b> & tired"}
    )
    assert errors(answer) == ["Enter what daily life is like for the child"]
    assert "Mum is &lt;b&gt;poorly&lt;/b&gt; &amp; tired" in answer.content.decode()


def test_a_draft_is_nobody_elses(personas, sign_in, form):
    page = form.add("children", CHILD).removeprefix(form.draft)
    paths = ["", "check/", "discard/", "you/", "children/", page, page + "remove/"]
    for name, user in personas:
        if user == personas.school:
            continue
        other = Form(sign_in(user), form.draft)
        expected = 403 if name in NOT_REFERRERS else 404
        for path in paths:
            assert other.get(path).status_code == expected, (name, path)
            assert (
                other.post(path, {}).status_code == (405 if not path and expected != 403 else expected)
                or not path
            )
        assert "Maisie" not in text(other.client.get(reverse("referrals")))
    assert Draft.objects.count() == 1


def test_nothing_typed_lies_readable_in_the_database(form):
    form.fill()
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sealed, 'escape') FROM cases_draft")
        sealed = cursor.fetchone()[0]
    for word in ("Maisie", "Thornbury", "snow", "poorly", "what_happened"):
        assert word not in sealed


def test_a_draft_that_no_key_opens_is_named_and_can_be_deleted(form, settings):
    form.post("danger/", SECTIONS["danger"])
    settings.DRAFT_KEYS = ["c29tZS1vdGhlci1rZXktb2YtMzItYnl0ZXMtbG9uZyE="]
    assert form.get("you/")["Location"] == reverse("referrals")
    assert "opened any more" in form.client.get(reverse("referrals")).content.decode()
    assert form.post("you/", {}, headers={"X-Autosave": "1"}).status_code == 409
    assert form.get("discard/").status_code == 200
    assert form.post("discard/", {}).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/referrals/drafts/nonsense/",
        "/referrals/drafts/00000000-0000-0000-0000-000000000000/",
        "/referrals/R0000000/",
    ],
)
def test_what_is_not_there_is_404(personas, sign_in, path):
    assert sign_in(personas.school).get(path).status_code == 404


def test_unknown_sections_and_members_are_404(form):
    for path in ("weather/", "children/zzz/", "you/new/", "children/deadbeef/remove/"):
        assert form.get(path).status_code == 404


hostile = st.text(max_size=60) | st.sampled_from(
    [
        "\x00",
        "a\x00b",
        "\u202e",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "'; DROP TABLE--",
        "9" * 400,
        "𝕏" * 50,
        "\r\n",
    ]
)
FIELDS = {
    "you/": ["who", "own_role", "own_phone", "own_email", "own_source", "anonymous", "referrer_name"],
    "danger/": ["immediate_danger", "danger_details", "crime_alleged"],
    "family/": ["address_lines", "postcode", "address_is_confidential", "males", "known"],
    "happened/": [
        "what_happened",
        "happened_on_day",
        "happened_on_month",
        "happened_on_year",
        "happened_when",
    ],
    "daily-life/": ["daily_life", "heard", "voice"],
    "concerns/": ["themes_abuse", "tool", "result_none"],
    "level/": ["level", "criteria_1", "level_rationale"],
    "parents/": ["parents_know", "reason_unsafe", "sharing_basis"],
    "children/0123abcd/": ["given_name", "born", "date_of_birth_day", "age", "sex", "nhs_number", "upn"],
    "adults/0123abcd/": ["name", "relationship", "sex", "in_household", "date_of_birth_year"],
    "children/": ["another"],
}


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_hostile_input_never_breaks_a_page(form, data):
    path = data.draw(st.sampled_from(sorted(FIELDS)))
    posted = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS[path], hostile)))
    assert form.post(path, posted).status_code in {200, 303}
    assert form.get(path).status_code == 200
    assert form.get("check/").status_code == 200
    assert form.get().status_code == 200
    assert form.post("check/", {}).status_code == 200
    assert settings.DRAFT_KEYS


def test_a_nul_is_refused_with_words(form):
    answer = form.post("happened/", {"what_happened": "bruise\x00d", "happened_when": "today"})
    assert (
        "What happened? must not include hidden control characters. Type it again instead of pasting it"
        in errors(answer)
    )
    assert "bruised" in answer.content.decode().replace("\x00", "")
