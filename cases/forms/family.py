"""Forms about a child's relatives."""

from __future__ import annotations

from cases.forms.people import DuplicateCheckForm, why
from cases.models.person import Sex
from cases.states import RelationshipKind
from safeguarding.ui.fields import (
    CheckboxField,
    DateField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextField,
    YesNoField,
)


class RelativeForm(DuplicateCheckForm):
    """Somebody who belongs to the child, new or already known."""

    given_name = TextField("First name", required=False, max_length=100, width=20)
    family_name = TextField("Last name", required=False, max_length=100, width=20)
    sex = RadiosField("Sex", Sex.choices, error_required="Select the person’s sex, or that it isn’t known")
    date_of_birth = DateField("Date of birth", required=False, future=False)
    date_of_birth_estimated = CheckboxField(
        "Estimate", statement="The date of birth is an estimate", required=False, mark_optional=False
    )
    kind = SelectField(
        "What are they to the child?",
        RelationshipKind.choices,
        coerce=RelationshipKind,
        error_required="Select what they are to the child",
    )
    has_parental_responsibility = YesNoField("Do they have parental responsibility?")
    in_household = YesNoField("Do they live with the child?")
    note = TextField("Note", required=False, max_length=300)


class RelationshipForm(GovukForm):
    """What is known of a relationship."""

    has_parental_responsibility = YesNoField("Do they have parental responsibility?")
    in_household = YesNoField("Do they live with the child?")
    note = TextField("Note", required=False, max_length=300)
    reason = why()
    version = HiddenField()
