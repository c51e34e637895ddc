"""The closure of an episode of need."""

from __future__ import annotations

from safeguarding.rules import codes
from safeguarding.rules.closure import CONSIDERED
from safeguarding.ui.fields import (
    Choice,
    DateField,
    Fieldset,
    GovukForm,
    HiddenField,
    RadiosField,
    TextAreaField,
)


def _considered(label: str, field: str) -> TextAreaField:
    return TextAreaField(label, rows=4, max_length=4000, error_required=CONSIDERED[field])


class ClosingForm(GovukForm):
    """What was considered, why it ends, what the family has of it."""

    sexual_abuse_considered = _considered("How was sexual abuse considered?", "sexual_abuse_considered")
    neglect_considered = _considered("How was neglect considered?", "neglect_considered")
    other_signs_considered = _considered("How were all other signs considered?", "other_signs_considered")
    cause_considered = _considered("What was the cause of the concern?", "cause_considered")
    reason = RadiosField("Why is it closed?", codes.CLOSURE_REASON, error_required="Select why it is closed")
    has_copy = RadiosField(
        "Has the family its copy?",
        [
            Choice("yes", "Yes", reveals=("family_copy_on",)),
            Choice("no", "No", reveals=("family_copy_reason",)),
        ],
        error_required="Select whether the family has its copy",
    )
    family_copy_on = DateField(
        "When did the family get it?", future=False, error_required="Enter when the family had its copy"
    )
    family_copy_reason = TextAreaField(
        "Why not?", rows=3, max_length=2000, error_required="Enter why the family has no copy"
    )
    version = HiddenField()
    fieldsets = [
        Fieldset("What was considered, in your own words", tuple(CONSIDERED)),
        Fieldset("How it ends", ("reason", "has_copy")),
    ]


class SendBackForm(GovukForm):
    """What is missing."""

    reason = TextAreaField(
        "What is missing?", rows=4, max_length=4000, error_required="Enter what is missing"
    )
