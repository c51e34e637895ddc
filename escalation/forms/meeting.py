"""A resolution meeting: planned, held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cases.meeting_states import MeetingFormat
from safeguarding.ui.fields import (
    Choice,
    DateTimeField,
    GovukForm,
    RadiosField,
    SelectField,
    TextField,
    choosing,
)

_LENGTHS: Final = [("30", "30 minutes"), ("60", "1 hour"), ("90", "1 and a half hours")]


class PlanForm(GovukForm):
    """When, where, and who chairs it."""

    starts_at = DateTimeField(
        "When does the meeting start?", past=False, error_required="Enter when it starts"
    )
    minutes = RadiosField(
        "How long is it planned for?",
        _LENGTHS,
        coerce=int,
        inline=True,
        error_required="Select how long it is planned for",
    )
    format = RadiosField(
        "How do people come together?",
        MeetingFormat.choices,
        coerce=MeetingFormat,
        error_required="Select how people come together",
    )
    place = TextField("Place", required=False, max_length=300)
    link = TextField(
        "Link for joining online", required=False, max_length=500, hint="It starts with https://"
    )
    chair = SelectField(
        "Who chairs it?",
        hint="Somebody who has not worked on the decision",
        error_required="Select who chairs it",
    )

    def __init__(self, *args: Any, chairs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take those who may chair it."""
        super().__init__(*args, **kwargs)
        choosing(self, "chair").set_options([Choice(*each) for each in chairs])


class HoldForm(GovukForm):
    """That the meeting was held."""

    held_at = DateTimeField(
        "When did the meeting take place?", future=False, error_required="Enter when it took place"
    )
