"""Forms of a meeting itself: when and where, cancelling it, what was shared, what will be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from cases.meeting_states import ActionState, MeetingFormat, MeetingKind, MeetingState
from cases.services.meeting_actions import MOST_LETTERS
from safeguarding.ui.fields import (
    Choice,
    DateField,
    DateTimeField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)


def _about(children: Sequence[Any]) -> list[Choice]:
    named = [Choice(str(one.pk), one.person.name) for one in children]
    return [Choice("all", "All the children of the meeting"), *named]


class FilterForm(GovukForm):
    """Narrowing the list."""

    whose = SelectField("Whose meetings", required=False, placeholder="Mine")
    kind = SelectField("Kind", MeetingKind.choices, required=False, placeholder="Every kind")
    state = SelectField("State", MeetingState.choices, required=False, placeholder="Every state")


class ChangeForm(GovukForm):
    """Another time or place, chair or minute-taker."""

    starts_at = DateTimeField("When does it start?", past=False, error_required="Enter when it starts")
    ends = TimeField("When does it end?", error_required="Enter when it ends", in_errors="The end")
    format = RadiosField(
        "How do people come together?",
        MeetingFormat.choices,
        coerce=MeetingFormat,
        error_required="Select how people come together",
    )
    place = TextField("Place", required=False, max_length=300)
    link = TextField(
        "Link for joining", required=False, max_length=500, hint="Starts with https://", spellcheck=False
    )
    chair = SelectField("Chair", required=False, placeholder="Nobody yet")
    minute_taker = SelectField("Who takes the minutes", required=False, placeholder="Nobody yet")
    reason = TextAreaField(
        "Why does it change?", rows=2, max_length=300, error_required="Enter why it changes"
    )
    version = HiddenField(required=False)

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        """Take those who may chair and take minutes."""
        super().__init__(*args, **kwargs)
        for name in ("chair", "minute_taker"):
            cast(SelectField, self.fields[name]).set_options(
                [Choice(str(one.pk), one.full_name) for one in people]
            )

    def clean_link(self) -> str:
        """A web address, and nothing else that a browser could run."""
        link: str = self.cleaned_data["link"]
        if link and (not link.startswith("https://") or " " in link):
            self.add_error("link", "Link for joining must start with https://")
        return link


class CancelForm(GovukForm):
    """It won't be held."""

    reason = TextAreaField(
        "Why is it cancelled?",
        rows=3,
        max_length=300,
        hint="Everybody who is asked is told. The reason enters each child’s chronology.",
        error_required="Enter why the meeting is cancelled",
    )


class InformationForm(GovukForm):
    """What an agency shared."""

    agency = SelectField("Which agency shares this?", error_required="Select which agency shares this")
    child = RadiosField("Whom is it about?", error_required="Select whom it is about")
    text = TextAreaField(
        "What do they share?", rows=8, max_length=20000, error_required="Enter what the agency shares"
    )
    sensitivity = RadiosField("Who may read it?", error_required="Select who may read it")

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[Choice],
        children: Sequence[Any],
        levels: Sequence[Choice],
        **kwargs: Any,
    ) -> None:
        """Take the agencies one may write for, the children one may see, and the levels one may choose."""
        super().__init__(*args, **kwargs)
        cast(SelectField, self.fields["agency"]).set_options(agencies)
        cast(RadiosField, self.fields["child"]).set_options(_about(children))
        cast(RadiosField, self.fields["sensitivity"]).set_options(levels)


class ActionForm(GovukForm):
    """Who does what by when."""

    what = TextAreaField(
        "What will be done?", rows=3, max_length=MOST_LETTERS, error_required="Enter what will be done"
    )
    owner = SelectField("Who will do it?", error_required="Select who will do it")
    owner_name = TextField(
        "Their name",
        required=False,
        hint="Only for somebody without an account: choose “Somebody outside” above.",
    )
    due_on = DateField("By which day?", past=False, error_required="Enter by which day", in_errors="The day")
    child = RadiosField("Whom is it about?", error_required="Select whom it is about")

    def __init__(self, *args: Any, people: Sequence[Any], children: Sequence[Any], **kwargs: Any) -> None:
        """Take those who have a part in the meeting, and the children one may see."""
        super().__init__(*args, **kwargs)
        named = [Choice(str(one.pk), f"{one.full_name}, {one.agency.name}") for one in people]
        cast(SelectField, self.fields["owner"]).set_options([*named, Choice("outside", "Somebody outside")])
        cast(RadiosField, self.fields["child"]).set_options(_about(children))


class CloseActionForm(GovukForm):
    """Done, or no longer needed."""

    state = RadiosField(
        "How does it stand?",
        coerce=ActionState,
        error_required="Select how it stands",
    )
    evidence = TextAreaField(
        "What shows that it is done, or why is it no longer needed?",
        rows=4,
        max_length=4000,
        error_required="Enter what shows that it is done, or why it is no longer needed",
    )

    def __init__(self, *args: Any, can_drop: bool, **kwargs: Any) -> None:
        """Only whoever runs the meeting (`can_drop`) says that an action is no longer needed."""
        super().__init__(*args, **kwargs)
        states = [ActionState.DONE, *([ActionState.DROPPED] if can_drop else [])]
        cast(RadiosField, self.fields["state"]).set_options([(state.value, state.label) for state in states])
