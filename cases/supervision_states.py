"""The codes of supervision."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db.models import TextChoices

from safeguarding.accounts.models import Role
from safeguarding.rules.supervision import Part


class SupervisionKind(TextChoices):
    """What a supervision is for."""

    CASE = "case", "Case supervision"
    GROUP = "group", "Group supervision"
    PERSONAL = "personal", "Supervision of a supervisor or chair"


class SupervisionState(TextChoices):
    """Where a supervision stands."""

    DRAFT = "draft", "Being written"
    SIGNED_BY_ONE = "signed_by_one", "Signed, not yet by everybody"
    SIGNED = "signed", "Signed by everybody"
    CALLED_OFF = "called_off", "Called off"


class SupervisionMove(TextChoices):
    """What moves it."""

    SIGN = "sign", "sign"
    SIGN_LAST = "sign_last", "sign as the last one"
    TAKE_BACK = "take_back", "take the signatures back"
    CALL_OFF = "call_off", "call off"


_S, _M = SupervisionState, SupervisionMove
SUPERVISION_MOVES: Final[Mapping[tuple[SupervisionState, SupervisionMove], SupervisionState]] = (
    MappingProxyType(
        {
            (_S.DRAFT, _M.SIGN): _S.SIGNED_BY_ONE,
            (_S.SIGNED_BY_ONE, _M.SIGN): _S.SIGNED_BY_ONE,
            (_S.SIGNED_BY_ONE, _M.SIGN_LAST): _S.SIGNED,
            (_S.SIGNED_BY_ONE, _M.TAKE_BACK): _S.DRAFT,
            (_S.DRAFT, _M.CALL_OFF): _S.CALLED_OFF,
        }
    )
)

# What stands in the record of one child, in the order of the page (rules on oversight).
PARTS: Final[Mapping[Part, str]] = MappingProxyType(
    {
        Part.SEEN: "When was the child last seen, and last seen alone? By whom, and how were they?",
        Part.LIVED_EXPERIENCE: "What is it like to be this child today?",
        Part.CHANGE: "What has changed since the last supervision?",
        Part.HISTORY: "History and patterns",
        Part.HYPOTHESES: "What could explain this? At least two hypotheses",
        Part.CURIOSITY: "Professional curiosity: what do we not know, and how will we find out?",
        Part.OVER_OPTIMISM: "Over-optimism and disguised compliance: what did we see, not only hear?",
        Part.MALES: "Fathers and other males",
        Part.TOOLS: "Tools used, and what they show",
        Part.DRIFT: "Plan: does it move, or drift?",
        Part.THRESHOLD: "Threshold: is this still the right level?",
        Part.DECISION: "Decision",
        Part.RATIONALE: "Why this decision",
    }
)
# What a supervision is about beside children: a supervisor's and a chair's agenda.
AGENDA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "oversight": "What they answer for: their team’s or conferences’ quality, and what worries them",
        "workload": "Workload and time limits",
        "wellbeing": "How they are",
        "learning": "Practice, learning and feedback",
    }
)
# How good a senior manager finds a signed record; the scale is local.
GRADES: Final[tuple[tuple[int, str], ...]] = (
    (1, "Strong"),
    (2, "Good enough"),
    (3, "Needs improving"),
    (4, "Poor"),
)
# The clock of somebody's own supervision; nobody else has one.
WORKER_CLOCKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Role.PRACTITIONER: "supervision_worker",
        Role.MANAGER: "supervision_supervisor",
        Role.SENIOR_MANAGER: "supervision_supervisor",
        Role.CONFERENCE_CHAIR: "supervision_chair",
    }
)
CHILD_CLOCK: Final = "supervision_child"
MISSED_CLOCK: Final = "supervision_was_not_brought"
