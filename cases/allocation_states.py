"""What workers may be skilled in, and where a handover note stands, as data."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, TextChoices

from safeguarding.rules.allocation import SKILLS, SPECIALIST_LABEL, SPECIALIST_POST

POSTS_AND_SKILLS: Final = (
    *((skill.value, label) for skill, label in SKILLS.items()),
    (SPECIALIST_POST, SPECIALIST_LABEL),
)
SKILL_WORDS: Final = dict(POSTS_AND_SKILLS)


class NoteState(TextChoices):
    """Where a handover note stands; it is computed from its instants."""

    OWED = "owed", "To be written"
    WRITTEN = "written", "Written, not received yet"
    RECEIVED = "received", "Received"
    DROPPED = "dropped", "No longer needed"


# Neither received nor overtaken.
OPEN_NOTE: Final = Q(received_at=None, dropped_at=None)
