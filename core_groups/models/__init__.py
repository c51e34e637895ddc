"""Conferences, core groups and step-down: what they add to the tables of cases."""

from core_groups.models.closing import Closing
from core_groups.models.core_group import AgendaNote, CoreGroup, MeetingPlan, MissingAgency
from core_groups.models.legal import LegalMilestone, LegalTold
from core_groups.models.membership import CoreGroupMember
from core_groups.models.step_down import StepDown
from core_groups.models.withdrawal import HandedOnAction, Withdrawal, WithdrawalView

__all__ = [
    "AgendaNote",
    "Closing",
    "CoreGroup",
    "CoreGroupMember",
    "HandedOnAction",
    "LegalMilestone",
    "LegalTold",
    "MeetingPlan",
    "MissingAgency",
    "StepDown",
    "Withdrawal",
    "WithdrawalView",
]
