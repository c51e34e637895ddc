"""Whom visits are shown to: social care, and the agency that visited. Others read the chronology."""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, SOCIAL_CARE, Policy

OF_VISITS: Final = (
    Policy("cases_visit", f"(agency_id = (SELECT rls_agency()) OR {SOCIAL_CARE}) AND {CHILD}"),
)
