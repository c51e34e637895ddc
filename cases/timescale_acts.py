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
    "core_group_next": "holding a core group",
    "core_group_minutes": "holding a core group",
    "cin_review": "holding a child in need meeting",
    "cin_review_after_cp_plan": "holding a child in need meeting soon after a child protection plan ended",
    "police_protection": "recording that police protection began",
    "emergency_protection_order": "recording that an emergency protection order began",
    "emergency_protection_order_extension": "recording that an emergency protection order was extended",
    "transfer_in": "asking for a transfer-in conference",
    "pre_birth_icpc": "asking for a pre-birth conference",
    "pre_birth_icpc_latest": "asking for a pre-birth conference",
    "report_icpc": "booking an initial, pre-birth or transfer-in conference",
    "report_review": "booking a review conference",
    "core_group_before_review": "booking a review conference",
    "conference_decision": "holding a conference with its quorum, or by the chair's word without",
    "conference_minutes": "holding a conference with its quorum, or by the chair's word without",
    "inquorate_reconvene": "holding a conference without its quorum",
    "core_group_first": "deciding at a conference: a plan is made",
    "review_first": "deciding at a conference: a plan is made",
    "review_next": "deciding at a review conference: the plan continues",
    "visit_cp": "starting a child protection plan; a visit under it at which the child was seen",
    "visit_cin": "starting a child in need plan; a visit under it at which the child was seen",
    "unseen_social_worker": "a visit by children’s social care at which the child was seen",
    "unseen_anyone": "any visit at which the child was seen",
    "assessment_census": "starting an assessment",
    "cin_planning": "authorising an assessment that recommends a child in need plan; stepping down to one",
    "was_not_brought": "recording that a child with a plan, or an unborn child, was not brought",
    "was_not_brought_lead": "recording that a child was not brought, from the partnership's number on",
    "supervision_was_not_brought": "recording that a child was not brought, from the persistent number on",
    "supervision_child": "the nightly look, for each child protection plan that runs; everybody signing a"
    " supervision about the child, while it runs",
    **dict.fromkeys(
        ("supervision_worker", "supervision_supervisor", "supervision_chair"),
        "the nightly look, for each worker with children, supervisor with staff, and chair; everybody signing"
        " their supervision",
    ),
    "warning_review": "adding a warning; reviewing one",
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
    "icpc": "holding an initial or pre-birth conference with its quorum, or by the chair's word without",
    "transfer_in": "holding the transfer-in conference",
    "pre_birth_icpc": "holding the pre-birth conference",
    "pre_birth_icpc_latest": "holding the pre-birth conference",
    "pre_birth_review": "holding the review conference",
    "review_first": "holding the review conference",
    "review_next": "holding the review conference",
    "report_icpc": "social care giving its report to the conference",
    "report_review": "social care giving its report to the conference",
    "conference_decision": "sending the decision letter",
    "inquorate_reconvene": "holding the reconvened conference",
    "icpc_request": "requesting the conference on the section 47 enquiry",
    "core_group_first": "holding the core group",
    "core_group_next": "holding the core group",
    "core_group_before_review": "holding the core group",
    "cin_planning": "holding the child in need meeting",
    "cin_review": "holding the child in need meeting",
    "cin_review_after_cp_plan": "holding the child in need meeting",
    "police_protection": "recording that police protection ended",
    "emergency_protection_order": "recording that the order ended, or was extended",
    "emergency_protection_order_extension": "recording that the order ended",
    "visit_cp": "recording a visit under the plan at which the child was seen; a core group is none",
    "visit_cin": "recording a visit under the plan at which the child was seen",
    "unseen_social_worker": "recording a visit by children’s social care at which the child was seen",
    "unseen_anyone": "recording a visit at which the child was seen",
    "assessment": "a manager authorising the assessment",
    "assessment_census": "a manager authorising the assessment",
    "was_not_brought": "saying what was done about the missed appointment",
    "was_not_brought_lead": "saying what was done about the missed appointment",
    **dict.fromkeys(
        ("supervision_child", "supervision_was_not_brought"),
        "everybody signing a supervision about the child, held since",
    ),
    **dict.fromkeys(
        ("supervision_worker", "supervision_supervisor", "supervision_chair"),
        "everybody signing their supervision, held since; a group is none",
    ),
    "warning_review": "reviewing or ending the warning",
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
