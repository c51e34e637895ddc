"""Legal milestones, and what an agency was told of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases.states import Sensitivity
from core_groups.step_down_states import LEGAL_LEVELS, LegalKind, ToldOfLegalHow
from safeguarding.accounts.models import Agency
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    DateField,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
    choosing,
)


class MilestoneForm(GovukForm):
    """What happened, and who is to be told."""

    kind = SelectField(
        "What happened?", LegalKind.choices, coerce=LegalKind, error_required="Select what happened"
    )
    on = DateField("On which day?", future=False, error_required="Enter the day")
    text = TextAreaField(
        "What happened, and what does it mean for the child?",
        rows=5,
        max_length=4000,
        error_required="Enter what happened, and what it means for the child",
    )
    next_hearing_on = DateField("When is the next hearing?", required=False)
    sensitivity = RadiosField(
        "Who may read this?",
        [(level.value, level.label) for level in LEGAL_LEVELS],
        coerce=Sensitivity,
        hint="Legal advice stays with social care. What other agencies need to know you tell them in words "
        "of their own.",
        error_required="Select who may read this",
    )
    agencies = CheckboxesField(
        "Which agencies are to be told of it?",
        required=False,
        hint="You write what each is told when you have told it",
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        """`agencies` of the network."""
        super().__init__(*args, **kwargs)
        choosing(self, "agencies").set_options([Choice(str(each.pk), each.name) for each in agencies])


class ToldForm(GovukForm):
    """That an agency was told, or why not."""

    was_told = RadiosField(
        "Was the agency told?",
        [
            Choice("yes", "Yes", reveals=("how", "words")),
            Choice("no", "No, it is not to be told", reveals=("not_told_reason",)),
        ],
        error_required="Select whether the agency was told",
    )
    how = RadiosField(
        "How?", ToldOfLegalHow.choices, coerce=ToldOfLegalHow, error_required="Select how it was told"
    )
    words = TextAreaField(
        "What was it told?",
        rows=4,
        max_length=4000,
        hint="The agency can read this",
        error_required="Enter what the agency was told",
    )
    not_told_reason = TextAreaField(
        "Why not?", rows=3, max_length=2000, error_required="Enter why the agency is not told"
    )
