"""The form of a visit."""

from __future__ import annotations

from cases.plan_states import VisitKind
from safeguarding.ui.fields import (
    CheckboxField,
    Choice,
    DateTimeField,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
)

UNDER_THE_PLAN = Choice(
    VisitKind.STATUTORY.value,
    VisitKind.STATUTORY.label,
    hint="It starts the time limit of visits anew where the child was seen",
)
ANOTHER = Choice(VisitKind.OTHER.value, VisitKind.OTHER.label)


class VisitForm(GovukForm):
    """A visit to the child; a core group is none."""

    kind = RadiosField(
        "What kind of visit was it?",
        [UNDER_THE_PLAN, ANOTHER],
        coerce=VisitKind,
        error_required="Select what kind of visit it was",
        hint="A core group or another meeting is not a visit",
    )
    visited_at = DateTimeField("When was it?", future=False, error_required="Enter when the visit was")
    where = TextField(
        "Where?", max_length=200, hint="For example: at home", error_required="Enter where it was"
    )
    who = SelectField("Who visited?", required=False, placeholder="I did", mark_optional=False)
    seen = YesNoField(
        "Was the child seen?",
        yes_reveals=("seen_alone",),
        no_reveals=("not_seen_reason",),
        error_required="Select whether the child was seen",
    )
    seen_alone = YesNoField(
        "Was the child seen alone?",
        no_reveals=("not_alone_reason",),
        error_required="Select whether the child was seen alone",
    )
    not_alone_reason = TextAreaField(
        "Why not alone?", rows=2, max_length=2000, error_required="Enter why the child was not seen alone"
    )
    not_seen_reason = TextAreaField(
        "Why not?", rows=2, max_length=2000, error_required="Enter why the child was not seen"
    )
    bedroom_seen = CheckboxField(
        "Where the child sleeps",
        statement="I saw where the child sleeps",
        required=False,
        mark_optional=False,
    )
    words = TextAreaField(
        "What was seen and heard?",
        rows=8,
        max_length=8000,
        hint="The child’s own words, how they spend their day, who was there",
        error_required="Enter what was seen and heard",
    )
