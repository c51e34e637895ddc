"""Asking for, booking, holding and deciding a child protection conference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError

from cases.meeting_states import MeetingFormat
from cases.states import Sensitivity
from core_groups.conference_states import (
    DECISIONS,
    OUTSIDE,
    REQUESTED,
    ConferenceDecision,
    ConferenceKind,
    LetterHow,
)
from safeguarding.rules import codes
from safeguarding.rules.codes import CodeList
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    DateField,
    DateTimeField,
    Fieldset,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
    choosing,
)

_LENGTHS: Final = [("60", "1 hour"), ("90", "1 and a half hours"), ("120", "2 hours"), ("180", "3 hours")]
_FORMATS: Final = [(kind.value, kind.label) for kind in MeetingFormat if kind != MeetingFormat.PHONE]


class RequestForm(GovukForm):
    """A review, a pre-birth or a transfer-in conference, asked for."""

    kind = RadiosField(
        "Which conference is asked for?",
        [
            Choice(
                kind.value,
                str(kind.label),
                reveals=("authority", "notice_at") if kind == ConferenceKind.TRANSFER_IN else (),
            )
            for kind in REQUESTED
        ],
        coerce=ConferenceKind,
        error_required="Select which conference is asked for",
    )
    authority = TextField(
        "Which authority does the child come from?",
        max_length=150,
        error_required="Enter the authority that the child comes from",
    )
    notice_at = DateTimeField(
        "When did the other authority’s written notice come?",
        future=False,
        hint="The 15 working days run from here",
        error_required="Enter when the other authority’s written notice came",
    )
    words = TextAreaField(
        "What does the conference unit need to know?",
        rows=5,
        max_length=4000,
        hint="Who must come, when the family can’t, whether somebody’s being there puts anybody at risk",
        error_required="Enter what the conference unit needs to know",
    )


class BookForm(GovukForm):
    """About whom, when, where, and who chairs."""

    kind = RadiosField(
        "Which conference is it?", coerce=ConferenceKind, error_required="Select which conference it is"
    )
    children = CheckboxesField(
        "Which children is it about?",
        hint="Children of one family who wait for the same conference",
        error_required="Select at least one child",
    )
    reason = TextAreaField(
        "Why is it held?",
        rows=4,
        max_length=4000,
        hint="Everybody who is asked reads this",
        error_required="Say why the conference is held",
    )
    starts_at = DateTimeField(
        "When does it start?",
        hint="A conference is never on a Saturday or a Sunday",
        error_required="Enter when it starts",
    )
    minutes = RadiosField("How long is it planned for?", _LENGTHS, coerce=int)
    format = RadiosField(
        "How do people come together?",
        _FORMATS,
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
        Fieldset("The conference", ("kind", "children", "reason")),
        Fieldset(
            "When and where", ("starts_at", "minutes", "format", "place", "link", "chair", "minute_taker")
        ),
    ]

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        about: Sequence[Choice],
        chairs: Sequence[tuple[str, str]],
        minute_takers: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        options = (("kind", kinds), ("children", about), ("chair", chairs), ("minute_taker", minute_takers))
        for name, choices in options:
            choosing(self, name).set_options(choices)

    def clean_link(self) -> str:
        """Only a page of the web: the link stands in invitations."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError("Enter a link that starts with https://")
        return link


class InviteForm(GovukForm):
    """Who of those proposed is asked."""

    people = CheckboxesField("Who is asked to the conference?", error_required="Select who is asked")

    def __init__(self, *args: Any, options: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "people").set_options(options)


class AdvocateForm(GovukForm):
    """Whether the parents were offered an advocate."""

    offered = YesNoField(
        "Were the parents offered an advocate?",
        yes_reveals=("accepted",),
        error_required="Select if the parents were offered an advocate",
    )
    accepted = RadiosField(
        "Did they accept?",
        [("yes", "Yes"), ("no", "No"), ("open", "They haven’t said yet")],
        error_required="Select if they accepted",
    )


