"""Writing a referral in a browser: the whole way, children and adults, checking, sending."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.exceptions import DomainError
from cases.models import Draft, Referral
from cases.services import referrals
from tests.factories import referral_form
from tests.factories.referral_form import ADULT, CHILD, SECTIONS, Form, errors, text, years_ago

SECTION_PATHS = [f"{slug}/" for slug in (*SECTIONS, "children", "adults")]


@pytest.fixture
def form(personas, sign_in) -> Form:
    """A draft in the browser of the school's safeguarding lead."""
    return Form(sign_in(personas.school))


def test_the_start_page_says_999_first_and_who_will_see_it(personas, sign_in):
    page = text(sign_in(personas.school).get(reverse("referral_start")))
    assert page.index("call 999 first") < page.index("Use this form")
    assert "Who will see this" in page
    assert "Start now" in page


def test_the_whole_way_makes_a_referral_with_a_reference_and_a_promise(personas, sign_in):
    client = sign_in(personas.school)
    sent = referral_form.send(client)
    assert sent.author == personas.school
    assert sent.source_code == "2A"
    assert sent.referrer_role == "Deputy head"
    assert sent.referrer_phone == "01632 960 001"
    assert sent.themes == ["neglect", "young_carer"]
    assert (sent.level, sent.criteria) == (3, ["3_parenting_basic_care"])
    assert sent.family_known == "The referrer did not know the family before."
    child = sent.children.get()
    assert (child.name, child.sex, child.date_of_birth_estimated) == ("Maisie Thornbury", "F", True)
    assert sent.adults.get().in_household
    page = text(client.get(reverse("referral_sent", args=[sent.reference])))
    assert "Referral sent" in page
    assert sent.reference in page
    due = child.deadlines.get().due_on
    assert f"decision by {due.day} {due:%B %Y}" in page


def test_the_task_list_shows_how_far_each_section_has_come(form):
    page = text(form.get())
    assert "You have completed 0 of 10 sections" in page
    assert page.count("Not yet started") == 11
    form.post("danger/", SECTIONS["danger"])
    form.post("happened/", {"what_happened": "Something", "happened_on_day": "1"})
    page = text(form.get())
    assert "You have completed 1 of 10 sections" in page
    assert page.count("In progress") == 1
    assert page.count("Not yet started") == 9


@pytest.mark.parametrize("path", ["", "check/", "discard/", *SECTION_PATHS])
def test_every_page_of_a_new_draft_opens(form, path):
    assert form.get(path).status_code == 200


@pytest.mark.parametrize("path", SECTION_PATHS)
def test_every_section_can_be_reached_and_left_empty_with_a_message(form, path):
    answer = form.post(path, {})
    assert answer.status_code == 200
    assert errors(answer)


def test_several_children_are_listed_changed_and_removed(form):
    maisie = form.add("children", CHILD)
    form.add("children", {**CHILD, "given_name": "Alfie", "sex": "M", "age": "5"})
    page = text(form.get("children/"))
    assert "Maisie Thornbury" in page
    assert "Alfie Thornbury" in page
    assert "Is there another child to add?" in page
    assert 'value="Maisie"' in form.client.get(maisie).content.decode()
    form.client.post(maisie, {**CHILD, "given_name": "Daisy"})
    assert "Remove Daisy Thornbury from this referral?" in text(form.client.get(maisie + "remove/"))
    form.client.post(maisie + "remove/")
    page = text(form.get("children/"))
    assert "Daisy" not in page
    assert "Alfie Thornbury" in page
    assert form.client.get(maisie + "remove/").status_code == 404
    assert form.client.post(maisie + "remove/").status_code == 303


def test_another_child_leads_to_a_new_page_and_no_leads_back(form):
    assert form.post("children/", {"another": "yes"})["Location"].endswith("/children/new/")
    assert form.post("children/", {"another": "no"})["Location"] == form.draft
    assert form.post("children/?from=check", {"another": "no"})["Location"].endswith("/check/")


def test_saving_a_new_child_twice_keeps_one(form):
    page = form.add("children", CHILD)
    form.client.post(page, CHILD)
    assert (
        text(form.get("children/")).count("Maisie Thornbury") == 3
    )  # title and what its two links are about


def test_a_list_stops_at_twenty(form):
    for number in range(21):
        form.add("children", {**CHILD, "given_name": f"N{number}x"})
    page = text(form.get("children/"))
    assert "N19x" in page
    assert "N20x" not in page
    assert "This list is full" in page


def test_knowing_of_no_adult_completes_the_adults(form):
    assert form.post("adults/", {"another": "no"})["Location"] == form.draft
    assert "You have completed 1 of 10 sections" in text(form.get())
    assert "You know of no adult" in text(form.get("check/"))


def test_an_unborn_child(personas, sign_in):
    due = timezone.localdate() + timedelta(weeks=15)
    boxes = {"expected_date_day": due.day, "expected_date_month": due.month, "expected_date_year": due.year}
    sent = referral_form.send(
        sign_in(personas.health_visitor),
        children=[{"born": "unborn", "sex": "U", "family_name": "Thornbury", **boxes}],
    )
    child = sent.children.get()
    assert (child.is_unborn, child.expected_date, child.date_of_birth) == (True, due, None)


