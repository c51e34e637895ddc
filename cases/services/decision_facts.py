"""What a manager decides on one child's part of a referral, and what such a decision may not lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cases.exceptions import DomainError
from cases.models import ReferralChild
from cases.models.referral import Level
from cases.states import ENDING_OUTCOMES, OUTCOMES_FOR, ContactKind, LatenessReason, ReferralOutcome
from safeguarding.rules import closure, rereferral, thresholds

# Each considered in own words before anything ends.
CLOSURE_GATE: Final = closure.CONSIDERED
_TEXTS: Final = {
    "rationale": "Enter why you decide this",
    "reasons_for_referrer": "Enter the reasons that the referrer will read",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """One decision as it is typed in. `digest_seen` is the fingerprint of the history that was shown;
    empty when there was no page (then nothing is compared)."""

    outcome: str
    level: int
    rationale: str
    reasons_for_referrer: str
    criteria: tuple[str, ...] = ()
    transfer_to: str = ""
    sexual_abuse_considered: str = ""
    neglect_considered: str = ""
    other_signs_considered: str = ""
    cause_considered: str = ""
    re_referral_cause: str = ""
    re_referral_note: str = ""
    strategy_declined_reason: str = ""
    lateness_code: str = ""
    lateness_reason: str = ""
    digest_seen: str = ""


def check(facts: DecisionFacts, row: ReferralChild, *, strategy_is_suggested: bool) -> None:
    """Raise DomainError, naming the field, for what the decision on `row` lacks or may not say."""
    _check_choices(facts, row)
    for field, message in _TEXTS.items():
        _need(facts, field, message)
    if facts.outcome in ENDING_OUTCOMES:
        for field, message in CLOSURE_GATE.items():
            _need(facts, field, message)
    if facts.outcome == ReferralOutcome.TRANSFER:
        _need(facts, "transfer_to", "Enter the authority it is transferred to")
    if row.is_re_referral and facts.re_referral_cause not in set(rereferral.Cause):
        raise DomainError("Select why the child is referred again", field="re_referral_cause")
    if strategy_is_suggested and facts.outcome != ReferralOutcome.STRATEGY_MEETING:
        _need(facts, "strategy_declined_reason", "Enter why no strategy meeting is needed")


def _check_choices(facts: DecisionFacts, row: ReferralChild) -> None:
    if facts.outcome not in OUTCOMES_FOR[ContactKind(row.contact_kind)]:
        raise DomainError("Select what happens next", field="outcome")
    if facts.level not in Level.values:
        raise DomainError("Select the level of need", field="level")
    if not set(facts.criteria) <= {criterion.id for criterion in thresholds.CRITERIA}:
        raise DomainError("Select criteria from the list", field="criteria")
    # Why it is late may be left out and told later; what is told must make sense.
    if facts.lateness_code and facts.lateness_code not in LatenessReason.values:
        raise DomainError("Select why it is late", field="lateness_code")


def _need(facts: DecisionFacts, field: str, message: str) -> None:
    if not getattr(facts, field).strip():
        raise DomainError(message, field=field)
