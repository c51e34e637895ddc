"""What is recorded of a strategy meeting: history, agenda, that it was held, decisions, dissent."""

from __future__ import annotations

from typing import Any

from safeguarding.ui.fields import (
    CheckboxesField,
    DateTimeField,
    GovukForm,
    HiddenField,
    RadiosField,
    TextAreaField,
)
from strategy_meetings.states import MAIN_OUTCOMES, StrategyOutcome


class HistoryNoteForm(GovukForm):
    """What the history means."""

    note = TextAreaField(
        "What does the history mean for the children today?",
        rows=5,
        max_length=4000,
        hint="Earlier referrals, enquiries and plans, and appointments to which a child was not brought, "
        "whatever the interval",
        error_required="Say what the history means for the children",
    )


def _point(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, hint=hint, required=False, mark_optional=False, rows=4, max_length=8000)


class AgendaForm(GovukForm):
    """The set agenda's points that belong to the meeting as a whole."""

    household = _point("All children of the household", "How is each of them, and who has seen them?")
    males = _point(
        "Fathers, other males and adults", "Each one of the household or about it: what is known, who asks"
    )
    voice = _point("The child’s voice and lived experience", "A day in the child’s life; their own words")
    risk = _point("Risk analysis", "What has happened, what could, how likely and how bad; what protects")
    immediate_safety = _point("Immediate safety", "Where is the child tonight, and with whom?")
    parents_told = _point("Who tells the parents, and when?")
    child_told = _point("Who tells the child, and when?")
    version = HiddenField()


class HoldForm(GovukForm):
    """That the meeting was held."""

    held_at = DateTimeField(
        "When did the meeting take place?", future=False, error_required="Enter when it took place"
    )
    inquorate_reason = TextAreaField(
        "Why was it held without them?",
        rows=3,
        max_length=2000,
        required=False,
        mark_optional=False,
        hint="A manager signs this, and a full meeting must follow within 5 working days",
    )

    def __init__(self, *args: Any, is_quorate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_quorate:
            del self.fields["inquorate_reason"]


class DecideForm(GovukForm):
    """What is decided for one child."""

    outcome = RadiosField(
        "Is there a section 47 enquiry?",
        [(each.value, each.label) for each in StrategyOutcome if each in MAIN_OUTCOMES],
        coerce=StrategyOutcome,
        error_required="Select what was decided",
    )
    further = CheckboxesField(
        "What else was decided?",
        [(each.value, each.label) for each in StrategyOutcome if each not in MAIN_OUTCOMES],
        coerce=StrategyOutcome,
        required=False,
    )
    reasons = TextAreaField(
        "Reasons for the decision",
        rows=6,
        max_length=8000,
        hint="The evidence, what the history adds, and what the child says",
        error_required="Enter the reasons for the decision",
    )
