"""Forms about a person: who they are, what they need, where they live, how they are reached."""

from __future__ import annotations

from typing import Any

from cases.models.person import ContactKindOf, NameKind, Sex
from safeguarding.rules import codes
from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    Fieldset,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
    choosing,
)


def why(label: str = "Why are you changing this?") -> TextField:
    """The question that every change of a record answers; the answer stands in its history."""
    return TextField(label, max_length=300, error_required="Say why, in a few words")


class IdentityForm(GovukForm):
    """Names, sex, dates of birth and the numbers by which other services know the person."""

    given_name = TextField("First name", required=False, max_length=100, width=20)
    family_name = TextField("Last name", required=False, max_length=100, width=20)
    known_as = TextField(
        "Known as", required=False, max_length=100, width=20, hint="The name they use, if it is another one"
    )
    sex = RadiosField("Sex", Sex.choices, error_required="Select the person’s sex, or that it isn’t known")
    date_of_birth = DateField("Date of birth", required=False, future=False)
    date_of_birth_estimated = CheckboxField(
        "Estimate", statement="The date of birth is an estimate", required=False, mark_optional=False
    )
    expected_date = DateField("Expected date of birth", required=False, hint="Of an unborn child")
    nhs_number = TextField("NHS number", required=False, max_length=20, width=10)
    upn = TextField("Unique pupil number (UPN)", required=False, max_length=20, width=20)
    upn_unknown_reason = SelectField(
        "Why the UPN isn’t known", codes.UPN_UNKNOWN, required=False, placeholder="Not asked"
    )


class IdentityChangeForm(IdentityForm):
    """The identity of somebody already recorded."""

    reason = why()
    version = HiddenField()


class NeedsChangeForm(GovukForm):
    """What the person needs to be understood and looked after well."""

    ethnicity = SelectField("Ethnicity", codes.ETHNICITY, required=False, placeholder="Not recorded")
    disabilities = CheckboxesField(
        "Disabilities",
        [
            Choice(code, label, exclusive=code == "NONE", divider="or" if code == "NONE" else "")
            for code, label in (*codes.DISABILITY[1:], codes.DISABILITY[0])
        ],
        required=False,
    )
    first_language = TextField("First language", required=False, max_length=60, width=20)
    interpreter_needed = YesNoField("Is an interpreter needed?")
    communication_needs = TextAreaField(
        "Communication needs",
        required=False,
        rows=3,
        max_length=1000,
        hint="How they are best spoken with: signs, pictures, time, somebody they trust",
    )
    reason = why()
    version = HiddenField()


class AliasForm(GovukForm):
    """Another name of the person."""

    alias = TextField("Full name", max_length=200, error_required="Enter the name")
    kind = RadiosField(
        "What kind of name is it?",
        [(NameKind.ALIAS.value, "Also known as"), (NameKind.PREVIOUS.value, "Previous name")],
        coerce=NameKind,
        error_required="Select what kind of name it is",
    )
    reason = why("How do you know?")


class AddressForm(GovukForm):
    """Where the person lives."""

    lines = TextField(
        "Address", max_length=300, hint="House, street and town", error_required="Enter the address"
    )
    postcode = TextField("Postcode", required=False, max_length=10, width=10)
    since = DateField("When did they move in?", required=False, future=False)
    ends_others = YesNoField("Does this replace the address recorded now?")
    is_confidential = YesNoField(
        "Must this address stay confidential?",
        yes_reveals=("confidential_reason",),
        hint="For example a refuge. Only children’s social care will see it or find it by search.",
    )
    confidential_reason = TextField(
        "Why must it stay confidential?", max_length=300, error_required="Say why it must stay confidential"
    )


class ContactDetailForm(GovukForm):
    """A way to reach the person."""

    kind = RadiosField("What is it?", ContactKindOf.choices, coerce=ContactKindOf)
    value = TextField("Number or address", max_length=200, error_required="Enter the number or address")
    is_safe = YesNoField("Is it safe to use?", hint="Say no when somebody dangerous may answer or read it")
    note = TextField("Note", required=False, max_length=300)


class EndForm(GovukForm):
    """Something is over: since when and why."""

    until = DateField("When did it end?", future=False)
    reason = why("Why did it end?")


class EndNowForm(GovukForm):
    """Something is over from now on."""

    reason = why("Why is it ended?")


class DeathForm(GovukForm):
    """The person died."""

    died_on = DateField("Date of death", future=False)
    reason = why("How do you know?")


class DuplicateCheckForm(GovukForm):
    """The base of forms that make a person: asks whether it is one of those who may be the same.

    `candidates` are choices (key, name, reasons); without any the question isn't asked.
    """

    existing = RadiosField(
        "Is it one of these people?",
        required=True,
        label_size="m",
        error_required="Select one of these people, or that it is nobody of them",
    )
    shown = HiddenField(required=False)

    def __init__(self, *args: Any, candidates: tuple[Choice, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not candidates:
            del self.fields["existing"]
            return
        nobody = Choice("new", "Nobody of them: add somebody new", divider="or")
        choosing(self, "existing").set_options([*candidates, nobody])


class NewRecordForm(DuplicateCheckForm, IdentityForm):
    """A new record: the child's identity, where they live, whether only named people may see it."""

    lines = TextField("Address", required=False, max_length=300, hint="House, street and town")
    postcode = TextField("Postcode", required=False, max_length=10, width=10)
    is_restricted = YesNoField(
        "Must the record be seen by named people only?",
        yes_reveals=("restricted_reason",),
        hint="For example the child of somebody who works here",
    )
    restricted_reason = TextField(
        "Why?", max_length=300, error_required="Say why only named people may see the record"
    )
    fieldsets = (
        Fieldset(
            "The child",
            (
                "given_name",
                "family_name",
                "known_as",
                "sex",
                "date_of_birth",
                "date_of_birth_estimated",
                "expected_date",
            ),
        ),
        Fieldset("Numbers", ("nhs_number", "upn", "upn_unknown_reason")),
        Fieldset("Where they live", ("lines", "postcode")),
        Fieldset("Who may see the record", ("is_restricted", "restricted_reason")),
    )
