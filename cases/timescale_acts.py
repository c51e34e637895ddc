"""Which act starts and which act meets each clock today; the others wait for a later piece of work.

docs/timescales.md is drawn from here and from safeguarding.rules.timescales.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from safeguarding.rules.timescales import TIMESCALES, Group

STARTED_BY: Final[Mapping[str, str]] = {
    "referral_decision": "sending a referral; taking a decision back",
    "assessment": "deciding on a referral: assessment",
    "strategy_discussion": "deciding on a referral: strategy meeting needed",
    "strategy_discussion_same_day": "deciding on a referral: strategy meeting needed, with a sign of urgency",
}

MET_BY: Final[Mapping[str, str]] = {
    "referral_decision": "deciding on a referral, once the referrer is told",
}

# What each group waits for; the seam of all is `deadlines.set` and `deadlines.meet`, by the rule's id.
WAITS_FOR: Final[Mapping[Group, str]] = {
    Group.REFERRAL: "assessments",
    Group.STRATEGY: "strategy meetings and section 47 enquiries",
    Group.EMERGENCY: "police protection and emergency orders",
    Group.CONFERENCE: "child protection conferences",
    Group.CORE_GROUP: "core groups",
    Group.PLAN: "child in need plans and visits",
    Group.SEEN: "visits and recording",
    Group.SUPERVISION: "supervision",
    Group.CHALLENGE: "professional challenge",
    Group.INCIDENT: "serious incidents and reviews",
}


def met_by(rule_id: str) -> str:
    """The act that meets the clock today, or what it waits for."""
    return MET_BY.get(rule_id) or f"waits for: {WAITS_FOR[TIMESCALES[rule_id].group]}"
