"""Forms of emergency access and of restricted records."""

from __future__ import annotations

from cases.forms.people import why
from cases.states import EmergencyVerdict
from safeguarding.ui.fields import CheckboxesField, GovukForm, RadiosField, TextAreaField, TextField


class EmergencyForm(GovukForm):
    """Which record, and why it can't wait."""

    reference = TextField(
        "What is the record’s reference?",
        hint="For example C7K3M9QT. Children’s social care can read it out to you.",
        width=10,
        max_length=40,
        autocomplete="off",
        spellcheck=False,
        error_required="Enter the record’s reference",
    )
    reason = TextAreaField(
        "What is the emergency?",
        hint="Why a child is at risk now and why you can’t wait to be involved. Don’t name anybody: "
        "people who may not see the record will read this.",
        rows=4,
        max_length=500,
        error_required="Say what the emergency is",
    )


class ReviewForm(GovukForm):
    """What the review found."""

    verdict = RadiosField(
        "Was opening the record justified?",
        EmergencyVerdict.choices,
        coerce=EmergencyVerdict,
        error_required="Select whether opening the record was justified",
    )
    note = TextAreaField(
        "How did you come to this?",
        hint="Whom you asked, and what follows from it",
        rows=4,
        max_length=2000,
        error_required="Say how you came to this",
    )


class RestrictForm(GovukForm):
    """Who may still open the record, and why nobody else."""

    named = CheckboxesField(
        "Who else will be able to open it?",
        hint="You will, and everyone who is named on it already. You can name more people later.",
        required=False,
        small=True,
    )
    reason = why("Why may only named people see this record?")


class LiftForm(GovukForm):
    """Why the record is open again."""

    reason = why("Why is the restriction lifted?")
