"""Whom the tables of leaving, step-down, closure and legal milestones are shown to.

Whoever works with the child reads who wants to leave and what becomes of the plan. A closure is social
care's. A legal milestone is social care's unless it was opened further; an agency that was told of one reads
what it was told.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, OVERSIGHT, SOCIAL_CARE, Policy

_WITHDRAWAL: Final = "rls_sees_withdrawal(withdrawal_id)"

OF_STEP_DOWN: Final = (
    Policy("core_groups_withdrawal", CHILD, reads=OVERSIGHT),
    Policy("core_groups_withdrawalview", _WITHDRAWAL, reads=OVERSIGHT),
    Policy("core_groups_handedonaction", _WITHDRAWAL),
    Policy("core_groups_stepdown", CHILD),
    Policy("core_groups_closing", f"{SOCIAL_CARE} AND {CHILD}"),
    Policy(
        "core_groups_legalmilestone",
        f"(sensitivity IN ('shared', 'professionals') OR {SOCIAL_CARE}) AND {CHILD}",
    ),
    Policy(
        "core_groups_legaltold",
        f"((agency_id = (SELECT rls_agency()) AND words <> '') OR {SOCIAL_CARE}) AND {CHILD}",
    ),
)
