"""Forms: conditional questions, error summary, drafts, fieldsets, the page around them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django import forms
from django.test import Client, RequestFactory

from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    DateField,
    GovukForm,
    GovukFormMixin,
    RadiosField,
    TextAreaField,
    TextField,
    YesNoField,
)
from safeguarding.ui.views import FormPage
from tests.ui.gallery import GalleryForm


class Conditional(GovukForm):
    """A question within a question within a question."""

    known = YesNoField("Is the family known?", yes_reveals=("how",), error_required="Select if it is known")
    how = RadiosField("How?", [Choice("us", "To us"), Choice("other", "To others", reveals=("whom",))])
    whom = TextField("To whom?", error_required="Enter to whom")
    themes = CheckboxesField("Themes", [Choice("o", "Other", reveals=("which",))], required=False)
    which = TextAreaField("Which?")


class TestConditionalQuestions:
    def test_are_asked_with_their_option_only(self) -> None:
        assert Conditional({"known": "no"}).is_valid()
        assert list(Conditional({"known": "yes"}).errors) == ["how"]
        assert list(Conditional({"known": "yes", "how": "other"}).errors) == ["whom"]
        assert list(Conditional({"known": "no", "themes": ["o"]}).errors) == ["which"]

    def test_are_not_asked_through_an_unasked_one(self) -> None:
        form = Conditional({"known": "no", "how": "other", "whom": "x", "which": "left over\x00"})
        assert form.is_valid()
        assert form.cleaned_data == {"known": False, "how": "", "whom": "", "themes": [], "which": ""}

    def test_are_rendered_within_their_option_and_once(self) -> None:
        html = str(Conditional().render_fields())
        assert html.count('name="whom"') == 1
        assert html.index('id="conditional-id_known"') < html.index('name="how"') < html.index('name="whom"')

    def test_text_within_is_not_indented_each_time(self) -> None:
        form = Conditional({"known": "no", "themes": ["o"], "which": "one\r\n  two\nthree"})
        assert "one&#10;  two&#10;three</textarea>" in str(form.render_fields())


class TestErrorSummary:
    def test_links_to_the_first_input_of_each_field(self) -> None:
        hrefs = {e["href"] for e in GalleryForm({}).error_summary()}
        assert {"#id_first_name", "#id_born-day", "#id_seen", "#id_themes", "#id_level"} <= hrefs

    def test_every_link_finds_its_input(self) -> None:
        form = GalleryForm({"seen": "yes", "themes": ["other"]})
        html = str(form.render_fields())
        for entry in form.error_summary():
            assert f'id="{entry["href"][1:]}"' in html

    def test_an_error_of_the_whole_form_leads_to_the_first_field(self) -> None:
        form = GalleryForm({})
        form.add_error(None, "Someone else decided this a minute ago")
        assert form.error_summary()[0] == {
            "text": "Someone else decided this a minute ago",
            "href": "#id_first_name",
        }


class TestDrafts:
    POST = {
        "first_name": " Al",
        "happened": "Half a sent",
        "born_day": "9",
        "born_month": "ma",
        "seen": "yes",
        "seen_by": "Me",
        "themes": ["neglect", "other"],
        "crime": "no",
        "level": "4",
    }

    def test_keep_what_was_typed_however_unfinished(self) -> None:
        kept = json.loads(json.dumps(GalleryForm(self.POST).raw_data()))
        assert kept["born"] == ["9", "ma", ""]
        html = str(GalleryForm(initial=kept).render_fields())
        for part in ('value=" Al"', ">Half a sent</textarea>", 'value="ma"', 'value="Me"'):
            assert part in html
        # seen: yes; two themes; crime: no
        assert html.count(" checked") == 4
        assert '<option value="4" selected>' in html

    def test_hold_no_nul_which_no_json_column_takes(self) -> None:
        assert "\\u0000" not in json.dumps(
            GalleryForm({"first_name": "a\x00", "born_day": "\x00", "happened": "\x00"}).raw_data()
        )


class LibraryForm(GovukFormMixin, forms.Form):
    """A form as a library ships it."""

    login = forms.EmailField(help_text="Your work address")
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    remember = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")])
    note = forms.CharField(widget=forms.Textarea)
    next = forms.CharField(widget=forms.HiddenInput)


def test_a_library_form_looks_like_ours() -> None:
    form = LibraryForm({"password": "secret", "next": '"><b>'})
    html = str(form.render_fields())
    assert "govuk-input--error" in html
    assert 'autocomplete="current-password"' in html
    assert "secret" not in html
    assert "<b>" not in html
    assert form.error_summary()[0]["href"] == "#id_login"


class Refused(Exception):
    """A domain error that names its field."""

    field = "name"


class SmallForm(GovukForm):
    """One question."""

    name = TextField("Name", page_heading=True)
    born = DateField("Born", required=False)


class SmallPage(FormPage):
    """A page with it."""

    form_class = SmallForm
    title = "Who is it?"
    form_has_heading = True
    domain_errors = (Refused,)

    def save(self, form: Any) -> Any:
        """Refuse one name."""
        if form.cleaned_data["name"] == "Nobody":
            raise Refused("There is no such person")
        return self.done("/next")


@pytest.mark.urls("tests.ui.gallery")
class TestFormPage:
    def post(self, **data: str) -> Any:
        request = RequestFactory().post("/", data)
        return SmallPage.as_view()(request)

    def test_goes_on_with_see_other(self) -> None:
        response = self.post(name="Alex")
        assert (response.status_code, response["Location"]) == (303, "/next")

    def test_shows_errors_and_keeps_what_was_typed(self) -> None:
        response = self.post(born_day="9", born_month="x")
        page = response.content.decode()
        assert response.status_code == 200
        assert "<title>Error: Who is it? – Safeguarding</title>" in page
        assert page.count("<h1") == 1
        assert 'value="9"' in page

    def test_a_domain_error_is_an_error_of_its_field(self) -> None:
        page = self.post(name="Nobody").content.decode()
        assert '<a href="#id_name">There is no such person</a>' in page
        assert 'value="Nobody"' in page

    @pytest.mark.django_db
    def test_the_token_is_in_the_form(self, client: Client) -> None:
        page = client.get("/form").content.decode()
        assert 'name="csrfmiddlewaretoken"' in page
        assert 'enctype="multipart/form-data"' in page
        assert 'data-autosave-url="/autosave"' in page
        assert "Draft saved at 2:05pm on 9 March 2026" in page
