"""The ladder of professional challenge (escalation): its stages, who speaks to whom, how long each may take.

Source: local procedure; Working Together to Safeguard Children 2026 asks every partnership to have one. The
limits are local clocks in ``timescales``; a stage whose time has run out moves up by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Stage:
    """One rung. ``timescale_id`` is its clock; stage 0 has none, it means now."""

    number: int
    label: str
    between: str
    timescale_id: str | None


STAGES: Final = (
    Stage(0, "Immediate danger", "Call 999, or go straight to senior managers", None),
    Stage(1, "Practitioners", "Practitioner with practitioner", "challenge_stage_1"),
    Stage(2, "Managers", "Manager or safeguarding lead with their counterpart", "challenge_stage_2"),
    Stage(3, "Senior managers", "Senior managers, named or designated professionals", "challenge_stage_3"),
    Stage(4, "Executives", "Head of service with the partner's executive", "challenge_stage_4"),
    Stage(5, "Partnership", "Partnership chair or independent scrutineer", "challenge_stage_5"),
)

LAST: Final = STAGES[-1].number

GROUNDS: Final = (
    ("referral_threshold", "Threshold applied to a referral"),
    ("meeting_refused", "Strategy meeting or conference refused"),
    ("assessment_outcome", "Outcome of an assessment"),
    ("plan_not_progressing", "Plan is not progressing"),
    ("information_sharing", "Information sharing"),
    ("closure_or_step_down", "Closure or step-down"),
    ("action_not_done", "An agreed action was not done"),
    ("agency_absent", "An agency was absent"),
)


class StageRefused(ValueError):
    """A challenge cannot move to that stage."""


def stage(number: int) -> Stage:
    """The stage with this number, 0 to 5. Raises StageRefused."""
    if not 0 <= number <= LAST:
        raise StageRefused(f"there is no stage {number}: the ladder goes from 0 to {LAST}")
    return STAGES[number]


def next_stage(number: int) -> Stage | None:
    """The stage above, which a challenge reaches when its time has run out; None at the top."""
    return None if stage(number).number == LAST else STAGES[number + 1]


def move(current: int, to: int, *, reason: str = "") -> Stage:
    """The stage that a challenge moves to: only upward, and past a stage only with a reason.

    Raises StageRefused.
    """
    target = stage(to)
    if to <= stage(current).number:
        raise StageRefused("a challenge only moves up")
    if to > current + 1 and not reason.strip():
        raise StageRefused("passing over a stage needs a reason")
    return target
