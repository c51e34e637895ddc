"""The children, the adults and the home, as the referrer knows them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cases.forms.referral.section import LONG_TEXT, SHORT_TEXT, SectionForm
from cases.models.person import Sex
from cases.services.referral_facts import AdultFacts, ChildFacts
from safeguarding.rules import ages, codes
from safeguarding.ui.fields import (
    CheckboxField,
    Choice,
    DateField,
    GovukForm,
    RadiosField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
)

_LONGEST_TO_BIRTH = timedelta(days=300)
_LATEST_BIRTH = timedelta(days=42)


class ChildForm(SectionForm):
    """One child."""

    given_name = TextField(
        "First name", max_length=100, required=False, mark_optional=False, autocomplete="off"
    )
    family_name = TextField(
        "Last name", max_length=100, required=False, mark_optional=False, autocomplete="off"
    )
    name_unknown = CheckboxField("I do not know this child's name", required=False, mark_optional=False)
    born = RadiosField(
        "What do you know of the child's age?",
        [
            Choice("date", "I know the date of birth", reveals=("date_of_birth",)),
            Choice("age", "I know the age, or can guess it", reveals=("age",)),
            Choice("unknown", "I do not know how old the child is"),
            Choice("unborn", "The child is not born yet", reveals=("expected_date",)),
        ],
        error_required="Select what you know of the child's age",
    )
    date_of_birth = DateField("Date of birth", future=False)
    age = WholeNumberField(
        "Age in years",
        min_value=0,
        max_value=17,
        hint="0 for a baby under one.",
        error_required="Enter the child's age, or your best guess",
    )
    expected_date = DateField("When is the baby expected?", in_errors="The expected date", required=False)
    sex = RadiosField("Sex", Sex.choices, error_required="Select the child's sex, or not known")
    school = TextField("School, nursery or college", required=False)
    nhs_number = TextField(
        "NHS number", required=False, max_length=20, width=10, inputmode="numeric", autocomplete="off"
    )
    upn = TextField(
        "Unique pupil number", in_errors="Unique pupil number", required=False, max_length=20, width=20
    )
    communication_needs = TextAreaField(
        "How does the child communicate best?",
        required=False,
        rows=3,
        max_length=SHORT_TEXT,
        hint="Languages, an interpreter, signs, pictures, hearing, speech, or anything else that helps.",
    )

    def clean_date_of_birth(self) -> date | None:
        """A child is under 18."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if ages.is_adult(born, timezone.localdate()):
            self.add_error("date_of_birth", "Date of birth must be of someone under 18")
        return born

    def clean_expected_date(self) -> date | None:
        """A birth is expected within the next ten months, or was just now."""
        expected: date | None = self.cleaned_data["expected_date"]
        today = timezone.localdate()
        if expected and not today - _LATEST_BIRTH <= expected <= today + _LONGEST_TO_BIRTH:
            self.add_error("expected_date", "The expected date must be within the next 10 months")
        return expected

    def clean_nhs_number(self) -> str:
        """Ten digits with a right check digit."""
        number = codes.nhs_number_normalise(self.cleaned_data["nhs_number"])
        if number and not codes.nhs_number_valid(number):
            self.add_error(
                "nhs_number", "Enter an NHS number with 10 digits, like 999 123 4564, or leave it empty"
            )
        return number

    def clean_upn(self) -> str:
        """A letter and twelve digits with a right check letter."""
        upn = self.cleaned_data["upn"].replace(" ", "").upper()
        if upn and not codes.upn_valid(upn):
            self.add_error(
                "upn", "Enter a unique pupil number like the school's records show it, or leave it empty"
            )
        return upn

    def clean(self) -> dict[str, Any]:
        """A name is needed, unless it isn't known or the child isn't born."""
        data = self.cleaned_data
        named = (
            {"given_name", "family_name"} & set(self.errors)
            or data.get("given_name")
            or data.get("family_name")
        )
        if not (named or data.get("name_unknown") or data.get("born") == "unborn"):
            self.add_error("given_name", "Enter the child's name, or select that you do not know it")
        return data

    def child_facts(self, today: date) -> ChildFacts:
        """The child. A guessed age becomes an estimated date of birth in the middle of that year of life."""
        data = self.cleaned_data
        same = ("given_name", "family_name", "sex", "school", "nhs_number", "upn", "communication_needs")
        born = data["date_of_birth"]
        if data["born"] == "age":
            born = ages.birthday(today, -data["age"]) - timedelta(days=182)
        return ChildFacts(
            is_unborn=data["born"] == "unborn",
            date_of_birth=born,
            date_of_birth_estimated=data["born"] == "age",
            expected_date=data["expected_date"],
            **{name: data[name] for name in same},
        )

    @property
    def who(self) -> str:
        """The child's name, for lists and headings."""
        name = " ".join(filter(None, (self.answer("given_name"), self.answer("family_name"))))
        return name or ("Unborn child" if self["born"].data == "unborn" else "Name not known")


