"""High-risk histories of the demo: older ones were decided in their time, the latest wait today.

The one that has waited longest has a senior view, so that the head of service has something to read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from cases import access_historic_risk
from cases.historic_risk_states import OPEN_REVIEWS, ReviewState, RiskDecision
from cases.models import HistoricRiskReview
from cases.services import historic_risk
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast

# Signed within so many days in the demo.
_DAYS: Final = 3
_MANAGERS: Final = ("team_manager", "front_door_manager")
_VIEWS: Final = (
    "What was agreed before was kept for some weeks, then it began again. At home nothing has changed.",
    "The family has met four workers. Each began anew, and found the parents open and friendly.",
    "The same concern came from three agencies over the years, and each time it was seen as a single one.",
)
_DECISIONS: Final = (
    (
        RiskDecision.ASSESS,
        "What was tried before is assessed with what is known now, not once more as new.",
    ),
    (RiskDecision.AS_PLANNED, "The work that has begun answers it, as long as the children are seen alone."),
    (
        RiskDecision.STRATEGY,
        "The pattern is older than this referral: police and health look at it with us.",
    ),
)


def load(cast: Cast, at: datetime) -> None:
    """Settle what is older, and have the head of service find one this morning."""
    settle(cast, before=at)
    waiting = HistoricRiskReview.objects.filter(state=ReviewState.SENIOR).order_by("asked_at", "pk").first()
    if waiting is not None:
        _view(waiting, cast, at=max(waiting.asked_at, at - timedelta(hours=2)))


def settle(cast: Cast, *, before: datetime, child: int | None = None) -> None:
    """Have what was asked for some days `before` signed by a manager and the head, in its time."""
    rows = HistoricRiskReview.objects.filter(
        state__in=OPEN_REVIEWS, asked_at__lt=before - timedelta(days=_DAYS)
    )
    for row in rows.filter(child=child) if child is not None else rows.order_by("asked_at", "pk"):
        viewed = _view(row, cast, at=row.asked_at + timedelta(days=1))
        if viewed is None:
            continue
        decision, rationale = _DECISIONS[row.pk % len(_DECISIONS)]
        historic_risk.decide(
            review=viewed,
            decision=decision,
            rationale=rationale,
            version=viewed.version,
            by=cast["head_of_service"],
            at=row.asked_at + timedelta(days=2),
        )


def _view(row: HistoricRiskReview, cast: Cast, *, at: datetime) -> HistoricRiskReview | None:
    by = next((user for user in _managers(cast) if not access_historic_risk.not_the_senior(user, row)), None)
    if by is None or not access_historic_risk.visible_reviews(by).filter(pk=row.pk).exists():
        return None
    text = _VIEWS[row.pk % len(_VIEWS)]
    return historic_risk.review(review=row, view=text, version=row.version, by=by, at=at)


def _managers(cast: Cast) -> list[User]:
    return [cast[key] for key in _MANAGERS]
