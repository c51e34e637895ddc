"""The tables of conferences, core groups, leaving, step-down, closure and legal milestones."""

from core_groups.models.closing import Closing
from core_groups.models.legal import LegalMilestone, LegalTold
from core_groups.models.step_down import StepDown
from core_groups.models.withdrawal import HandedOnAction, Withdrawal, WithdrawalView

__all__ = [
    "Closing",
    "HandedOnAction",
    "LegalMilestone",
    "LegalTold",
    "StepDown",
    "Withdrawal",
    "WithdrawalView",
]
