"""Forms of a historic high risk: the senior manager's view, the head of service's decision."""

from __future__ import annotations

from cases.historic_risk_states import RiskDecision
from safeguarding.ui.fields import GovukForm, HiddenField, RadiosField, TextAreaField


class SeniorForm(GovukForm):
    """What a senior manager says."""

    view = TextAreaField(
        "What does this history mean for the child now?",
        rows=8,
        max_length=8000,
        hint="What was tried and what held, what was believed and not seen, what is the same now. The head "
        "of service reads it. It can’t be changed afterwards.",
        error_required="Enter what the history means for the child now",
    )
    version = HiddenField()


class HeadForm(GovukForm):
    """What the head of service decides, and why."""

    decision = RadiosField(
        "What do you decide?",
        RiskDecision.choices,
        coerce=RiskDecision,
        error_required="Select what you decide",
    )
    rationale = TextAreaField(
        "Why?",
        rows=8,
        max_length=8000,
        hint="Every professional who works with the child reads this in the chronology. Leave out what must "
        "not be known about brothers, sisters or other people.",
        error_required="Enter why you decide this",
    )
    version = HiddenField()
