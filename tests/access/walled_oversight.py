"""Reviews of a historic high risk in the walled world, and what the gate says of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from cases import access_historic_risk
from cases.models import Child, HistoricRiskReview, ReferralChild
from safeguarding.accounts.models import User

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    HistoricRiskReview: access_historic_risk.visible_reviews,
}


def fill(child: Child, staff: dict[str, User], *, at: Any) -> None:
    """A review that waits for a senior view; of any referral, for the row alone."""
    HistoricRiskReview(
        child=child,
        referral_child=ReferralChild.objects.order_by("pk")[0],
        findings=[],
        asked_at=at,
        asked_by=staff["front_door_worker"],
    ).record(by=staff["head_of_service"], at=at)
