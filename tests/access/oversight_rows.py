"""What the permission matrix's world has of a historic high risk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child, HistoricRiskReview
from tests.factories import partnership


def build(child: Child, personas: partnership.Personas, at: datetime) -> dict[str, Any]:
    """A review that waits for the head of service, a manager having given their view."""
    part = child.referral_children.select_related("referral").order_by("pk")[0]
    found = {
        "reference": part.referral.reference,
        "on": "2026-03-10",
        "reasons": ["x"],
        "is_taken_back": False,
    }
    made = HistoricRiskReview(
        child=child,
        referral_child=part,
        findings=[found],
        state="head",
        asked_at=at,
        asked_by=personas.front_door_worker,
        senior_view="As then",
        reviewed_at=at,
        reviewed_by=personas.team_manager,
    )
    made.record(by=personas.team_manager, at=at, reason="test data")
    return {"historic_risk": made}
