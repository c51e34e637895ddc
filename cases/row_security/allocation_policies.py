"""Whom allocations, handover notes, workers' skills and the local limits of load are shown to.

How social care shares out its work is its own: partners see who the social worker is, on the record.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, SOCIAL_CARE, Policy
from safeguarding.accounts.identity import Service

OF_ALLOCATION: Final = (
    # No child's row: what a worker can do.
    Policy("cases_workerskill", SOCIAL_CARE, adds="(SELECT rls_is('social_care_manager'))"),
    Policy(
        "cases_allocationrecord",
        f"{SOCIAL_CARE} AND {CHILD}",
        reads=frozenset({Service.AUDIT_SEALING}),
        append_only=True,
    ),
    Policy("cases_handovernote", f"{SOCIAL_CARE} AND {CHILD}"),
    Policy(
        "cases_allocationlimits",
        "(SELECT rls_is('active'))",
        reads=frozenset(Service),
        adds="set_by_id = (SELECT rls_user()) AND (SELECT rls_is('partnership_admin'))",
        append_only=True,
    ),
)
APPEND_ONLY_OF_ALLOCATION: Final = frozenset({"cases_allocationrecord", "cases_allocationlimits"})
