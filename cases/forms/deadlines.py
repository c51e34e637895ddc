"""Forms about a time limit: another date, a pause, its end, stopping it, why it is late."""

from __future__ import annotations

from cases.services.deadline_changes import MOST_LETTERS
from cases.states import LatenessReason
from safeguarding.ui.fields import DateField, GovukForm, HiddenField, RadiosField, TextAreaField


def _why(label: str, missing: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, rows=3, max_length=MOST_LETTERS, hint=hint, error_required=missing)


class RescheduleForm(GovukForm):
    """Another date."""

    due_on = DateField("What is the new date?", error_required="Enter the new date", in_errors="The new date")
    reason = _why("Why is the date moved?", "Enter why the date is moved")
    version = HiddenField(required=False)


class PauseForm(GovukForm):
    """Standing still."""

    reason = _why(
        "Why is it paused?",
        "Enter why it is paused",
        "When it runs again, the working days of the pause are added to its date.",
    )
    version = HiddenField(required=False)


class ResumeForm(GovukForm):
    """Running again: nothing to say but yes."""

    version = HiddenField(required=False)


class CancelForm(GovukForm):
    """Stopping what no longer applies."""

    reason = _why("Why does it no longer apply?", "Enter why the time limit no longer applies")
    version = HiddenField(required=False)


class LatenessForm(GovukForm):
    """Why it is late."""

    code = RadiosField("Why is it late?", LatenessReason.choices, error_required="Select why it is late")
    reason = TextAreaField(
        "What happened, in your own words",
        max_length=2000,
        hint="Being late stops nothing: this is so that others can understand it.",
        error_required="Enter what happened",
    )
    version = HiddenField(required=False)
