"""Whom the tables of core groups and child in need meetings are shown to.

Who belongs to a core group is known to whoever sees the plan; what was said at one to whoever reads the
meeting, line by line of the children whom they see.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, MEETING, OVERSIGHT, Policy

_PLAN: Final = "rls_sees_plan(plan_id)"

OF_CORE_GROUPS: Final = (
    Policy("core_groups_coregroupmember", _PLAN),
    Policy("core_groups_coregroup", MEETING),
    Policy("core_groups_meetingplan", f"{_PLAN} AND {MEETING}", reads=OVERSIGHT),
    Policy("core_groups_agendanote", f"(child_id IS NULL OR {CHILD}) AND {MEETING}"),
    Policy("core_groups_missingagency", MEETING),
    Policy("core_groups_coregroupdissent", f"{CHILD} AND {MEETING}", reads=OVERSIGHT),
)
