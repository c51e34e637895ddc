"""Calling a strategy meeting, and asking people to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError

from cases.meeting_states import MeetingFormat
from safeguarding.rules.strategy_suggestion import HarmKind
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    DateTimeField,
    Fieldset,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choosing,
)

HARM_TEXTS: Final = {
    HarmKind.INJURY: "An injury",
    HarmKind.SEXUAL_ABUSE: "Sexual abuse",
    HarmKind.SERIOUS_NEGLECT: "Serious neglect",
    HarmKind.FABRICATED_ILLNESS: "Fabricated or induced illness",
    HarmKind.ALLEGED_CRIME: "An alleged crime that affects the child",
}
_LENGTHS: Final = [("30", "30 minutes"), ("60", "1 hour"), ("90", "1 and a half hours"), ("120", "2 hours")]


class CallForm(GovukForm):
    """Why, about whom, when and where."""

    reason = TextAreaField(
        "Why is a strategy meeting called?",
        rows=5,
        max_length=4000,
        hint="What gives reasonable cause to suspect that a child suffers or is likely to suffer "
        "significant harm",
        error_required="Say why a strategy meeting is called",
    )
    concern_at = DateTimeField(
        "When did the concern become known?",
        future=False,
        hint="The time limit of the meeting runs from here",
        error_required="Enter when the concern became known",
    )
    harm = CheckboxesField(
        "Is it about one of these?",
        [(kind.value, text) for kind, text in HARM_TEXTS.items()],
        required=False,
        hint="For each of them the meeting is held the same day",
    )
    children = CheckboxesField(
        "Which children is it about?",
        hint="The children of the household whose records you may see",
        error_required="Select at least one child",
    )
    starts_at = DateTimeField("When does the meeting start?", error_required="Enter when it starts")
    minutes = RadiosField("How long is it planned for?", _LENGTHS, coerce=int, inline=True)
    format = RadiosField(
        "How do people come together?",
        [
            Choice(
                kind.value,
                kind.label,
                hint="A full meeting must follow within 5 working days"
                if kind == MeetingFormat.PHONE
                else "",
            )
            for kind in MeetingFormat
        ],
        coerce=MeetingFormat,
        error_required="Select how people come together",
    )
    place = TextField("Place", required=False, max_length=300)
    link = TextField(
        "Link for joining online", required=False, max_length=500, hint="It starts with https://"
    )
    chair = SelectField("Who chairs it?", error_required="Select who chairs it")
    minute_taker = SelectField("Who takes the minutes?", error_required="Select who takes the minutes")

    fieldsets = [
        Fieldset("The concern", ("reason", "concern_at", "harm", "children")),
        Fieldset("The meeting", ("starts_at", "minutes", "format", "place", "link", "chair", "minute_taker")),
    ]

    def __init__(
        self,
        *args: Any,
        about: Sequence[tuple[str, str]],
        chairs: Sequence[tuple[str, str]],
        minute_takers: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (("children", about), ("chair", chairs), ("minute_taker", minute_takers)):
            choosing(self, name).set_options(options)

    def clean_link(self) -> str:
        """Only a page of the web: the link stands in invitations."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError("Enter a link that starts with https://")
        return link


class AddChildForm(GovukForm):
    """Another child of the household, or one whom somebody knows by reference."""

    children = CheckboxesField(
        "Children of the household", required=False, hint="Those whose records you may see"
    )
    reference = TextField(
        "Another child’s reference",
        required=False,
        max_length=20,
        hint="For example C-4K7M2P. Look for the child with Search if you don’t know it",
        width=10,
        spellcheck=False,
    )

    def __init__(self, *args: Any, proposed: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the children of the household who are proposed; without any nothing is asked about them."""
        super().__init__(*args, **kwargs)
        if proposed:
            choosing(self, "children").set_options(proposed)
        else:
            del self.fields["children"]

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("children") and not cleaned.get("reference") and not self.errors:
            self.add_error("reference", "Select a child, or enter a reference")
        return cleaned


class InviteForm(GovukForm):
    """Who of those proposed is asked."""

    people = CheckboxesField(
        "Who is asked to the meeting?", required=True, error_required="Select who is asked to the meeting"
    )

    def __init__(self, *args: Any, options: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "people").set_options(options)
