"""What is asked of whoever raises a challenge, answers one or ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from escalation.states import GROUNDS, ContactHow, LearningTheme
from safeguarding.ui.fields import (
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

# An agreed plan has so many steps at most; more belong into the child's plan.
STEPS: Final = 3


class RaiseForm(GovukForm):
    """A challenge."""

    is_danger = YesNoField(
        "Is the child in immediate danger now?",
        yes_reveals=("danger_done",),
        error_required="Select if the child is in immediate danger now",
    )
    danger_done = TextAreaField(
        "What have you done about the danger?",
        rows=3,
        max_length=2000,
        hint="When you called 999, and whom you spoke to. The challenge goes straight to senior managers.",
        error_required="Enter what you have done about the danger",
    )
    interim_safety = TextAreaField(
        "How is the child kept safe until this is resolved?",
        rows=3,
        max_length=4000,
        hint="Who does what, starting today",
        error_required="Enter how the child is kept safe meanwhile",
    )
    against = SelectField(
        "Which agency do you challenge?", error_required="Select which agency you challenge"
    )
    ground = RadiosField("What do you challenge?", GROUNDS, error_required="Select what you challenge")
    concern = TextAreaField(
        "What worries you about the child?",
        rows=6,
        max_length=8000,
        hint="What is happening to the child, and what will happen if nothing changes",
        error_required="Enter what worries you about the child",
    )
    outcome_sought = TextAreaField(
        "What do you want to happen?",
        rows=4,
        max_length=4000,
        error_required="Enter what you want to happen",
    )
    evidence = TextAreaField(
        "What is your evidence?",
        rows=4,
        max_length=8000,
        required=False,
        hint="What you have seen and heard, and when",
    )

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the agencies that one may choose from."""
        super().__init__(*args, **kwargs)
        choosing(self, "against").set_options([Choice(*each) for each in agencies])


class ContactForm(GovukForm):
    """A contact between the two agencies."""

    happened_at = DateTimeField("When was it?", future=False, error_required="Enter when it was")
    how = RadiosField("How?", ContactHow.choices, error_required="Select how you spoke")
    with_whom = TextField(
        "With whom?", hint="Name, post and agency", max_length=200, error_required="Enter with whom"
    )
    words = TextAreaField(
        "What was said?", rows=5, max_length=8000, error_required="Enter what was said, or what you tried"
    )


class CounterpartForm(GovukForm):
    """Who speaks for the challenged agency."""

    counterpart = RadiosField("Who answers for the agency?", error_required="Select who answers")

    def __init__(self, *args: Any, people: Sequence[Choice], **kwargs: Any) -> None:
        """Take those who may speak at the stage."""
        super().__init__(*args, **kwargs)
        choosing(self, "counterpart").set_options(people)


class MoveUpForm(GovukForm):
    """Up the ladder."""

    to = RadiosField("To which stage?", error_required="Select the stage")
    reason = TextAreaField(
        "Why does it move up now?",
        rows=3,
        max_length=2000,
        required=False,
        hint="Needed where you pass over a stage",
    )

    def __init__(self, *args: Any, stages: Sequence[Choice], **kwargs: Any) -> None:
        """Take the stages above."""
        super().__init__(*args, **kwargs)
        choosing(self, "to").set_options(stages)


def _names(number: int) -> tuple[str, ...]:
    return tuple(f"{name}_{number}" for name in ("what", "agency", "who", "due_on"))


class OfferForm(GovukForm):
    """What the challenged agency offers."""

    words = TextAreaField(
        "What do you offer?",
        rows=6,
        max_length=8000,
        hint="What changes for the child, and why you see it so",
        error_required="Enter what you offer",
    )
    fieldsets = [
        Fieldset("", ("words",)),
        *(
            Fieldset(f"Action {number}", _names(number), hint="Leave it empty if there is none")
            for number in range(1, STEPS + 1)
        ),
    ]

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the two agencies."""
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            choosing(self, f"agency_{number}").set_options([Choice(*each) for each in agencies])

    def clean(self) -> dict[str, Any]:
        """An action is whole, or isn't there at all."""
        typed = super().clean() or self.cleaned_data
        messages = ("Enter what is done", "Select which agency does it", "Enter who does it", "Enter by when")
        for number in range(1, STEPS + 1):
            names = _names(number)
            if not any(typed.get(name) for name in names):
                continue
            for name, message in zip(names, messages, strict=True):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, f"{message} (action {number})")
        return typed

    def steps(self) -> list[dict[str, Any]]:
        """The actions that were filled in."""
        found = []
        for number in range(1, STEPS + 1):
            what, agency, who, due_on = (self.cleaned_data.get(name) for name in _names(number))
            if what:
                found.append({"what": what, "agency": agency, "who": who, "due_on": due_on})
        return found


for _number in range(1, STEPS + 1):
    _what, _agency, _who, _due = _names(_number)
    OfferForm.base_fields[_what] = TextAreaField("What is done?", rows=2, max_length=1000, required=False)
    OfferForm.base_fields[_agency] = SelectField("Which agency does it?", required=False)
    OfferForm.base_fields[_who] = TextField("Who does it?", max_length=200, required=False)
    OfferForm.base_fields[_due] = DateField("By when?", past=False, required=False)


class AnswerForm(GovukForm):
    """Whether the raising agency accepts an offer."""

    is_accepted = YesNoField(
        "Does your agency accept this?",
        no_reveals=("words",),
        yes_label="Yes, and the challenge ends with it",
        no_label="No, the challenge goes on",
        error_required="Select if your agency accepts this",
    )
    words = TextAreaField("Why not?", rows=4, max_length=4000, error_required="Enter why you don’t accept it")


class WithdrawForm(GovukForm):
    """A challenge is taken back."""

    reason = TextAreaField(
        "Why is the challenge withdrawn?",
        rows=4,
        max_length=4000,
        error_required="Enter why the challenge is withdrawn",
    )


class DecideForm(GovukForm):
    """The partnership's decision."""

    decided_by = TextField(
        "Who decided?",
        max_length=200,
        hint="Name and post: the partnership’s chair or the independent scrutineer",
        error_required="Enter who decided",
    )
    words = TextAreaField(
        "What is decided, and why?",
        rows=6,
        max_length=8000,
        hint="The decision is final. Both agencies read it.",
        error_required="Enter the decision and its reasons",
    )


class DissentForm(GovukForm):
    """What the raising agency still disagrees with."""

    words = TextAreaField(
        "What does your agency still disagree with?",
        rows=4,
        max_length=4000,
        error_required="Enter what you still disagree with",
    )


class LearningForm(GovukForm):
    """What is learned from a challenge that has ended."""

    theme = RadiosField("Learning theme", LearningTheme.choices, error_required="Select the learning theme")
    words = TextAreaField(
        "What is to be learned?",
        rows=4,
        max_length=4000,
        required=False,
        hint="The partnership’s office reads the theme, not these words, unless they see the child",
    )


class DoneForm(GovukForm):
    """An action of the agreed plan is done."""

    words = TextAreaField(
        "How does one see that it is done?",
        rows=3,
        max_length=2000,
        error_required="Enter how one sees that it is done",
    )
