"""Forms of core groups and child in need meetings: who belongs, planning one, running it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError

from cases.meeting_states import MeetingFormat
from core_groups.queries.core_group_agenda import Line
from core_groups.services.core_group_record import MOST_LETTERS
from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    DateTimeField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choosing,
)

_LENGTHS: Final = [("60", "1 hour"), ("90", "1 and a half hours"), ("120", "2 hours")]
OTHER: Final = "other"


class MemberForm(GovukForm):
    """Who joins the core group."""

    who = RadiosField(
        "Who joins the core group?",
        [
            Choice("user", "Somebody with an account", reveals=("user",)),
            Choice("agency", "An agency, whoever is on duty", reveals=("agency",)),
            Choice("outside", "A professional without an account", reveals=("name", "of_agency")),
            Choice("family", "Somebody of the family", reveals=("relative",)),
        ],
        error_required="Select who joins",
    )
    user = SelectField("Who?", error_required="Select who joins")
    agency = SelectField("Which agency?", error_required="Select the agency")
    name = TextField("Their name", error_required="Enter their name")
    of_agency = SelectField("Their agency", required=False, placeholder="None of those in the system")
    relative = TextField("Their name", error_required="Enter their name", in_errors="The relative’s name")
    part = TextField(
        "What are they to the child?", required=False, max_length=100, hint="For example health visitor, aunt"
    )

    def __init__(
        self, *args: Any, people: Sequence[Choice], agencies: Sequence[Choice], **kwargs: Any
    ) -> None:
        """Take those who could join."""
        super().__init__(*args, **kwargs)
        choosing(self, "user").set_options(people)
        for name in ("agency", "of_agency"):
            choosing(self, name).set_options(agencies)


class EndMemberForm(GovukForm):
    """Why somebody leaves the core group."""

    reason = TextAreaField(
        "Why do they leave the core group?",
        rows=3,
        max_length=300,
        hint="Their agency stays in the child’s network until it is agreed that it leaves.",
        error_required="Enter why they leave the core group",
    )


class PlanForm(GovukForm):
    """When the core group meets, and who chairs it and takes its minutes."""

    plans = CheckboxesField(
        "Which children’s plans does it go through?", error_required="Select at least one child’s plan"
    )
    starts_at = DateTimeField("When does it start?", past=False, error_required="Enter when it starts")
    minutes = RadiosField(
        "How long is it planned for?",
        _LENGTHS,
        coerce=int,
        inline=True,
        error_required="Select how long it is planned for",
    )
    format = RadiosField(
        "How do people come together?",
        [(kind.value, kind.label) for kind in MeetingFormat],
        coerce=MeetingFormat,
        error_required="Select how people come together",
    )
    place = TextField("Place", required=False, max_length=300)
    link = TextField(
        "Link for joining online", required=False, max_length=500, hint="It starts with https://"
    )
    chair = SelectField("Who chairs it?", error_required="Select who chairs it")
    minute_taker = SelectField("Who takes the minutes?", error_required="Select who takes the minutes")

    def __init__(
        self,
        *args: Any,
        plans: Sequence[Choice],
        people: Sequence[Choice],
        hints: dict[str, str],
        **kwargs: Any,
    ) -> None:
        """Take the family's plans, the members who take turns, and whose turn it is."""
        super().__init__(*args, **kwargs)
        choosing(self, "plans").set_options(plans)
        for name in ("chair", "minute_taker"):
            choosing(self, name).set_options(people)
            choosing(self, name).hint = hints.get(name, "")

    def clean_link(self) -> str:
        """Only a page of the web: the link stands in invitations."""
        link: str = self.cleaned_data["link"]
        if link and (not link.startswith("https://") or " " in link):
            raise ValidationError("Link for joining must start with https://")
        return link


class HoldForm(GovukForm):
    """That it was held; of a child in need plan that another agency leads, the social worker's oversight."""

    held_at = DateTimeField("When was it held?", future=False, error_required="Enter when it was held")
    overseer = SelectField(
        "Which social worker oversees the plan?", error_required="Select which social worker oversees it"
    )
    oversight = TextAreaField(
        "What does the social worker say to it?",
        rows=4,
        max_length=4000,
        error_required="Enter what the social worker says to it",
    )

    def __init__(self, *args: Any, overseers: Sequence[Choice], **kwargs: Any) -> None:
        """Without `overseers` nothing is asked about oversight."""
        super().__init__(*args, **kwargs)
        if overseers:
            choosing(self, "overseer").set_options(overseers)
        else:
            del self.fields["overseer"], self.fields["oversight"]


