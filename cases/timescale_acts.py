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
    "strategy_discussion": "deciding on a referral: strategy meeting needed; calling a strategy meeting",
    "strategy_discussion_same_day": "deciding on a referral: strategy meeting needed, with a sign of urgency;"
    " calling a strategy meeting about harm that asks for it",
    "strategy_follow_up": "holding a strategy meeting inquorate or by phone; deciding on one",
    "strategy_record": "holding a strategy meeting",
    "section_47": "deciding at a strategy meeting: section 47 enquiry",
    "section_47_maximum": "deciding at a strategy meeting: section 47 enquiry",
    "section_47_child_seen": "deciding at a strategy meeting: section 47 enquiry",
    "icpc": "deciding at a strategy meeting: section 47 enquiry",
    "icpc_request": "deciding at a strategy meeting, or signing a section 47 enquiry: conference",
    "police_protection": "recording that police protection began",
    "emergency_protection_order": "recording that an emergency protection order began",
    "emergency_protection_order_extension": "recording that an emergency protection order was extended",
    "challenge_stage_1": "raising a challenge",
    **{f"challenge_stage_{stage}": "a challenge reaching the stage" for stage in range(2, 6)},
}

MET_BY: Final[Mapping[str, str]] = {
    "referral_decision": "deciding on a referral, once the referrer is told",
    "strategy_discussion": "holding the strategy meeting",
    "strategy_discussion_same_day": "holding the strategy meeting",
    "strategy_follow_up": "holding a quorate follow-up strategy meeting, not by phone",
    "conference_minutes": "distributing the minutes of the conference",
    "core_group_minutes": "distributing the minutes of the core group",
    "strategy_record": "distributing the minutes of the strategy meeting",
    "section_47": "a manager signing the section 47 enquiry",
    "section_47_maximum": "a manager signing the section 47 enquiry",
    "section_47_child_seen": "recording that the child was seen, or why not",
    "icpc_request": "requesting the conference on the section 47 enquiry",
    "police_protection": "recording that police protection ended",
    "emergency_protection_order": "recording that the order ended, or was extended",
    "emergency_protection_order_extension": "recording that the order ended",
    **{
        f"challenge_stage_{stage}": "a challenge ending, or moving up by hand or by time"
        for stage in range(1, 6)
    },
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
