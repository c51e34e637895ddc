"""Which clocks end when a child is closed to children's social care, and which run on.

What social care was going to do for the child ends. What is owed for something that has happened already
(minutes, a letter, a record), what law or the partnership asks for, a professional challenge (which may be
about the closure itself), and the decision on a new referral run on. Source: local procedure.
"""

from __future__ import annotations

from typing import Final

END_WITH_THE_EPISODE: Final = frozenset(
    {
        "assessment",
        "assessment_census",
        "strategy_discussion_same_day",
        "strategy_discussion",
        "strategy_follow_up",
        "section_47_child_seen",
        "section_47",
        "section_47_maximum",
        "icpc",
        "icpc_request",
        "pre_birth_icpc",
        "pre_birth_icpc_latest",
        "pre_birth_review",
        "report_icpc",
        "report_review",
        "inquorate_reconvene",
        "review_first",
        "review_next",
        "core_group_first",
        "core_group_next",
        "core_group_before_review",
        "cin_planning",
        "cin_review",
        "cin_review_after_cp_plan",
        "visit_cp",
        "visit_cin",
        "unseen_social_worker",
        "unseen_anyone",
        "supervision_child",
    }
)
RUN_ON: Final = frozenset(
    {
        "referral_decision",
        "strategy_record",
        "conference_decision",
        "conference_minutes",
        "core_group_minutes",
        # The other authority has asked in writing: it is answered, whatever is open here.
        "transfer_in",
        "recording_critical",
        "recording_visit",
        "recording_other",
        "police_protection",
        "emergency_protection_order",
        "emergency_protection_order_extension",
        "supervision_worker",
        "supervision_supervisor",
        "supervision_chair",
        # Who is open to health and education alone is not brought as well; what is known of a home holds on.
        "was_not_brought",
        "was_not_brought_lead",
        "supervision_was_not_brought",
        "warning_review",
        *(f"challenge_stage_{stage}" for stage in range(1, 6)),
        "serious_incident",
        "rapid_review",
        "lcspr",
    }
)
