"""Conferences, core groups and step-down: what they add to the tables of cases."""

from core_groups.models.conference import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    ConferenceRequest,
)
from core_groups.models.conference_letter import DecisionLetter, LetterCopy
from core_groups.models.core_group import AgendaNote, CoreGroup, MeetingPlan, MissingAgency
from core_groups.models.membership import CoreGroupMember

__all__ = [
    "AgendaNote",
    "Conference",
    "ConferenceChild",
    "ConferenceDissent",
    "ConferenceReport",
    "ConferenceRequest",
    "CoreGroup",
    "CoreGroupMember",
    "DecisionLetter",
    "LetterCopy",
    "MeetingPlan",
    "MissingAgency",
]
