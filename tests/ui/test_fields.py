"""Fields: what they take, what they refuse and with which words, what a hostile page can't do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    DateTimeField,
    EmailField,
    FileField,
    GovukForm,
    PersonPickerField,
    PhoneField,
    RadiosField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
    YesNoField,
    choosing,
)


def clean(field: forms.Field, data: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return the cleaned value of `field`, posted as `f`, and its errors."""
    form = type("OneField", (GovukForm,), {"f": field})(data, data)
    form.is_valid()
    return form.cleaned_data.get("f"), list(form.errors.get("f", []))


def boxes(*texts: str) -> dict[str, str]:
    """Return the POST of a date (and time) in boxes."""
    return dict(zip(("f_day", "f_month", "f_year", "f_time"), texts, strict=False))


class TestText:
    def test_strips_and_joins_white_space(self) -> None:
        assert clean(TextField("Name"), {"f": "  Zoë\t Ann "}) == ("Zoë Ann", [])

    def test_takes_decomposed_letters_as_composed(self) -> None:
        assert clean(TextField("Name"), {"f": "Zoe\u0308"}) == ("Zoë", [])

    def test_drops_what_is_invisible(self) -> None:
        assert clean(TextField("Name"), {"f": "\ufeffZo\u200bë"}) == ("Zoë", [])

    @pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\ud800"])
    def test_refuses_control_characters(self, hidden: str) -> None:
        value, errors = clean(TextField("First name"), {"f": f"A{hidden}b"})
        assert value is None
        assert errors == [
            "First name must not include hidden control characters. Type it again instead of pasting it"
        ]

    def test_says_what_is_missing(self) -> None:
        assert clean(TextField("Name", error_required="Enter the child’s name"), {"f": " "})[1] == [
            "Enter the child’s name"
        ]
        assert clean(TextAreaField("What happened?"), {})[1] == ["Enter what happened"]
        assert clean(TextField("NHS number"), {})[1] == ["Enter NHS number"]

    def test_counts_a_line_end_once(self) -> None:
        field = TextAreaField("Story", max_length=5)
        assert clean(field, {"f": "ab\r\ncd"}) == ("ab\ncd", [])
        assert clean(field, {"f": "abcdef"})[1] == ["Story must be 5 characters or fewer"]

    @given(st.text(max_size=80))
    def test_never_breaks_and_never_lets_control_characters_through(self, text: str) -> None:
        value, errors = clean(TextAreaField("Story", required=False), {"f": text})
        assert errors or not set(value) & {chr(n) for n in range(32) if n not in (9, 10)}

    def test_mark_up_is_escaped(self) -> None:
        for field in (TextField("<b>L</b>", hint="<i>"), TextAreaField("<b>L</b>", hint="<i>")):
            form = type("OneField", (GovukForm,), {"f": field})({"f": '"><script>x</script>'})
            html = str(form.render_fields())
            assert "<script>" not in html
            assert "<b>" not in html
            assert "<i>" not in html

    def test_email_phone_and_number(self) -> None:
        assert clean(EmailField(), {"f": "a@b"})[1]
        assert clean(EmailField(), {"f": "a@example.org"}) == ("a@example.org", [])
        assert clean(PhoneField(), {"f": "01632 960 001"}) == ("01632 960 001", [])
        assert clean(PhoneField(), {"f": "12"})[1]
        number = WholeNumberField("Siblings", min_value=0, max_value=20, required=False)
        assert clean(number, {"f": "1,2"}) == (12, [])
        assert clean(number, {"f": ""}) == (None, [])
        assert clean(number, {"f": "1.5"})[1] == ["Siblings must be a whole number, like 12"]
        assert clean(number, {"f": "-1"})[1] == ["Siblings must be 0 or more"]
        assert clean(number, {"f": "21"})[1] == ["Siblings must be 20 or fewer"]