class AdultForm(SectionForm):
    """One adult: a parent, a partner, anybody in the home or the child's life."""

    name = TextField(
        "Name", hint="If you do not know it, say so, or what the person is called.", autocomplete="off"
    )
    relationship = TextField(
        "What is this person to the child?",
        max_length=100,
        hint="For example, mother, stepfather, mother's partner, lodger.",
        error_required="Enter what this person is to the child",
    )
    sex = RadiosField(
        "Sex", [*Sex.choices[:2], ("U", "Not known")], error_required="Select the sex, or not known"
    )
    date_of_birth = DateField("Date of birth", future=False, required=False)
    in_household = RadiosField(
        "Does this person live with the child?",
        [Choice("yes", "Yes"), Choice("no", "No"), Choice("unknown", "I do not know")],
        error_required="Select if this person lives with the child",
    )
    note = TextField("Anything else that is known of them", max_length=300, required=False)

    def adult_facts(self) -> AdultFacts:
        """The adult."""
        data = self.cleaned_data
        return AdultFacts(
            name=data["name"],
            relationship=data["relationship"],
            date_of_birth=data["date_of_birth"],
            is_male=data["sex"] == Sex.MALE,
            in_household=data["in_household"] == "yes",
            note=data["note"],
        )

    @property
    def who(self) -> str:
        """The adult's name, for lists and headings."""
        return self.answer("name") or "Name not known"


class AnotherForm(GovukForm):
    """Whether there is one more to add to a list."""

    another = YesNoField("", error_required="Select yes if there is another person to add")

    def __init__(self, *args: Any, question: str = "", **kwargs: Any) -> None:
        """`question`: what the page asks."""
        super().__init__(*args, **kwargs)
        self.fields["another"].label = question


class FamilyForm(SectionForm):
    """The home, fathers and other males, other children, what is known."""

    address_lines = TextAreaField(
        "Where does the child live?",
        required=False,
        rows=3,
        max_length=300,
        count=False,
        mark_optional=False,
        hint="The address, or what you know of it.",
    )
    postcode = TextField("Postcode", required=False, max_length=10, width=10, autocomplete="off")
    address_is_confidential = CheckboxField(
        "Confidential address",
        statement="This address must be kept secret from somebody",
        required=False,
        mark_optional=False,
        hint="For example, because of domestic abuse.",
    )
    males = TextAreaField(
        "What is known of the child's father, and of other men and boys in the child's life?",
        max_length=SHORT_TEXT,
        hint="If you know nothing of them, say why. Reviews found that they are often left out.",
        error_required="Enter what is known of the father and other males, or why nothing is known",
    )
    siblings = TextAreaField(
        "Other children in the home or the family",
        required=False,
        max_length=SHORT_TEXT,
        hint="Those you have not added to this referral: names, ages, and whether you worry about them too.",
    )
    known = YesNoField(
        "Did you or your agency know the family before?",
        yes_reveals=("family_known",),
        error_required="Select yes if you or your agency knew the family before",
    )
    family_known = TextAreaField(
        "What do you know of the family?",
        max_length=LONG_TEXT,
        hint="How long you have known them, earlier worries, help that was given and whether it helped.",
        error_required="Enter what you know of the family",
    )

    def facts(self, today: date) -> dict[str, Any]:
        """The home and the family."""
        data = dict(self.cleaned_data)
        if not data.pop("known"):
            data["family_known"] = "The referrer did not know the family before."
        return data
