"""The form of the sharing log."""

from __future__ import annotations

from typing import Final

from cases.forms.people import why
from cases.states import SharingDecision, SharingGround, ToldOfSharing
from safeguarding.ui.fields import Choice, DateField, GovukForm, RadiosField, TextAreaField, TextField

GROUND_HINTS: Final = {
    SharingGround.PUBLIC_TASK: "The usual ground: nobody has to agree to it",
    SharingGround.CONSENT: "Seldom the right ground: whoever agrees must be free to say no, and "
    "safeguarding a child doesn’t depend on it",
    SharingGround.NONE: "For a refusal alone",
}


class SharingForm(GovukForm):
    """What was shared with whom, or refused, and on what ground."""

    decision = RadiosField(
        "Was it shared?",
        SharingDecision.choices,
        coerce=SharingDecision,
        error_required="Select whether it was shared or refused",
    )
    what = TextAreaField(
        "What was asked for or shared?",
        rows=4,
        max_length=4000,
        error_required="Say what was asked for or shared",
    )
    decided_on = DateField(
        "On what day?", future=False, error_required="Enter the day on which it was shared or refused"
    )
    whose = TextField(
        "Whose information is it?",
        hint="Such as the child, the mother, a sibling",
        max_length=300,
        error_required="Say whose information it is",
    )
    recipient = TextField(
        "With whom?",
        hint="The agency, and the person if you know",
        max_length=300,
        error_required="Say with whom",
    )
    ground = RadiosField(
        "On what ground in law?",
        [Choice(ground.value, ground.label, hint=GROUND_HINTS.get(ground, "")) for ground in SharingGround],
        coerce=SharingGround,
        error_required="Select the ground",
    )
    reason = TextAreaField(
        "Why was it shared or refused?",
        hint="What it was needed for, and why this much and no more",
        rows=4,
        max_length=4000,
        error_required="Say why",
    )
    told = RadiosField(
        "Were the people it is about told?",
        ToldOfSharing.choices,
        coerce=ToldOfSharing,
        error_required="Select whether they were told",
    )
    told_note = TextAreaField(
        "If they were not told, why?", required=False, mark_optional=False, rows=3, max_length=2000
    )


class SharingCorrectionForm(SharingForm):
    """The entry said better, and why."""

    why = why("Why is it corrected?")