def test_a_child_whose_name_and_age_nobody_knows(personas, sign_in):
    sent = referral_form.send(
        sign_in(personas.police), children=[{"name_unknown": "yes", "born": "unknown", "sex": "U"}]
    )
    assert sent.children.get().name == "Name not known"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_name": "", "family_name": ""}, "Enter the child's name, or select that you do not know it"),
        ({"born": "date", **years_ago(19)}, "Date of birth must be of someone under 18"),
        ({"age": "18"}, "Age in years must be 17 or fewer"),
        (
            {"nhs_number": "123 456 7890"},
            "Enter an NHS number with 10 digits, like 999 123 4564, or leave it empty",
        ),
        ({"upn": "A123"}, "Enter a unique pupil number like the school's records show it, or leave it empty"),
        (
            {
                "born": "unborn",
                "expected_date_day": "1",
                "expected_date_month": "1",
                "expected_date_year": "2050",
            },
            "The expected date must be within the next 10 months",
        ),
    ],
)
def test_what_cannot_be_of_a_child_is_said_and_everything_typed_is_kept(form, changed, message):
    page = form.client.get(f"{form.draft}children/new/")["Location"]
    typed = {**CHILD, "communication_needs": "Makaton", **changed}
    answer = form.client.post(page, typed)
    assert message in errors(answer)
    assert "Makaton" in answer.content.decode()
    assert "Something is missing" in text(form.get("children/"))


def test_numbers_are_kept_without_spaces(personas, sign_in):
    sent = referral_form.send(
        sign_in(personas.school), children=[{**CHILD, "nhs_number": "999 000 0018", "upn": "k823 2960 00105"}]
    )
    child = sent.children.get()
    assert (child.nhs_number, child.upn) == ("9990000018", "K823296000105")


def test_somebody_elses_concern_needs_their_name_or_their_wish_to_be_anonymous(personas, sign_in):
    form = Form(sign_in(personas.front_door_worker))
    answer = form.post("you/", {"who": "other", "source_code": "1B", "anonymous": "no"})
    assert errors(answer) == ["Enter their name, or select that they want to stay anonymous"]
    assert form.post("you/", {"who": "other", "source_code": "9", "anonymous": "yes"}).status_code == 303


def test_the_author_s_own_details_and_source_are_filled_in(personas, sign_in):
    personas.police.phone, personas.police.job_title = "01632 960 222", "Sergeant"
    personas.police.save()
    page = Form(sign_in(personas.police)).get("you/").content.decode()
    for prefilled in ("01632 960 222", "Sergeant", personas.police.email, '<option value="6" selected>'):
        assert prefilled in page


def test_the_check_page_shows_everything_and_leads_to_what_is_missing(form):
    form.post("happened/", SECTIONS["happened"])
    page = form.get("check/")
    assert "third day in the snow" in text(page)
    assert f"{form.draft}danger/?from=check" in page.content.decode()
    answer = form.send()
    assert answer.status_code == 200
    assert "Complete the section “Immediate danger and crime”" in errors(answer)
    assert "Complete the section “What happened”" not in errors(answer)
    assert f'<a href="{form.draft}danger/?from=check">' in answer.content.decode()
    assert not Referral.objects.exists()
    assert form.post("danger/?from=check", SECTIONS["danger"])["Location"].endswith("/check/")


def test_neglect_without_a_neglect_tool_prompts_one_but_blocks_nothing(form):
    form.fill()
    prompt = "Neglect is a concern and no neglect tool result is recorded"
    for path in ("", "check/", "concerns/"):
        assert prompt in text(form.get(path))
    form.post("concerns/", {**SECTIONS["concerns"], "result_none": "No training yet"})
    assert prompt not in text(form.get("check/"))
    assert form.send().status_code == 303
    sent = Referral.objects.get()
    assert (sent.tool_used, sent.tool_result) == ("", "No training yet")


def test_pressing_send_twice_makes_one_referral_and_ends_on_the_same_page(form):
    form.fill()
    first, second = form.send(), form.send()
    assert first["Location"] == second["Location"]
    assert Referral.objects.count() == 1
    assert form.get()["Location"] == first["Location"]
    assert form.post("danger/", SECTIONS["danger"])["Location"] == first["Location"]
    assert form.post("danger/", {}, headers={"X-Autosave": "1"}).status_code == 409


def test_the_referral_page_reads_back_what_was_sent(personas, sign_in):
    client = sign_in(personas.school)
    sent = referral_form.send(client)
    page = text(client.get(reverse("referral", args=[sent.reference])))
    for word in ("Maisie Thornbury", "Kerry Thornbury", "4 Mill Lane", "third day in the snow", "Level 3"):
        assert word in page
    assert "Basic care" in page
    assert ADULT["relationship"] in page


def test_a_refusal_of_the_service_comes_back_to_the_check_page(form, monkeypatch):
    def refuse(**facts):
        raise DomainError("The calendar ends on 31 December", field="what_happened")

    monkeypatch.setattr(referrals, "submit", refuse)
    form.fill()
    answer = form.send()
    assert errors(answer) == ["The calendar ends on 31 December"]
    assert "third day in the snow" in text(answer)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE x--", "Zoë 👶"])
def test_whatever_is_typed_reads_back_as_it_was_typed(personas, sign_in, hostile):
    client = sign_in(personas.school)
    sent = referral_form.send(
        client,
        children=[{**CHILD, "given_name": hostile, "school": hostile}],
        happened={"what_happened": hostile},
        parents={"sharing_note": hostile},
    )
    assert sent.what_happened == hostile
    for name in ("referral", "referrals"):
        where = reverse(name) if name == "referrals" else reverse(name, args=[sent.reference])
        page = client.get(where)
        assert hostile in unescape(page.content.decode())
        assert "<script>alert" not in page.content.decode()
    assert client.get(reverse("referral_receipt", args=[sent.reference])).content.startswith(b"%PDF")


def test_discarding_asks_first(form):
    assert "Delete this draft?" in text(form.get("discard/"))
    assert form.post("discard/", {})["Location"] == reverse("referrals")
    assert not Draft.objects.exists()
    assert form.get().status_code == 404
