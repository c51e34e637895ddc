"""Forms of warnings: adding one, looking at it again, ending it."""

from __future__ import annotations

from cases.forms.people import why
from cases.states import Sensitivity
from safeguarding.ui.fields import DateField, GovukForm, HiddenField, RadiosField, TextField


class WarningForm(GovukForm):
    """What anyone who meets the family should know first."""

    text = TextField(
        "What should people know?",
        max_length=300,
        hint="Facts, and what to do: “Two dogs loose in the garden, phone before you visit”",
        error_required="Say what people should know",
    )
    review_on = DateField(
        "When should it be looked at again?",
        required=False,
        past=False,
        hint="Leave empty for the longest time there is",
    )
    sensitivity = RadiosField("Who may see it?", coerce=Sensitivity, error_required="Select who may see it")


class ReviewWarningForm(GovukForm):
    """A warning that still holds."""

    reason = why("How do you know that it still holds?")
    review_on = DateField(
        "When should it be looked at again?",
        required=False,
        past=False,
        hint="Leave empty for the longest time there is",
    )
    version = HiddenField()


class EndWarningForm(GovukForm):
    """A warning that no longer holds."""

    reason = why("Why doesn’t it hold any more?")
