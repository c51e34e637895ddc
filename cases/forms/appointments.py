"""Forms of a child's appointments, and of the numbers from which missed ones are too many."""

from __future__ import annotations

from typing import Any

from cases.exceptions import DomainError
from cases.forms.people import why
from cases.voice_states import AppointmentOutcome
from safeguarding.rules import was_not_brought
from safeguarding.ui.fields import (
    Choice,
    DateField,
    Fieldset,
    GovukForm,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
    WholeNumberField,
)

_IF_NOT_SEEN = Fieldset(
    "If the child was not seen",
    ("impact", "told", "reoffered_on"),
    hint="Was not brought, cancelled by a parent or carer, or no access",
)


def _outcomes() -> list[Choice]:
    return [Choice(value, label) for value, label in AppointmentOutcome.choices]


class OutcomeForm(GovukForm):
    """What became of an appointment."""

    outcome = RadiosField(
        "What became of it?", _outcomes(), error_required="Select what became of the appointment"
    )
    impact = TextAreaField(
        "What does it mean for the child?",
        required=False,
        rows=3,
        max_length=2000,
        hint="For example, pain goes on, or the hearing test is nine months late",
    )
    told = TextAreaField(
        "Who was told?",
        required=False,
        rows=2,
        max_length=1000,
        hint="For example, the GP by letter and the health visitor by phone. If nobody, say why",
    )
    reoffered_on = DateField("New date offered", required=False)
    version = HiddenField(required=False)
    fieldsets = [_IF_NOT_SEEN]

    def clean(self) -> dict[str, Any]:
        """Refuse words that say a child failed to attend, beside the field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("service", "impact", "told"):
            why_not = was_not_brought.refusal(str(cleaned.get(name) or ""))
            if why_not:
                self.add_error(name, why_not)
        return cleaned


class AppointmentForm(OutcomeForm):
    """A child's appointment with the writer's agency."""

    service = TextField(
        "With which service?",
        max_length=120,
        width=20,
        hint="For example, hearing test or speech and language therapy. For a service that others should not"
        " know of, write health clinic",
        error_required="Say with which service",
    )
    on = DateField("On which day?", error_required="Enter the day of the appointment")
    outcome = RadiosField("What became of it?", [*_outcomes(), Choice("later", "It is still to come")])
    field_order = ["service", "on", "outcome", "impact", "told", "reoffered_on", "version"]


class FollowUpForm(GovukForm):
    """What was done when a child wasn't seen."""

    followed_up = TextAreaField(
        "What did you do, and how is the child?",
        rows=5,
        max_length=4000,
        hint="Whom you spoke to, what you saw, and when the child will be seen",
        error_required="Say what was done, and how the child is",
    )


class LimitsForm(GovukForm):
    """From how many missed appointments what happens."""

    in_a_row = WholeNumberField(
        "Missed in a row, for the safeguarding lead",
        min_value=1,
        max_value=20,
        error_required="Enter a number",
    )
    in_a_year = WholeNumberField(
        "Missed in 12 months, for the safeguarding lead",
        min_value=1,
        max_value=50,
        error_required="Enter a number",
    )
    persistent_in_a_row = WholeNumberField(
        "Missed in a row, for mandatory supervision",
        min_value=1,
        max_value=20,
        error_required="Enter a number",
    )
    persistent_in_a_year = WholeNumberField(
        "Missed in 12 months, for mandatory supervision",
        min_value=1,
        max_value=50,
        error_required="Enter a number",
    )
    reason = why("Why do the numbers change?")

    def limits(self) -> was_not_brought.Limits:
        """What was typed; raises DomainError when nothing valid was."""
        told = dict(self.cleaned_data)
        told.pop("reason", None)
        if len(told) < len(self.fields) - 1:
            raise DomainError("Enter each number")
        return was_not_brought.Limits(**told)
