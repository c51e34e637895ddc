"""Forms of a plan's items."""

from __future__ import annotations

from cases.forms.people import why
from safeguarding.ui.fields import (
    DateField,
    Fieldset,
    GovukForm,
    HiddenField,
    SelectField,
    TextAreaField,
    TextField,
)


class ItemForm(GovukForm):
    """What is needed, what is wanted, what is done, by whom, by when, and how one will know."""

    need = TextAreaField("Need or danger", rows=3, max_length=4000, error_required="Enter the need or danger")
    outcome = TextAreaField(
        "Outcome wanted",
        required=False,
        rows=3,
        max_length=4000,
        hint="What will be different in the child’s life",
    )
    action = TextAreaField("Action", rows=3, max_length=4000, error_required="Enter what will be done")
    owner = SelectField(
        "Who owns it?", required=False, placeholder="Nobody in the list", hint="People of the child’s network"
    )
    owner_name = TextField(
        "Owner, if they are not in the list",
        required=False,
        max_length=200,
        width=20,
        hint="For example a parent",
    )
    due_on = DateField("To be done by", required=False)
    measure = TextAreaField(
        "How is it measured?",
        required=False,
        rows=2,
        max_length=4000,
        hint="What somebody will see or count",
    )
    fieldsets = [
        Fieldset("What", ("need", "outcome", "action")),
        Fieldset(
            "Who, by when, and how one will know",
            ("owner", "owner_name", "due_on", "measure"),
            hint="An item without an owner, a date or a measure can be saved and is marked as not SMART",
        ),
    ]


class ItemChangeForm(ItemForm):
    """An item already recorded."""

    reason = why()
    version = HiddenField()
    fieldsets = [*ItemForm.fieldsets, Fieldset("This change", ("reason",))]


class ProgressForm(GovukForm):
    """What was done about an item."""

    progress = TextAreaField("What was done?", rows=4, max_length=4000, error_required="Enter what was done")
    impact = TextAreaField("What did it change for the child?", required=False, rows=3, max_length=4000)
    due_on = DateField("Another day by which it is done", required=False, hint="Both days stay on record")


class FinishForm(GovukForm):
    """An item is done."""

    impact = TextAreaField(
        "What has it changed for the child?",
        rows=4,
        max_length=4000,
        hint="An item is not done by having been carried out: say what is different for the child",
        error_required="Enter what it has changed for the child",
    )


class CloseForm(GovukForm):
    """An item is no longer needed."""

    reason = why("Why is it no longer needed?")


class ReopenForm(GovukForm):
    """A closed item is open again."""

    reason = why("Why is it open again?")
