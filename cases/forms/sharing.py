"""The form of the sharing log."""

from __future__ import annotations

from cases.states import SharingDecision, SharingGround, ToldOfSharing
from safeguarding.ui.fields import GovukForm, RadiosField, TextAreaField, TextField


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
        "On what ground?",
        SharingGround.choices,
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
