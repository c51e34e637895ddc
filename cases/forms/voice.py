"""Forms of the child's voice: being heard, and putting right what was taken down."""

from __future__ import annotations

from typing import Any, Final, cast

from django.conf import settings

from cases.forms.people import why
from cases.states import Sensitivity
from cases.uploads.kinds import ENDINGS, IN_WORDS
from cases.voice_states import DAY_PARTS, VoiceKind
from safeguarding.ui.fields import (
    CheckboxField,
    DateField,
    Fieldset,
    FileField,
    GovukForm,
    RadiosField,
    TextAreaField,
    TextField,
)

_HEARD: Final = Fieldset("When and how", ("heard_on", "place", "was_alone", "communication"))


class _Heard(GovukForm):
    """When and how the child was heard; the readers."""

    heard_on = DateField("On which day?", future=False, error_required="Enter the day")
    place = TextField(
        "Where was it, and who was there?",
        max_length=200,
        hint="For example, in the book corner at school, with Miss Evans",
        error_required="Say where it was, and who was there",
    )
    was_alone = CheckboxField("The child was without parents and carers", required=False)
    communication = TextField(
        "How was the child helped to say it?",
        required=False,
        max_length=200,
        hint="For example, pictures, signing, an interpreter, or play",
    )


class DayForm(_Heard):
    """A day in the child's life."""

    morning = TextAreaField(DAY_PARTS["morning"], required=False, rows=3, max_length=2000)
    daytime = TextAreaField(DAY_PARTS["daytime"], required=False, rows=3, max_length=2000)
    evening = TextAreaField(DAY_PARTS["evening"], required=False, rows=3, max_length=2000)
    night = TextAreaField(DAY_PARTS["night"], required=False, rows=3, max_length=2000)
    good_things = TextAreaField(DAY_PARTS["good_things"], required=False, rows=3, max_length=2000)
    worries = TextAreaField(DAY_PARTS["worries"], required=False, rows=3, max_length=2000)
    sensitivity = RadiosField("Who may see it?", coerce=Sensitivity, error_required="Select who may see it")
    fieldsets = [
        _HEARD,
        Fieldset("The day, as the child lives it", tuple(DAY_PARTS), hint="Leave out what you don’t know"),
    ]


class WordsForm(_Heard):
    """The child's own words."""

    words = TextAreaField(
        "What did the child say?",
        rows=6,
        max_length=8000,
        hint="Word for word, in the child’s own language and names. What you asked goes in brackets",
        error_required="Write down what the child said",
    )
    sensitivity = RadiosField("Who may see it?", coerce=Sensitivity, error_required="Select who may see it")
    fieldsets = [_HEARD]


class ObservationForm(WordsForm):
    """What a child who doesn't speak showed."""

    words = TextAreaField(
        "What did you see?",
        rows=6,
        max_length=8000,
        hint="How the child looked, moved and played, whom they turned to, what comforted them",
        error_required="Say what you saw",
    )


class DrawingForm(WordsForm):
    """What a child drew or made."""

    file = FileField(
        "Choose a photo or scan of it", endings=ENDINGS, in_errors="The file", error_required="Choose a file"
    )
    words = TextAreaField(
        "What did the child tell you about it?",
        rows=4,
        max_length=4000,
        hint="In the child’s own words. Don’t explain the drawing yourself",
        error_required="Say what the child told you about it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the limit of the settings."""
        super().__init__(*args, **kwargs)
        file, most = cast(FileField, self.fields["file"]), settings.DOCUMENT_MOST_MEGABYTES
        file.max_megabytes, file.hint = most, f"{IN_WORDS}, smaller than {most}MB"


class DayCorrection(DayForm):
    """A day that was taken down wrongly."""

    reason = why("Why is it corrected?")


class WordsCorrection(WordsForm):
    """Words that were taken down wrongly."""

    reason = why("Why is it corrected?")


FORMS: Final[dict[VoiceKind, type[GovukForm]]] = {
    VoiceKind.DAY: DayForm,
    VoiceKind.WORDS: WordsForm,
    VoiceKind.DRAWING: DrawingForm,
    VoiceKind.OBSERVATION: ObservationForm,
}
