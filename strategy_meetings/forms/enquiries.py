"""What is recorded of a section 47 enquiry, its checks and medicals, and of immediate protection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeguarding.ui.fields import (
    DateTimeField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
    choosing,
)
from strategy_meetings.states import EnquiryOutcome, Findings, ProtectionKind


class SeenForm(GovukForm):
    """That the child was seen."""

    at = DateTimeField(
        "When was the child seen?", future=False, error_required="Enter when the child was seen"
    )
    where = TextField("Where?", max_length=200, error_required="Enter where the child was seen")
    alone = YesNoField(
        "Was the child seen alone?",
        no_reveals=("why_not_alone",),
        error_required="Select if the child was seen alone",
    )
    why_not_alone = TextAreaField(
        "Why not alone?", rows=3, max_length=2000, error_required="Enter why the child wasn’t seen alone"
    )
    child_says = TextAreaField(
        "What does the child say, in their own words?",
        rows=5,
        max_length=8000,
        required=False,
        hint="Or what was observed, for a child who doesn’t speak",
    )


class NotSeenForm(GovukForm):
    """Why the child hasn't been seen."""

    reason = TextAreaField(
        "Why hasn’t the child been seen?",
        rows=4,
        max_length=2000,
        hint="And when and how they will be",
        error_required="Enter why the child hasn’t been seen",
    )


def _words(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, hint=hint, required=False, mark_optional=False, rows=5, max_length=8000)


class WriteForm(GovukForm):
    """What is written into an open enquiry."""

    lead = SelectField(
        "Who leads the enquiry?", required=False, mark_optional=False, placeholder="Nobody yet"
    )
    police_lead = SelectField(
        "Who leads for the police?", required=False, mark_optional=False, placeholder="Nobody named"
    )
    child_says = _words("What the child says, in their own words")
    video_interview = _words("Video interview", "Offered, held, or why not")
    safety_plan = _words(
        "Interim safety plan",
        "What keeps the child safe until the conference or the outcome, and who does it",
    )
    analysis = _words("Analysis")
    version = HiddenField()

    def __init__(
        self,
        *args: Any,
        leads: Sequence[tuple[str, str]],
        police_leads: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "lead").set_options(leads)
        choosing(self, "police_lead").set_options(police_leads)


class AskForm(GovukForm):
    """A lateral check."""

    agency = SelectField("Which agency do you ask?", error_required="Select which agency you ask")
    question = TextAreaField("What do you ask?", rows=4, max_length=2000, error_required="Enter what you ask")

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options(agencies)


class ReplyForm(GovukForm):
    """The answer to a lateral check."""

    words = TextAreaField(
        "Your agency’s answer",
        rows=6,
        max_length=8000,
        hint="Say so too when nothing is known",
        error_required="Enter the answer (also when nothing is known)",
    )


class MedicalPlanForm(GovukForm):
    """A medical that is planned."""

    purpose = TextAreaField(
        "What is the medical for?", rows=3, max_length=2000, error_required="Enter what the medical is for"
    )
    where = TextField("Where?", max_length=200, error_required="Enter where it is held")
    consent = TextAreaField(
        "Who consents, or why is no consent needed?",
        rows=3,
        max_length=2000,
        error_required="Enter who consents, or why no consent is needed",
    )
    planned_for = DateTimeField("When is it planned for?", required=False)


class MedicalResultForm(GovukForm):
    """A medical that was held."""

    held_at = DateTimeField("When was it held?", future=False, error_required="Enter when it was held")
    offered_alone = YesNoField(
        "Was the child offered to be seen alone?",
        no_reveals=("not_alone_reason",),
        error_required="Select if the child was offered to be seen alone",
    )
    not_alone_reason = TextAreaField(
        "Why not?",
        rows=3,
        max_length=2000,
        error_required="Enter why the child wasn’t offered to be seen alone",
    )
    childs_account = TextAreaField(
        "The child’s own account",
        rows=5,
        max_length=8000,
        hint="In their own words; say so when none was given",
        error_required="Enter the child’s own account, or that none was given",
    )
    outcome = TextAreaField("Outcome", rows=5, max_length=8000, error_required="Enter the outcome")


class ReasonForm(GovukForm):
    """One reason; the question is the page's."""

    reason = TextAreaField("Why?", rows=4, max_length=2000, error_required="Enter the reason")

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question


class SubmitForm(GovukForm):
    """What the enquiry found and what follows."""

    findings = RadiosField(
        "What did the enquiry find?",
        Findings.choices,
        coerce=Findings,
        error_required="Select what the enquiry found",
    )
    analysis = TextAreaField("Analysis", rows=8, max_length=8000, error_required="Enter the analysis")
    outcome = RadiosField(
        "What follows?", EnquiryOutcome.choices, coerce=EnquiryOutcome, error_required="Select what follows"
    )
    reason = TextAreaField(
        "Reasons for the outcome", rows=4, max_length=4000, error_required="Enter the reasons for the outcome"
    )


class ProtectionForm(GovukForm):
    """A power or measure, used or considered."""

    kind = RadiosField(
        "How is the child protected?",
        ProtectionKind.choices,
        coerce=ProtectionKind,
        error_required="Select how the child is protected",
    )
    is_used = YesNoField("Is it used?", yes_reveals=("begun_at",), error_required="Select if it is used")
    begun_at = DateTimeField(
        "When did it begin?",
        future=False,
        hint="Police protection ends after 72 hours, an emergency protection order after 8 days at most",
        error_required="Enter when it began",
    )
    reason = TextAreaField(
        "Why is it used, or not used?",
        rows=4,
        max_length=2000,
        error_required="Enter why it is used, or not used",
    )
    meeting = SelectField(
        "At which strategy meeting was it considered?", required=False, placeholder="Not at a meeting"
    )

    def __init__(self, *args: Any, meetings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the child's strategy meetings; without one nothing is asked about them."""
        super().__init__(*args, **kwargs)
        if meetings:
            choosing(self, "meeting").set_options(meetings)
        else:
            del self.fields["meeting"]


class ConferenceForm(GovukForm):
    """What the conference unit needs to know."""

    words = TextAreaField(
        "What does the conference unit need to know?",
        rows=6,
        max_length=4000,
        hint="Who should be asked, brothers and sisters, interpreters, who can’t safely sit together, "
        "days that are impossible",
        error_required="Enter what the conference unit needs to know",
    )


class ExtendForm(GovukForm):
    """The one extension of an emergency protection order."""

    extended_at = DateTimeField(
        "When did the court extend it?", future=False, error_required="Enter when the court extended it"
    )


class EndForm(GovukForm):
    """That it ended."""

    ended_at = DateTimeField("When did it end?", future=False, error_required="Enter when it ended")
    how = TextAreaField(
        "How did it end, and how is the child safe now?",
        rows=4,
        max_length=2000,
        error_required="Enter how it ended, and how the child is safe now",
    )


class ReviewForm(GovukForm):
    """A senior officer's review."""

    words = TextAreaField(
        "What did the review find?",
        rows=4,
        max_length=2000,
        error_required="Enter what the review found",
    )
