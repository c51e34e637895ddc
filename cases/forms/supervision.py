"""What is asked in supervision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cases.supervision_states import AGENDA, GRADES, PARTS, SupervisionKind
from safeguarding.rules.supervision import ALWAYS
from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    choosing,
)

_HINTS: Final[Mapping[str, str]] = {
    "lived_experience": "A day and a night at home, through the child’s eyes.",
    "hypotheses": "Also the one that you like least.",
    "curiosity": "What has nobody asked? Who has not been spoken to?",
    "over_optimism": "What is evidence, what is a promise, what is hope?",
    "threshold": "Would you decide the same if you met this child today?",
}


class StartForm(GovukForm):
    """Whom, what for, when."""

    kind = RadiosField(
        "What is it?",
        [
            Choice(SupervisionKind.CASE.value, SupervisionKind.CASE.label, reveals=("worker",)),
            Choice(SupervisionKind.GROUP.value, SupervisionKind.GROUP.label, reveals=("workers",)),
            Choice(SupervisionKind.PERSONAL.value, SupervisionKind.PERSONAL.label, reveals=("person",)),
        ],
        error_required="Select what it is",
    )
    worker = SelectField("Who is supervised?", error_required="Choose who is supervised")
    workers = CheckboxesField("Who takes part?", error_required="Select who takes part")
    person = SelectField("Which supervisor or chair?", error_required="Choose which supervisor or chair")
    held_on = DateField("When is it held?", error_required="Enter when it is held")

    def __init__(
        self, *args: Any, workers: Sequence[Choice], people: Sequence[Choice], **kwargs: Any
    ) -> None:
        """Take those who can be supervised."""
        super().__init__(*args, **kwargs)
        choosing(self, "worker").set_options(workers)
        choosing(self, "workers").set_options(workers)
        choosing(self, "person").set_options(people)


class ChildrenForm(GovukForm):
    """Which children are discussed."""

    children = CheckboxesField(
        "Which children do you discuss?", error_required="Select the children you discuss"
    )

    def __init__(self, *args: Any, children: Sequence[Choice], **kwargs: Any) -> None:
        """Take the children of those who are supervised."""
        super().__init__(*args, **kwargs)
        choosing(self, "children").set_options(children)


class OfChildForm(GovukForm):
    """What is discussed about one child. Everything can be saved half written; signing asks for more."""

    version = HiddenField()

    def __init__(self, *args: Any, asked: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        """`asked`: by part, the questions that the facts raise, each with its facts."""
        super().__init__(*args, **kwargs)
        for part, label in PARTS.items():
            hint = " ".join([_HINTS.get(part, ""), *asked.get(part, ())]).strip()
            needed = part in ALWAYS or part in asked
            self.fields[part.value] = TextAreaField(
                label,
                required=False,
                mark_optional=not needed,
                rows=4,
                max_length=8000,
                label_size="s",
                hint=hint,
            )


class AgendaForm(GovukForm):
    """The days, and what stands beside children."""

    held_on = DateField("When is it held?", error_required="Enter when it is held")
    next_on = DateField("When is the next one?", required=False, hint="Needed before anybody signs")
    oversight = TextAreaField(AGENDA["oversight"], required=False, rows=4, max_length=8000)
    workload = TextAreaField(AGENDA["workload"], required=False, rows=4, max_length=8000)
    wellbeing = TextAreaField(AGENDA["wellbeing"], required=False, rows=4, max_length=8000)
    learning = TextAreaField(AGENDA["learning"], required=False, rows=4, max_length=8000)
    version = HiddenField()


class ActionForm(GovukForm):
    """Who does what, by when."""

    what = TextAreaField(
        "What is to be done?", rows=3, max_length=4000, error_required="Enter what is to be done"
    )
    child = SelectField("For which child?", required=False, placeholder="None: for the worker or the team")
    owner = RadiosField("Who does it?", error_required="Select who does it")
    due_on = DateField("By when?", error_required="Enter by when it is done")

    def __init__(
        self, *args: Any, children: Sequence[Choice], people: Sequence[Choice], **kwargs: Any
    ) -> None:
        """Take the children discussed and those who take part."""
        super().__init__(*args, **kwargs)
        choosing(self, "child").set_options(children)
        choosing(self, "owner").set_options(people)


class SignForm(GovukForm):
    """One's own signature."""

    agreed = CheckboxField(
        "Your signature",
        statement="I have read this. It is what was discussed and decided",
        error_required="Tick the box if this is what was discussed and decided",
    )
    seen = HiddenField()


class TakeBackForm(GovukForm):
    """Why words change after somebody has signed."""

    reason = TextAreaField(
        "Why are the signatures taken back?",
        rows=3,
        max_length=2000,
        error_required="Enter why the signatures are taken back",
    )


class CallOffForm(GovukForm):
    """Why it wasn't held."""

    reason = TextAreaField(
        "Why was it not held?", rows=3, max_length=300, error_required="Enter why it was not held"
    )


class AddendumForm(GovukForm):
    """What is put right or added."""

    child = SelectField("About which child?", required=False, placeholder="About none of them alone")
    text = TextAreaField(
        "What is put right or added?",
        rows=6,
        max_length=8000,
        error_required="Enter what is put right or added",
    )

    def __init__(self, *args: Any, children: Sequence[Choice], **kwargs: Any) -> None:
        """Take the children discussed."""
        super().__init__(*args, **kwargs)
        choosing(self, "child").set_options(children)


class DoneForm(GovukForm):
    """What became of an action."""

    done = TextAreaField(
        "What was done, and what did it change for the child?",
        rows=4,
        max_length=4000,
        error_required="Enter what was done, and what it changed",
    )


class SampleForm(GovukForm):
    """How good a record is."""

    grade = RadiosField(
        "How good is this record?",
        [(str(number), f"{number}: {label}") for number, label in GRADES],
        coerce=int,
        error_required="Select how good the record is",
    )
    words = TextAreaField(
        "Why, and what would make it better?",
        rows=5,
        max_length=4000,
        hint="The supervisor reads this",
        error_required="Enter why, and what would make it better",
    )
