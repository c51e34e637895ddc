"""Step-down: what must stand before a child moves from one plan to a lesser one.

Sources: local procedure (a step-down names a lead professional, the first meeting's date, and the receiving
agency's acceptance); Working Together to Safeguard Children 2026: a child protection plan ends by a
conference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

CHILD_PROTECTION: Final = "child_protection"
CHILD_IN_NEED: Final = "child_in_need"
EARLY_HELP: Final = "early_help"

# From a kind of plan to the kind it may step down to.
STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {CHILD_PROTECTION: CHILD_IN_NEED, CHILD_IN_NEED: EARLY_HELP}
)


@dataclass(frozen=True, slots=True)
class StepDown:
    """A step-down as it is proposed.

    ``lead_professional``: who leads from now on, by name or key. ``decided_by_conference``: a review
    conference of that day decided it. ``summary_received``: the receiving agency has the transfer summary.
    """

    start: str
    to: str
    decided_on: date
    lead_professional: str = ""
    first_meeting_on: date | None = None
    accepted_by: str = ""
    accepted_on: date | None = None
    refused_reason: str = ""
    decided_by_conference: bool = False
    summary_received: bool = False


def refusals(step: StepDown) -> tuple[str, ...]:
    """Why the plan can't step down yet, each in a sentence, in the order of the form; empty when it can."""
    if STEPS.get(step.start) != step.to:
        return ("This plan doesn’t step down to that",)
    first = step.first_meeting_on
    wrong = (
        (
            step.start == CHILD_PROTECTION and not step.decided_by_conference,
            "A child protection plan ends by the decision of a conference",
        ),
        (not step.lead_professional.strip(), "Name the lead professional"),
        (first is None, "Enter the date of the first meeting"),
        (first is not None and first < step.decided_on, "The first meeting comes after the decision"),
        (bool(step.refused_reason.strip()), f"The receiving agency refused: {step.refused_reason.strip()}"),
        (
            not step.refused_reason.strip() and not (step.accepted_by.strip() and step.accepted_on),
            "The receiving agency hasn’t accepted yet",
        ),
        (not step.summary_received, "The receiving agency hasn’t confirmed the transfer summary yet"),
    )
    return tuple(text for holds, text in wrong if holds)
