"""The codes of appointments and of the child's voice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from cases.states import Sensitivity
from safeguarding.rules.was_not_brought import Outcome


class AppointmentOutcome(TextChoices):
    """What became of a child's appointment; the empty one waits for its day."""

    ATTENDED = Outcome.ATTENDED.value, "Attended"
    WAS_NOT_BROUGHT = Outcome.WAS_NOT_BROUGHT.value, "Was not brought"
    CANCELLED = Outcome.CANCELLED.value, "Cancelled by a parent or carer"
    RESCHEDULED = Outcome.RESCHEDULED.value, "Put off to another day by the service"
    NO_ACCESS = Outcome.NO_ACCESS.value, "No access: nobody opened, or the child wasn’t shown"


class VoiceKind(TextChoices):
    """How a child was heard."""

    DAY = "day", "A day in my life"
    WORDS = "words", "The child’s own words"
    DRAWING = "drawing", "A drawing or something the child made"
    OBSERVATION = "observation", "Observed: a child who doesn’t speak, or not yet"


# The parts of "a day in my life", in the order of the day: the column, and the question.
DAY_PARTS: Final[Mapping[str, str]] = {
    "morning": "Waking up and getting ready",
    "daytime": "School, nursery or the day at home",
    "evening": "Coming home, food and who is there",
    "night": "Bedtime and the night",
    "good_things": "What is good, and who helps",
    "worries": "What is worrying, and what the child wants to change",
}

# Who may read a warning; who meets the family should know, so it is never kept within one agency.
WARNING_LEVELS: Final = (
    Sensitivity.SHARED,
    Sensitivity.PROFESSIONALS,
    Sensitivity.SOCIAL_CARE,
    Sensitivity.POLICE,
)
