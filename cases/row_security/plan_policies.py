"""Whom the tables of plans and assessments are shown to.

A plan is shared with the family: whoever sees the child reads it. An assessment is social care's until it is
given out; another agency reads its own part of it, and not the assessment.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, SOCIAL_CARE, Policy
from safeguarding.accounts.identity import Service

SEALING: Final = frozenset({Service.AUDIT_SEALING})
_PLAN: Final = "rls_sees_plan(plan_id)"

OF_PLANS: Final = (
    Policy("cases_planitem", _PLAN),
    Policy("cases_planitemprogress", "rls_sees_plan_item(item_id)"),
    Policy("cases_planscale", _PLAN),
    Policy("cases_planversion", _PLAN, reads=SEALING, append_only=True),
    Policy("cases_planshare", "rls_sees_plan_version(plan_version_id)"),
    Policy("cases_assessment", f"{SOCIAL_CARE} AND {CHILD}"),
    Policy(
        "cases_assessmentpart",
        f"(agency_id = (SELECT rls_agency()) OR {SOCIAL_CARE}) AND {CHILD}",
        reads=frozenset({Service.PART_CHASING}),
    ),
    Policy("cases_maleengaged", f"(assessment_id IS NULL OR {SOCIAL_CARE}) AND {CHILD}"),
)
# They never change, so they have no history beside them.
APPEND_ONLY_OF_PLANS: Final = frozenset({"cases_planversion"})
