"""Referrals on their way through the front door, for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child, ReferralChild, ReferralDecision
from cases.services import decisions, front_door
from cases.services.decision_facts import CLOSURE_GATE, DecisionFacts
from safeguarding.accounts.models import User
from tests.factories import referrals

GATE = {name: f"Considered: {name}" for name in CLOSURE_GATE}


def part(*, by: User, at: datetime, **changed: Any) -> ReferralChild:
    """The one child's part of a referral that was sent."""
    changed.setdefault("children", (referrals.MAISIE,))
    sent = referrals.referral(by=by, at=at, **changed)
    return ReferralChild.objects.get(referral=sent, position=1)


def matched(child: Child, *, author: User, by: User, at: datetime, **changed: Any) -> ReferralChild:
    """A referral's part, matched to `child` by `by`."""
    row = part(by=author, at=at, **changed)
    return front_door.match(referral_child=row, child=child, by=by, at=at)


def facts(**changed: Any) -> DecisionFacts:
    """A complete decision: assessment. `changed` replaces any of its facts."""
    told: dict[str, Any] = {
        "outcome": "assessment",
        "level": 3,
        "rationale": "Neglect goes on although help was offered.",
        "reasons_for_referrer": "We will assess what the children need.",
        "strategy_declined_reason": "No sign of significant harm today.",
        "re_referral_cause": "unmet_need",
    }
    return DecisionFacts(**{**told, **changed})


def ending(outcome: str = "no_further_action", **changed: Any) -> DecisionFacts:
    """A complete decision that ends social care's part."""
    return facts(outcome=outcome, **{**GATE, **changed})


def decided(row: ReferralChild, *, by: User, at: datetime, **changed: Any) -> ReferralDecision:
    """A decision on `row`."""
    return decisions.decide(referral_child=row, facts=facts(**changed), by=by, at=at)
