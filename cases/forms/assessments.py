"""Forms of an assessment: its sections, the child seen, males, factors, recommendation, parts, signing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from cases.plan_states import AssessmentKind, PracticeModel, Recommendation
from cases.services.assessments import MOST_LETTERS
from safeguarding.rules.codes import ASSESSMENT_FACTOR
from safeguarding.rules.single_assessment import Section
from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    Fieldset,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
    choosing,
)


class StartForm(GovukForm):
    """Which assessment, from when."""

    kind = RadiosField(
        "Which assessment is it?",
        AssessmentKind.choices,
        coerce=AssessmentKind,
        error_required="Select which assessment it is",
    )
    started_on = DateField(
        "When did it begin?", future=False, error_required="Enter when the assessment began"
    )


class SectionForm(GovukForm):
    """One section in own words; it may be left empty until the assessment is sent."""

    words = TextAreaField(
        "Words", rows=14, max_length=MOST_LETTERS, required=False, mark_optional=False, label_size="m"
    )
    version = HiddenField()

    def __init__(self, *args: Any, section: Section, hint: str = "", **kwargs: Any) -> None:
        """Ask the section's question."""
        super().__init__(*args, **kwargs)
        words = cast(TextAreaField, self.fields["words"])
        words.label, words.hint = section.question, hint


class SeenForm(GovukForm):
    """Whether, when and how the child was seen."""

    was_seen = YesNoField(
        "Was the child seen for this assessment?",
        yes_reveals=("seen_on", "seen_alone", "bedroom_seen"),
        error_required="Select if the child was seen",
    )
    seen_on = DateField("When?", future=False, error_required="Enter when the child was seen")
    seen_alone = YesNoField("Was the child seen alone?", error_required="Select if the child was seen alone")
    bedroom_seen = YesNoField(
        "Was the child’s bedroom seen?", error_required="Select if the bedroom was seen"
    )
    not_seen_reason = TextAreaField(
        "If the child was not seen, or not alone: why?",
        rows=4,
        max_length=4000,
        required=False,
        hint="An unborn child needs no answer",
    )
    version = HiddenField()


class MaleForm(GovukForm):
    """What was done about a father or a male of the household."""

    name = TextField(
        "His name, or what is known of him", max_length=200, error_required="Enter his name, or what is known"
    )
    was_invited = CheckboxField(
        "Invited",
        statement="He was invited to take part in the assessment",
        required=False,
        mark_optional=False,
    )
    was_seen = CheckboxField("Seen", statement="He was seen", required=False, mark_optional=False)
    views = TextAreaField("What does he say?", rows=5, max_length=8000, required=False)
    reason = TextAreaField(
        "If he was neither invited nor seen: why not?",
        rows=4,
        max_length=4000,
        required=False,
        hint="For example that it would put somebody in danger",
    )

    def __init__(self, *args: Any, known_as: str = "", **kwargs: Any) -> None:
        """Don't ask the name of somebody whom the record knows."""
        super().__init__(*args, **kwargs)
        if known_as:
            del self.fields["name"]


class FactorsForm(GovukForm):
    """What the children in need census counts."""

    factors = CheckboxesField(
        "Which factors did the assessment identify?",
        [Choice(code, label) for code, label in ASSESSMENT_FACTOR],
        required=False,
        mark_optional=False,
        hint="Select all that apply; no factors identified stands alone",
    )
    practice_model = RadiosField(
        "Which practice model is it written in?",
        [Choice(value or "none", label) for value, label in PracticeModel.choices],
        error_required="Select a practice model, or none",
    )
    version = HiddenField()


def _gate(label: str) -> TextAreaField:
    return TextAreaField(label, rows=4, max_length=8000, required=False, mark_optional=False)


class RecommendationForm(GovukForm):
    """What follows, and what was considered where it ends social care's part."""

    recommendation = RadiosField(
        "What do you recommend?",
        Recommendation.choices,
        required=False,
        mark_optional=False,
    )
    recommendation_reason = TextAreaField(
        "Why?", rows=5, max_length=8000, required=False, mark_optional=False
    )
    sexual_abuse_considered = _gate("How did you consider sexual abuse?")
    neglect_considered = _gate("How did you consider neglect?")
    other_signs_considered = _gate("How did you consider all other signs?")
    cause_considered = _gate("What do you think is the cause of the concern?")
    version = HiddenField()

    fieldsets = [
        Fieldset("Recommendation", ("recommendation", "recommendation_reason")),
        Fieldset(
            "If it ends social care’s part",
            (
                "sexual_abuse_considered",
                "neglect_considered",
                "other_signs_considered",
                "cause_considered",
            ),
            hint="No further action, early help and transfer ask for all four, each in your own words.",
        ),
    ]


class AskForm(GovukForm):
    """Another agency is asked for its part."""

    agency = SelectField("Which agency do you ask?", error_required="Select which agency you ask")
    question = TextAreaField(
        "What do you ask?",
        rows=5,
        max_length=4000,
        hint="The agency reads this and gives its part; it doesn’t see the assessment",
        error_required="Enter what you ask",
    )
    due_on = DateField("By when?", past=False, error_required="Enter by when")

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the agencies that may be asked."""
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options(agencies)


class PartForm(GovukForm):
    """An agency's part, or why it gives none."""

    gives = YesNoField(
        "Does your agency give its part?",
        yes_reveals=("text",),
        no_reveals=("reason",),
        error_required="Select if your agency gives its part",
    )
    text = TextAreaField(
        "Your agency’s part",
        rows=12,
        max_length=MOST_LETTERS,
        hint="What you know of the child and the family, with dates; say so too when nothing is known",
        error_required="Enter your agency’s part (also when nothing is known)",
    )
    reason = TextAreaField("Why not?", rows=4, max_length=4000, error_required="Enter why there is no part")


class GiveBackForm(GovukForm):
    """Why a manager doesn't authorise it yet."""

    reason = TextAreaField(
        "What is missing?", rows=5, max_length=4000, error_required="Enter what is missing"
    )


class ParentsCopyForm(GovukForm):
    """The parents' copy, or why they have none."""

    has_copy = YesNoField(
        "Do the parents have their copy?",
        yes_reveals=("given_on",),
        no_reveals=("reason",),
        error_required="Select if the parents have their copy",
    )
    given_on = DateField("When was it given?", future=False, error_required="Enter when it was given")
    reason = TextAreaField("Why not?", rows=4, max_length=4000, error_required="Enter why they have no copy")


class NoAnswersForm(GovukForm):
    """A page with nothing to fill in but the button."""
