"""Reviews of a historic high risk: a child's, one to read before signing, what stands above the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases import access, access_historic_risk
from cases.exceptions import NotVisibleError
from cases.historic_risk_states import OPEN_REVIEWS, ReviewState
from cases.models import Child, Event, HistoricRiskReview
from cases.queries import changed_since
from cases.queries.changed_since import Since
from cases.queries.digest_parts import RiskLine
from cases.states import EventKind
from safeguarding.accounts.models import User
from safeguarding.ui.filters import date_text

_PEOPLE = ("asked_by", "reviewed_by", "decided_by")


@dataclass(frozen=True, slots=True)
class Banner:
    """What anyone who opens the record should know: the decision that stands; for social care what waits."""

    decision: Event | None
    waiting: HistoricRiskReview | None


def banner(user: User, child: Child) -> Banner:
    """The latest decision of a head of service, for whoever reads the child's chronology, and what waits."""
    decided = access.visible_events(user).filter(
        child=child, kind=EventKind.HISTORIC_RISK_DECISION, superseded_by=None
    )
    waiting = access_historic_risk.visible_reviews(user).filter(child=child, state__in=OPEN_REVIEWS)
    return Banner(decided.order_by("-occurred_at", "-pk").first(), waiting.first())


def of_child(user: User, child: Child) -> list[HistoricRiskReview]:
    """The child's reviews, the latest first."""
    rows = access_historic_risk.visible_reviews(user).filter(child=child)
    return list(rows.select_related(*_PEOPLE))


def get(user: User, child: Child, pk: int) -> HistoricRiskReview:
    """One review of this child; raises NotVisibleError."""
    rows = access_historic_risk.visible_reviews(user).filter(child=child, pk=pk)
    found = rows.select_related("child__person", *_PEOPLE).first()
    if found is None:
        raise NotVisibleError
    return found


def since_last_signature(user: User, review: HistoricRiskReview) -> Since:
    """What came into the chronology since the senior view, or since the review was asked for."""
    return changed_since.of_child(user, review.child, last_signature(review))


def last_signature(review: HistoricRiskReview) -> datetime:
    """When it was last signed by anybody, or sent."""
    return review.reviewed_at or review.asked_at


def decisions_on(user: User, child: Child) -> tuple[RiskLine, ...]:
    """What heads of service decided about the child's history, the latest first, for a digest."""
    rows = access_historic_risk.visible_reviews(user).filter(child=child, state=ReviewState.DECIDED)
    found = rows.select_related("decided_by").order_by("-decided_at", "-pk")
    return tuple(
        RiskLine(
            on=date_text(row.decided_at) if row.decided_at else "",
            decision=row.get_decision_display(),
            rationale=row.rationale,
            by=row.decided_by.full_name if row.decided_by else "",
        )
        for row in found
    )