class NextForm(GovukForm):
    """When the next one is, or why there is none."""

    is_next = RadiosField(
        "Is there a next one?",
        [
            Choice("yes", "Yes", reveals=("next_at", "chair", "minute_taker")),
            Choice("no", "No", reveals=("no_next_reason",)),
        ],
        error_required="Select if there is a next one",
    )
    next_at = DateTimeField("When is it?", past=False, error_required="Enter when the next one is")
    chair = SelectField("Who chairs it?", required=False, placeholder="Nobody yet")
    minute_taker = SelectField("Who takes the minutes?", required=False, placeholder="Nobody yet")
    no_next_reason = TextAreaField(
        "Why is there none?", rows=3, max_length=1000, error_required="Enter why there is no next one"
    )

    def __init__(self, *args: Any, people: Sequence[Choice], **kwargs: Any) -> None:
        """Take the members who take turns."""
        super().__init__(*args, **kwargs)
        for name in ("chair", "minute_taker"):
            choosing(self, name).set_options(people)


class MaleForm(GovukForm):
    """What was done about a father or another male."""

    who = RadiosField("Who is it?", error_required="Select who it is")
    name = TextField("His name", error_required="Enter his name")
    child = SelectField("Of which child?", error_required="Select the child")
    was_invited = CheckboxField("Invited", statement="He was invited", required=False, mark_optional=False)
    was_seen = CheckboxField("There", statement="He took part", required=False, mark_optional=False)
    views = TextAreaField("His views", rows=4, max_length=4000, required=False)
    reason = TextAreaField("If he was not invited, why not?", rows=3, max_length=2000, required=False)

    def __init__(
        self, *args: Any, known: Sequence[Choice], children: Sequence[Choice], **kwargs: Any
    ) -> None:
        """Take the fathers and males whom the record knows, and the children of the meeting."""
        super().__init__(*args, **kwargs)
        other = Choice(OTHER, "Somebody else", reveals=("name", "child"))
        choosing(self, "who").set_options([*known, other])
        choosing(self, "child").set_options(children)


class MissingForm(GovukForm):
    """Which agency should be here and isn't."""

    agency = SelectField("Which agency should be here?", error_required="Select the agency")
    name = TextField(
        "Its name", required=False, hint="Only when it is none of those: choose “Another agency” above."
    )
    said = TextAreaField(
        "Why should it be here, and who asks it?",
        rows=4,
        max_length=2000,
        error_required="Enter why it should be here, and who asks it",
    )

    def __init__(self, *args: Any, agencies: Sequence[Choice], **kwargs: Any) -> None:
        """Take every agency."""
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options([*agencies, Choice(OTHER, "Another agency")])


class AgendaForm(GovukForm):
    """The agenda line by line: words, and for an item of the plan what it changed and by when."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        """Make the fields of each line."""
        super().__init__(*args, **kwargs)
        for line in lines:
            key = line.key
            of_item = line.item is not None
            self.fields[f"seen_{key}"] = HiddenField(required=False)
            self.fields[f"words_{key}"] = TextAreaField(
                "What was done" if of_item else "What was said",
                rows=3,
                max_length=MOST_LETTERS,
                required=False,
                in_errors=f"What was {'done' if of_item else 'said'} to “{line.heading}”",
                mark_optional=False,
            )
            if of_item:
                self.fields[f"impact_{key}"] = TextAreaField(
                    "What it changed for the child",
                    rows=2,
                    max_length=MOST_LETTERS,
                    required=False,
                    in_errors=f"What “{line.heading}” changed for the child",
                    mark_optional=False,
                )
                self.fields[f"due_{key}"] = DateField(
                    "To be done by",
                    required=False,
                    in_errors=f"The day of “{line.heading}”",
                    mark_optional=False,
                )


def starting(lines: Sequence[Line]) -> dict[str, Any]:
    """The agenda's form as it starts."""
    values: dict[str, Any] = {}
    for line in lines:
        values[f"seen_{line.key}"] = line.seen
        values[f"words_{line.key}"] = line.words
        if line.item is not None:
            values[f"impact_{line.key}"] = line.impact
            values[f"due_{line.key}"] = line.due_on
    return values
