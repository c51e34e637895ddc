"""When a referral suggests a strategy meeting today, and which clock a strategy meeting has.

Sources: Working Together to Safeguard Children 2026 (reasonable cause to suspect significant harm: as soon as
possible); local procedure for the same day, and for an alleged crime, which always means the same day. A
suggestion is shown to the manager who decides; setting it aside needs a rationale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from safeguarding.rules.thresholds import Level

SAME_DAY: Final = "strategy_discussion_same_day"
SOON: Final = "strategy_discussion"


class SuggestionReason(StrEnum):
    """Why a strategy meeting today is suggested."""

    IMMEDIATE_DANGER = "immediate_danger"
    CRIME_ALLEGED = "crime_alleged"
    LEVEL_4 = "level_4"
    HIGH_RISK = "high_risk"


REASON_TEXTS: Final = MappingProxyType(
    {
        SuggestionReason.IMMEDIATE_DANGER: "The child may be in immediate danger.",
        SuggestionReason.CRIME_ALLEGED: "A crime that affects the child is alleged.",
        SuggestionReason.LEVEL_4: "The level is 4, child protection.",
        SuggestionReason.HIGH_RISK: "The history is high risk.",
    }
)


class HarmKind(StrEnum):
    """Kinds of harm for which the strategy meeting is held the same day."""

    INJURY = "injury"
    SEXUAL_ABUSE = "sexual_abuse"
    SERIOUS_NEGLECT = "serious_neglect"
    FABRICATED_ILLNESS = "fabricated_illness"
    ALLEGED_CRIME = "alleged_crime"


@dataclass(frozen=True, slots=True)
class StrategySuggestion:
    """ "Strategy meeting today", with every reason for it; ``timescale_id`` is the clock it would start."""

    reasons: tuple[SuggestionReason, ...]
    timescale_id: str = SAME_DAY

    @property
    def texts(self) -> tuple[str, ...]:
        """The reasons as the screen says them."""
        return tuple(REASON_TEXTS[reason] for reason in self.reasons)


def suggest(
    *, crime_alleged: bool, immediate_danger: bool, high_risk: bool, level: Level | int | None
) -> StrategySuggestion | None:
    """Whether to suggest a strategy meeting today; None when nothing calls for it.

    ``level``: the threshold level proposed, None while there is none. ``high_risk``: the historic high-risk
    rule found a reason.
    """
    holds = (
        (immediate_danger, SuggestionReason.IMMEDIATE_DANGER),
        (crime_alleged, SuggestionReason.CRIME_ALLEGED),
        (level == Level.CHILD_PROTECTION, SuggestionReason.LEVEL_4),
        (high_risk, SuggestionReason.HIGH_RISK),
    )
    reasons = tuple(reason for held, reason in holds if held)
    return StrategySuggestion(reasons) if reasons else None


def clock_for(harm: Iterable[HarmKind]) -> str:
    """The timescale id of a strategy meeting: the same day for any of these kinds of harm, else soon."""
    return SAME_DAY if any(True for _ in harm) else SOON
