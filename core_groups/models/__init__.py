"""Conferences, core groups and step-down: what they add to the tables of cases."""

from core_groups.models.conference import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    ConferenceRequest,
)
from core_groups.models.conference_letter import DecisionLetter, LetterCopy
from core_groups.models.membership import CoreGroupMember

__all__ = [
    "Conference",
    "ConferenceChild",
    "ConferenceDissent",
    "ConferenceReport",
    "ConferenceRequest",
    "CoreGroupMember",
    "DecisionLetter",
    "LetterCopy",
]
