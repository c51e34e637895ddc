"""What somebody outside the system answers."""

from __future__ import annotations

from cases.meeting_states import Reply
from safeguarding.ui.fields import Choice, GovukForm, RadiosField, TextAreaField, TextField


class GuestReplyForm(GovukForm):
    """Whether they come."""

    reply = RadiosField(
        "Will you come to the meeting?",
        [
            Choice(Reply.ACCEPTED.value, "Yes"),
            Choice(Reply.DECLINED.value, "No"),
            Choice(Reply.DEPUTY.value, "No, somebody comes for me", reveals=("deputy_name",)),
        ],
        coerce=Reply,
        error_required="Select whether you will come",
    )
    deputy_name = TextField("Who comes for you?", max_length=200, error_required="Enter who comes for you")
    note = TextAreaField(
        "Anything we should know to help you take part", required=False, rows=3, max_length=500
    )