class TestDate:
    @pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MAR."])
    def test_month_as_number_or_name(self, month: str) -> None:
        assert clean(DateField("Date"), boxes("9", month, "2026")) == (date(2026, 3, 9), [])

    @pytest.mark.parametrize(
        ("texts", "message"),
        [
            (("", "", ""), "Enter date of birth"),
            (("9", "", ""), "Date of birth must include a month and year"),
            (("9", "3", ""), "Date of birth must include a year"),
            (("", "3", "2020"), "Date of birth must include a day"),
            (("31", "2", "2020"), "Date of birth must be a real date"),
            (("9", "13", "2020"), "Date of birth must be a real date"),
            (("x", "3", "2020"), "Date of birth must be a real date"),
            (("9", "3", "20"), "Year must include 4 numbers"),
            (("9", "3", "٢٠٢٠"), "Year must include 4 numbers"),
            (("9", "3", "1820"), "Date of birth must be the same as or after 1 January 1900"),
            (("9", "3", "2090"), "Date of birth must be today or in the past"),
        ],
    )
    def test_messages(self, texts: tuple[str, ...], message: str) -> None:
        assert clean(DateField("Date of birth", future=False), boxes(*texts))[1] == [message]

    def test_only_the_boxes_at_fault_are_marked_and_linked(self) -> None:
        form = type("OneField", (GovukForm,), {"f": DateField("Date")})(boxes("9", "3", ""))
        assert form.error_summary() == [{"text": "Date must include a year", "href": "#id_f-year"}]
        assert str(form.render_fields()).count("govuk-input--error") == 1

    @time_machine.travel(datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    def test_today_is_the_day_in_london(self) -> None:
        assert clean(DateField("Date", future=False), boxes("9", "3", "2026"))[1] == []
        assert clean(DateField("Date", past=False), boxes("8", "3", "2026"))[1] == [
            "Date must be today or in the future"
        ]

    def test_shows_what_was_saved(self) -> None:
        for initial in (date(2026, 3, 9), "2026-03-09", ["9", "3", "2026"]):
            form = type("OneField", (GovukForm,), {"f": DateField("Date")})(initial={"f": initial})
            html = str(form.render_fields())
            assert 'value="9"' in html
            assert 'value="2026"' in html


class TestDateTime:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2:30pm", time(14, 30)),
            ("14:30", time(14, 30)),
            ("14.30", time(14, 30)),
            ("9am", time(9)),
            ("12am", time(0)),
            ("12:05 p.m.", time(12, 5)),
            ("midday", time(12)),
            ("Midnight", time(0)),
        ],
    )
    def test_times_as_people_write_them(self, text: str, expected: time) -> None:
        assert clean(TimeField("Time"), {"f": text}) == (expected, [])

    @pytest.mark.parametrize("text", ["14", "25:00", "13pm", "2:60pm", "soon", "0pm", "٢:30pm\x00"])
    def test_what_is_no_time(self, text: str) -> None:
        assert clean(TimeField("Time"), {"f": text})[1] == ["Time must be a real time, like 2:30pm or 14:30"]

    def test_summer_and_winter(self) -> None:
        winter, _ = clean(DateTimeField("Seen"), boxes("9", "1", "2026", "2pm"))
        summer, _ = clean(DateTimeField("Seen"), boxes("9", "7", "2026", "2pm"))
        assert winter == datetime(2026, 1, 9, 14, tzinfo=UTC)
        assert summer == datetime(2026, 7, 9, 13, tzinfo=UTC)

    def test_the_hour_that_does_not_exist(self) -> None:
        assert "clocks went forward" in clean(DateTimeField("Seen"), boxes("29", "3", "2026", "1:30am"))[1][0]

    @time_machine.travel(datetime(2026, 3, 9, 14, 0, tzinfo=UTC))
    def test_later_today_is_not_the_past(self) -> None:
        field = DateTimeField("Seen", future=False)
        assert clean(field, boxes("9", "3", "2026", "1:59pm"))[1] == []
        assert clean(field, boxes("9", "3", "2026", "2:01pm"))[1] == ["Seen must be in the past"]

    def test_the_time_may_not_be_left_out(self) -> None:
        assert clean(DateTimeField("Seen"), boxes("9", "3", "2026", ""))[1] == ["Seen must include a time"]


class TestChoices:
    def test_a_choice_that_is_not_offered_is_no_choice(self) -> None:
        field = RadiosField("Level", [("3", "Three")], error_required="Select a level")
        assert clean(field, {"f": "4"})[1] == ["Select a level"]
        assert clean(CheckboxesField("Themes", [("a", "A")]), {"f": ["a", "zz"]})[1] == [
            "Select only from the options shown"
        ]

    def test_checkboxes_keep_the_order_of_the_options(self) -> None:
        field = CheckboxesField("Themes", [("b", "B"), ("a", "A")])
        assert clean(field, {"f": ["a", "b", "a"]}) == (["b", "a"], [])

    def test_yes_no_and_one_box(self) -> None:
        assert clean(YesNoField("Sure?"), {"f": "no"}) == (False, [])
        assert clean(YesNoField("Sure?", required=False), {}) == (None, [])
        assert clean(CheckboxField("Consent", statement="They know", required=False), {}) == (False, [])
        assert clean(CheckboxField("Consent"), {"f": ["yes"]}) == (True, [])

    def test_coerced_to_what_the_service_takes(self) -> None:
        assert clean(RadiosField("Level", [("3", "Three")], coerce=int), {"f": "3"}) == (3, [])

    def test_many_people_become_a_drop_down(self) -> None:
        few = PersonPickerField("Worker", [Choice("1", "Amira")])
        many = PersonPickerField("Worker", [Choice(str(n), f"Person {n}") for n in range(30)])
        for field, tag in ((few, 'type="radio"'), (many, "<select")):
            form = type("OneField", (GovukForm,), {"f": field})()
            assert tag in str(form.render_fields())


class TestFile:
    def test_kind_and_size(self) -> None:
        field = FileField("Letter", endings=("pdf",), max_megabytes=1)
        assert clean(field, {"f": SimpleUploadedFile("a.pdf", b"x")})[1] == []
        assert clean(field, {"f": SimpleUploadedFile("a.exe", b"x")})[1] == [
            "The selected file must be one of: PDF"
        ]
        assert clean(field, {"f": SimpleUploadedFile("a.pdf", b"x" * 1_100_000)})[1] == [
            "The selected file must be smaller than 1MB"
        ]


class TestChoosing:
    class Form(GovukForm):
        worker = PersonPickerField("Who?")
        name = TextField("Name")

    def test_gives_the_field_whose_options_are_set_for_this_form_alone(self) -> None:
        form = self.Form()
        choosing(form, "worker").set_options([("7", "Nadia Price")])
        assert [option.label for option in choosing(form, "worker").options] == ["Nadia Price"]
        assert choosing(self.Form(), "worker").options == ()

    def test_refuses_a_field_without_options(self) -> None:
        with pytest.raises(TypeError, match="name has no options"):
            choosing(self.Form(), "name")