class ReportForm(GovukForm):
    """An agency's report about one child."""

    agency = SelectField("Which agency reports?", error_required="Select the agency")
    text = TextAreaField(
        "The report",
        rows=12,
        max_length=40000,
        hint="What you know, what it means for the child, what the child says, what worries you, what works",
        error_required="Enter the report",
    )
    sensitivity = RadiosField(
        "Who may read it?",
        [
            (Sensitivity.PROFESSIONALS.value, Sensitivity.PROFESSIONALS.label),
            (Sensitivity.SOCIAL_CARE.value, Sensitivity.SOCIAL_CARE.label),
            (Sensitivity.POLICE.value, Sensitivity.POLICE.label),
        ],
        coerce=Sensitivity,
        error_required="Select who may read it",
    )
    is_shared = YesNoField(
        "Has it been shared with the parents?",
        yes_reveals=("shared_with_parents_on",),
        no_reveals=("not_shared_reason",),
        hint="Parents have it before the conference, unless that would put somebody at risk",
        error_required="Select if it has been shared with the parents",
    )
    shared_with_parents_on = DateField(
        "When was it shared with the parents?",
        future=False,
        error_required="Enter when it was shared with the parents",
    )
    not_shared_reason = TextAreaField(
        "Why not?", rows=3, max_length=500, error_required="Enter why it wasn’t shared with the parents"
    )

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options(agencies)


class HoldForm(GovukForm):
    """That the conference was held; without its quorum, what the chair says and what holds until then."""

    held_at = DateTimeField(
        "When did the conference take place?", future=False, error_required="Enter when it took place"
    )
    override_reason = TextAreaField(
        "If the chair goes on without the quorum: why?",
        rows=3,
        max_length=2000,
        required=False,
        mark_optional=False,
        hint="The conference then decides as any other. Leave it empty to reconvene",
    )
    exemption_reason = TextAreaField(
        "If it lacks its quorum for the second time: why may it be reconvened again?",
        rows=3,
        max_length=2000,
        required=False,
        mark_optional=False,
    )
    interim_plan = TextAreaField(
        "If it is reconvened: what keeps the children safe until then?",
        rows=5,
        max_length=8000,
        required=False,
        mark_optional=False,
        hint="Who does what, from today. It is reconvened within 10 working days",
    )

    def __init__(
        self, *args: Any, is_quorate: bool, may_override: bool, is_second_time: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_quorate or not may_override:
            del self.fields["override_reason"]
        if is_quorate or not may_override or not is_second_time:
            del self.fields["exemption_reason"]
        if is_quorate:
            del self.fields["interim_plan"]


class DecideForm(GovukForm):
    """What the chair decides for one child."""

    participation = RadiosField(
        "How did the child take part?", error_required="Select how the child took part"
    )
    decision = RadiosField(
        "What did the conference decide?",
        coerce=ConferenceDecision,
        error_required="Select what the conference decided",
    )
    category = RadiosField(
        "Category of abuse", list(codes.CATEGORY_OF_ABUSE), error_required="Select the category of abuse"
    )
    outline_plan = TextAreaField(
        "Outline plan",
        rows=8,
        max_length=12000,
        hint="What must change for the child, who does what by when. The letter carries these words",
        error_required="Enter the outline plan",
    )
    members = CheckboxesField(
        "Who belongs to the core group?", error_required="Select who belongs to the core group"
    )
    core_group_on = DateField(
        "When does the core group meet first?",
        hint="Within 10 working days of the conference",
        error_required="Enter when the core group meets first",
    )
    next_review_on = DateField(
        "When is the next review conference?", error_required="Enter when the next review conference is"
    )
    reasons = TextAreaField(
        "Reasons for the decision",
        rows=6,
        max_length=8000,
        hint="The letter carries these words to the parents: nothing that mustn’t be shared",
        error_required="Enter the reasons for the decision",
    )

    def __init__(
        self,
        *args: Any,
        kind: ConferenceKind,
        ways: CodeList,
        members: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Take the kind of conference, how a child of this age may have taken part, and who may belong to
        the core group; at a review the core group stays as it is."""
        super().__init__(*args, **kwargs)
        reveals = ["category", "outline_plan", "members", "core_group_on", "next_review_on"]
        if kind == ConferenceKind.REVIEW:
            reveals = ["category", "outline_plan", "next_review_on"]
            del self.fields["members"], self.fields["core_group_on"]
        else:
            choosing(self, "members").set_options(members)
        with_plan, without = DECISIONS[kind]
        choosing(self, "decision").set_options(
            [
                Choice(with_plan.value, with_plan.label, reveals=tuple(reveals)),
                Choice(without.value, without.label),
            ]
        )
        choosing(self, "participation").set_options(list(ways))


class LetterForm(GovukForm):
    """How those outside the service receive the letter."""

    outside_how = RadiosField(
        "How do those outside the service receive it?",
        [(how.value, how.label) for how in OUTSIDE],
        coerce=LetterHow,
        error_required="Select how those outside the service receive it",
    )
