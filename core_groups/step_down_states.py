"""The codes of leaving, step-down, closure and legal milestones."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices

from cases.states import PlanKind, Sensitivity
from safeguarding.rules import step_down
from safeguarding.rules.withdrawal import Answer


class WithdrawalOutcome(TextChoices):
    """How an agency's request to leave ended."""

    LEAVES = "leaves", "The agency leaves"
    STAYS = "stays", "The agency stays"
    TAKEN_BACK = "taken_back", "Taken back by the agency"


class ViewAnswer(TextChoices):
    """What another agency says to an agency's leaving."""

    AGREES = Answer.AGREES.value, "Agrees"
    DISSENTS = Answer.DISSENTS.value, "Does not agree"
    NO_ANSWER = Answer.NO_ANSWER.value, "Was asked and has not answered"


class StepDownState(TextChoices):
    """Where a step-down stands."""

    PROPOSED = "proposed", "Proposed"
    REFUSED = "refused", "Refused by the receiving agency"
    ACCEPTED = "accepted", "Accepted"
    COMPLETED = "completed", "Completed"
    DROPPED = "dropped", "Not pursued"


# What still asks for something to be done; a refusal is answered by a new proposal.
OPEN_STEP_DOWNS: Final = (StepDownState.PROPOSED, StepDownState.ACCEPTED)
# From a kind of plan to the one below it.
STEPS: Final = {PlanKind(start): PlanKind(to) for start, to in step_down.STEPS.items()}
TO_WHAT: Final = {
    PlanKind.CHILD_IN_NEED.value: "a child in need plan",
    PlanKind.EARLY_HELP.value: "an early help plan",
}


class LegalKind(TextChoices):
    """Milestones of pre-proceedings and care proceedings (Public Law Outline)."""

    LEGAL_ADVICE = "legal_advice", "Legal advice or legal planning meeting"
    LETTER_BEFORE_PROCEEDINGS = "letter_before_proceedings", "Letter before proceedings"
    PRE_PROCEEDINGS_MEETING = "pre_proceedings_meeting", "Pre-proceedings meeting"
    PRE_PROCEEDINGS_ENDED = "pre_proceedings_ended", "Pre-proceedings ended"
    ISSUED = "issued", "Proceedings issued"
    INTERIM_ORDER = "interim_order", "Interim order made"
    CASE_MANAGEMENT_HEARING = "case_management_hearing", "Case management hearing"
    ISSUES_RESOLUTION_HEARING = "issues_resolution_hearing", "Issues resolution hearing"
    FINAL_HEARING = "final_hearing", "Final hearing"
    ORDER_MADE = "order_made", "Order made"
    ENDED = "ended", "Proceedings ended"


# Who may read a milestone: the rest of the levels are no choice here.
LEGAL_LEVELS: Final = (Sensitivity.SOCIAL_CARE, Sensitivity.PROFESSIONALS, Sensitivity.SHARED)


class ToldOfLegalHow(TextChoices):
    """How an agency learned of a legal milestone."""

    MEETING = "meeting", "At a meeting"
    PHONE = "phone", "By phone"
    EMAIL = "email", "By secure e-mail"
    SERVICE = "service", "In this service"
