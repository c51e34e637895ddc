"""Conferences, core groups and step-down: what they add to the tables of cases."""

from core_groups.models.closing import Closing
from core_groups.models.conference import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    ConferenceRequest,
)
from core_groups.models.conference_letter import DecisionLetter, LetterCopy
from core_groups.models.core_group import (
    AgendaNote,
    CoreGroup,
    CoreGroupDissent,
    MeetingPlan,
    MissingAgency,
)
from core_groups.models.legal import LegalMilestone, LegalTold
from core_groups.models.membership import CoreGroupMember
from core_groups.models.step_down import StepDown
from core_groups.models.withdrawal import HandedOnAction, Withdrawal, WithdrawalView

__all__ = [
    "AgendaNote",
    "Closing",
    "Conference",
    "ConferenceChild",
    "ConferenceDissent",
    "ConferenceReport",
    "ConferenceRequest",
    "CoreGroup",
    "CoreGroupDissent",
    "CoreGroupMember",
    "DecisionLetter",
    "HandedOnAction",
    "LegalMilestone",
    "LegalTold",
    "LetterCopy",
    "MeetingPlan",
    "MissingAgency",
    "StepDown",
    "Withdrawal",
    "WithdrawalView",
]
