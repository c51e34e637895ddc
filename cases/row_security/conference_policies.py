"""Whom the tables of child protection conferences are shown to: whoever reads the meeting, by child.

A request is social care's. A report has its own sensitivity, as what is shared at a meeting has.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, OVERSIGHT, SOCIAL_CARE, Policy

_CONFERENCE: Final = "rls_reads_meeting(conference_id)"
_PART: Final = "rls_sees_conference_part(part_id)"
_OPEN_REPORT: Final = (
    "sensitivity IN ('shared', 'professionals')"
    " OR (agency_id = (SELECT rls_agency()) AND sensitivity <> 'supervision')"
    " OR author_id = (SELECT rls_user())"
    f" OR (sensitivity = 'social_care' AND {SOCIAL_CARE})"
    " OR (sensitivity = 'police' AND (SELECT rls_is('police')))"
    " OR (sensitivity = 'supervision' AND (SELECT rls_is('social_care_manager')))"
)

OF_CONFERENCES: Final = (
    Policy("core_groups_conference", "rls_reads_meeting(meeting_id)"),
    Policy("core_groups_conferencerequest", f"{SOCIAL_CARE} AND {CHILD}"),
    Policy("core_groups_conferencechild", f"{CHILD} AND {_CONFERENCE}", reads=OVERSIGHT),
    Policy("core_groups_conferencereport", f"({_OPEN_REPORT}) AND {CHILD} AND {_CONFERENCE}"),
    Policy("core_groups_conferencedissent", _PART, reads=OVERSIGHT),
    Policy("core_groups_decisionletter", _PART),
    Policy("core_groups_lettercopy", "rls_sees_decision_letter(letter_id)"),
)
