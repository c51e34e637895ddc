"""An agency asks to leave; the others' views; who takes its actions; the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core_groups.step_down_states import ViewAnswer, WithdrawalOutcome
from safeguarding.accounts.models import Agency, User
from safeguarding.ui.fields import Choice, GovukForm, RadiosField, SelectField, TextAreaField, choosing


class AskForm(GovukForm):
    """Which agency, and why."""

    agency = SelectField("Which agency asks to leave?", error_required="Select which agency asks to leave")
    reason = TextAreaField(
        "Why does it want to leave?",
        rows=4,
        max_length=4000,
        hint="What it did, what changed for the child, and why it isn’t needed any more",
        error_required="Enter why the agency leaves",
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        """`agencies`: those that the person may speak for."""
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options([Choice(str(each.pk), each.name) for each in agencies])


class ViewForm(GovukForm):
    """One agency's view."""

    agency = SelectField("Whose view is it?", error_required="Select whose view it is")
    answer = RadiosField(
        "What does the agency say?",
        ViewAnswer.choices,
        coerce=ViewAnswer,
        error_required="Select what the agency says",
    )
    words = TextAreaField(
        "In its own words",
        rows=5,
        max_length=4000,
        hint="Where it hasn’t answered: how and when it was asked",
        error_required="Enter what the agency says, or how it was asked",
    )

    def __init__(
        self, *args: Any, agencies: Sequence[Agency], may_say_unanswered: bool, **kwargs: Any
    ) -> None:
        """`agencies`: those that the person may speak for."""
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options([Choice(str(each.pk), each.name) for each in agencies])
        if not may_say_unanswered:
            given = [each for each in ViewAnswer if each != ViewAnswer.NO_ANSWER]
            choosing(self, "answer").set_options([(each.value, each.label) for each in given])


class HandOnForm(GovukForm):
    """Whose an action becomes."""

    to_agency = SelectField("Which agency takes it on?", error_required="Select which agency takes it on")
    to_user = SelectField(
        "Who there?",
        required=False,
        placeholder="Nobody by name",
        hint="People who have a part with the child already",
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], people: Sequence[User], **kwargs: Any) -> None:
        """`agencies` that stay, and their `people`."""
        super().__init__(*args, **kwargs)
        choosing(self, "to_agency").set_options([Choice(str(each.pk), each.name) for each in agencies])
        choosing(self, "to_user").set_options(
            [Choice(str(each.pk), f"{each.full_name}, {each.agency.name}") for each in people]
        )


class DecideForm(GovukForm):
    """Leaves, stays, or taken back."""

    outcome = RadiosField(
        "What is decided?",
        WithdrawalOutcome.choices,
        coerce=WithdrawalOutcome,
        error_required="Select what is decided",
    )
    reason = TextAreaField(
        "Why?", rows=4, max_length=4000, error_required="Enter the reason for the decision"
    )

    def __init__(self, *args: Any, outcomes: Sequence[WithdrawalOutcome], **kwargs: Any) -> None:
        """`outcomes`: those that the person may choose."""
        super().__init__(*args, **kwargs)
        choosing(self, "outcome").set_options([(each.value, each.label) for each in outcomes])
