"""Whom what is laid over the chronology is shown to: whoever reads the line reads what is made of it."""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, SOCIAL_CARE, Policy
from safeguarding.accounts.identity import Service

SEALING: Final = frozenset({Service.AUDIT_SEALING})
RECORD: Final = frozenset({Service.RECORD_KEEPING})

OF_CHRONOLOGIES: Final = (
    # The line's own policy answers inside: a row of a line that isn't seen isn't there.
    Policy(
        "cases_curation",
        # A service that reads lines for a count has no business with what people make of them.
        "(SELECT rls_is('active'))"
        " AND EXISTS (SELECT FROM cases_event line WHERE line.id = cases_curation.event_id)",
        reads=SEALING,
        # A correction takes what was made of the line along, whoever corrects it.
        writes=RECORD,
        adds="curated_by_id = (SELECT rls_user()) AND (SELECT rls_is('social_care'))",
        append_only=True,
    ),
    Policy(
        "cases_chronologyimport",
        f"(agency_id = (SELECT rls_agency()) OR {SOCIAL_CARE}) AND {CHILD}",
        reads=SEALING,
        adds="imported_by_id = (SELECT rls_user()) AND (SELECT rls_is('professional'))",
        append_only=True,
    ),
)
# They never change, so they have no history beside them.
APPEND_ONLY_OF_CHRONOLOGIES: Final = frozenset({"cases_curation", "cases_chronologyimport"})
