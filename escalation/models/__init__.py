"""The tables of professional challenge."""

from escalation.models.challenge import Challenge, ChallengeStage
from escalation.models.policy import PolicyRead, PolicyText
from escalation.models.steps import ChallengeAction, ChallengeContact, ChallengeOffer

__all__ = [
    "Challenge",
    "ChallengeAction",
    "ChallengeContact",
    "ChallengeOffer",
    "ChallengeStage",
    "PolicyRead",
    "PolicyText",
]
