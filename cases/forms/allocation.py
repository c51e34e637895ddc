"""Forms of allocating a child, of handover notes, of workers' skills and of the local limits of load."""

from __future__ import annotations

from cases.allocation_states import POSTS_AND_SKILLS
from cases.forms.people import why
from safeguarding.rules.allocation import SKILLS, SPECIALIST_POST, Limits, Skill
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    GovukForm,
    HiddenField,
    PersonPickerField,
    TextAreaField,
    TextField,
    WholeNumberField,
)


def _skills() -> list[Choice]:
    return [
        Choice(value, label, hint="Works beside a child’s social worker" if value == SPECIALIST_POST else "")
        for value, label in POSTS_AND_SKILLS
        if value != Skill.LANGUAGE
    ]


class AllocationForm(GovukForm):
    """Who is responsible for the child, and what the child needs of them."""

    skills = CheckboxesField(
        "What does this child need their social worker to be skilled in?",
        [(skill.value, label) for skill, label in SKILLS.items()],
        required=False,
        small=True,
        hint="Ticked is what the record suggests. Change it to what the child needs",
    )
    worker = PersonPickerField("Who becomes the child’s social worker?", error_required="Select a worker")
    reason = why("Why this worker?")
    mismatch_reason = TextField(
        "Why all the same, if something doesn’t match?",
        required=False,
        max_length=300,
        hint="Asked where the worker lacks a skill that you ticked, carries more than the local limit, or"
        " somebody else knows the child and could take them",
    )


class HandoverNoteForm(GovukForm):
    """What the next worker has to know."""

    what_matters = TextAreaField(
        "What matters now for the child?",
        rows=6,
        max_length=6000,
        hint="What worries you, what works, whom the child trusts, and how to reach the family safely",
        error_required="Say what matters now for the child",
    )
    next_dates = TextAreaField(
        "What comes next, and when?",
        rows=4,
        max_length=4000,
        hint="Also what stands in no plan. If nothing is arranged, say so",
        error_required="Say what comes next and when, or that nothing is arranged",
    )
    promised = TextAreaField(
        "What was promised and isn’t done yet?",
        rows=4,
        max_length=4000,
        hint="By anybody, to the child, the family or another agency. If nothing was, say so",
        error_required="Say what was promised and not done yet, or that nothing was",
    )
    version = HiddenField(required=False)


class ReceiveForm(GovukForm):
    """Nothing to fill in: sending it says that the note was read."""


class SkillsForm(GovukForm):
    """What a worker is skilled in."""

    skills = CheckboxesField("Skills and posts", _skills(), required=False, small=True, mark_optional=False)
    languages = TextField(
        "Languages in which they work without an interpreter",
        required=False,
        max_length=400,
        hint="With commas between them, for example Polish, Urdu",
    )
    reason = why("How do you know?")
    version = HiddenField(required=False)


class LimitsForm(GovukForm):
    """How many children one worker carries."""

    children = WholeNumberField(
        "Children allocated to one worker", min_value=1, max_value=99, error_required="Enter a number"
    )
    protection = WholeNumberField(
        "Of those, children on child protection plans",
        min_value=1,
        max_value=99,
        error_required="Enter a number",
    )
    reason = why("Why do the numbers change?")

    def limits(self) -> Limits:
        """What was typed, of a form that is valid."""
        return Limits(self.cleaned_data["children"], self.cleaned_data["protection"])
