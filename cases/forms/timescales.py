"""The partnership's own amount for a time limit."""

from __future__ import annotations

from typing import Any, cast

from cases.services.timescales import MOST_LETTERS
from safeguarding.rules.timescales import Timescale
from safeguarding.ui.fields import (
    CheckboxField,
    DateField,
    GovukForm,
    HiddenField,
    TextAreaField,
    WholeNumberField,
)


class AmountForm(GovukForm):
    """How long, from when, and why."""

    amount = WholeNumberField("New time limit", error_required="Enter the new time limit")
    effective_from = DateField(
        "From which day?",
        past=False,
        hint="For time limits that start on that day or later. For example, 27 3 2027",
        error_required="Enter the day from which it applies",
    )
    reason = TextAreaField(
        "Why does it change?",
        rows=3,
        max_length=MOST_LETTERS,
        hint="Everybody who uses the service can read this.",
        error_required="Enter why it changes",
    )
    seen = HiddenField("Newest line", required=False)

    def __init__(self, *args: Any, rule: Timescale, **kwargs: Any) -> None:
        """Say what is counted, and between which bounds."""
        super().__init__(*args, **kwargs)
        field = cast(WholeNumberField, self.fields["amount"])
        field.suffix = rule.unit_words
        field.min_value, field.max_value = rule.least, rule.most
        if rule.longest is not None:
            field.hint = f"Never more than {rule.longest}."


class MoveForm(GovukForm):
    """Whether the clocks that run are moved too, asked beside what that would mean."""

    moves_running = CheckboxField(
        "The time limits that run",
        statement="Also move the time limits that run",
        hint="Leave this empty and they keep the day that they have.",
        required=False,
    )
