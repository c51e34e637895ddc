"""Historic high risk: a referral of a child with such a history goes to a senior manager, then to the head of
service, whose decision is final (safeguarding.rules.historic_risk).

Nothing waits for it: the referral is decided, meetings are called and children protected meanwhile. Its end
is the head's decision, which only the review of a new referral follows; an agency may challenge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import access, access_historic_risk
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.historic_risk_states import OPEN_REVIEWS, REVIEW_MOVES, ReviewMove, ReviewState, RiskDecision
from cases.models import Child, HistoricRiskReview, ReferralChild
from cases.services import events, historic_risk_telling
from cases.services.referral_steps import record_of
from cases.states import ContactKind, EventKind, Sensitivity, Significance
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

_OPEN: Any = list(OPEN_REVIEWS)


@transaction.atomic
def ask(
    *, referral_child: ReferralChild, reasons: Sequence[str], by: User, at: datetime
) -> HistoricRiskReview | None:
    """Queue a matched referral's child for a senior review when the history is high risk (`reasons`).

    Called when the referral is matched and when it is decided, by services that have asked the gate; asking
    again changes nothing. A referral that comes while a review is open joins it, so that whoever decides
    decides on all. None when there is nothing to review: no reason, or a contact of an open child, whose
    worker knows.
    """
    child = record_of(referral_child)
    if not reasons or referral_child.contact_kind != ContactKind.REFERRAL:
        return None
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    reference = referral_child.referral.reference
    known = HistoricRiskReview.objects.filter(child=child).exclude(state=ReviewState.ENDED)
    asked = known.filter(findings__contains=[{"reference": reference, "is_taken_back": False}]).first()
    if asked is not None:
        return asked
    found = {
        "reference": reference,
        "on": london_date(at).isoformat(),
        "reasons": list(reasons),
        "is_taken_back": False,
    }
    review = known.select_for_update(of=("self",)).filter(state__in=_OPEN).first()
    if review is None:
        review = HistoricRiskReview(
            child=child, referral_child=referral_child, findings=[found], asked_at=at, asked_by=by
        )
        review.record(by=by, at=at, reason="The history is high risk")
    else:
        review.findings = [*review.findings, found]
        review.record(by=by, at=at, reason=f"{reference} came in meanwhile")
    _write_asked(review, reference, reasons, by=by, at=at)
    historic_risk_telling.asked(review, by=by, at=at)
    return review


@transaction.atomic
def take_back(*, referral_child: ReferralChild, child: Child, by: User, at: datetime) -> None:
    """The referral isn't about this child: an open review goes on without it, or ends with its only one.

    What was decided stays decided.
    """
    reference = referral_child.referral.reference
    rows = HistoricRiskReview.objects.select_for_update(of=("self",)).filter(child=child, state__in=_OPEN)
    review = rows.filter(findings__contains=[{"reference": reference, "is_taken_back": False}]).first()
    if review is None:
        return
    review.findings = [
        {**each, "is_taken_back": each["is_taken_back"] or each["reference"] == reference}
        for each in review.findings
    ]
    if all(each["is_taken_back"] for each in review.findings):
        review.state = REVIEW_MOVES[ReviewState(review.state), ReviewMove.END]
        historic_risk_telling.no_longer(review, at=at)
    review.record(by=by, at=at, reason=f"The match of {reference} was undone")


@transaction.atomic
def review(
    *, review: HistoricRiskReview, view: str, version: int, by: User, at: datetime
) -> HistoricRiskReview:
    """A senior manager says what the history means; it goes on to the head of service.

    Raises DomainError with the field without a view, and for whoever sent or decided the referral;
    ChangedMeanwhileError when it doesn't wait for a view any more, or another referral came in since the
    `version` that was read; NotVisibleError, NotPermittedError.
    """
    found = _locked(review, Action.REVIEW_HISTORIC_RISK, ReviewMove.REVIEW, version, by)
    if refused := access_historic_risk.not_the_senior(by, found):
        raise DomainError(refused)
    if not view.strip():
        raise DomainError("Enter what the history means for the child now", field="view")
    found.state = ReviewState.HEAD
    found.senior_view, found.reviewed_at, found.reviewed_by = view.strip(), at, by
    found.record(by=by, at=at, reason="Senior view given")
    historic_risk_telling.to_the_head(found, by=by, at=at)
    return found


@transaction.atomic
def decide(
    *,
    review: HistoricRiskReview,
    decision: RiskDecision,
    rationale: str,
    version: int,
    by: User,
    at: datetime,
) -> HistoricRiskReview:
    """The head of service decides, for good: nobody changes it afterwards, the head neither.

    Every professional who works with the child reads the decision in the chronology. Raises DomainError
    without a rationale, and for the head who gave the senior view; else as `review` does.
    """
    found = _locked(review, Action.DECIDE_HISTORIC_RISK, ReviewMove.DECIDE, version, by)
    if refused := access_historic_risk.not_the_head(by, found):
        raise DomainError(refused)
    if not rationale.strip():
        raise DomainError("Enter why you decide this", field="rationale")
    found.state = ReviewState.DECIDED
    found.decision, found.rationale = RiskDecision(decision), rationale.strip()
    found.decided_at, found.decided_by = at, by
    references = [each["reference"] for each in found.findings if not each["is_taken_back"]]
    found.event = events.write(
        child=found.child,
        kind=EventKind.HISTORIC_RISK_DECISION,
        what_happened=f"The head of service decided on the historic high risk ({', '.join(references)}): "
        f"{RiskDecision(decision).label}.\n\n{found.rationale}",
        significance=Significance.CRITICAL,
        source_reference=references[0],
        by=by,
        at=at,
    )
    found.record(by=by, at=at, reason="The head of service decided")
    historic_risk_telling.decided(found, by=by, at=at)
    return found


def _locked(
    review: HistoricRiskReview, action: Action, move: ReviewMove, version: int, by: User
) -> HistoricRiskReview:
    """The review as it is now, held, for somebody who may make this move."""
    if not access_historic_risk.visible_reviews(by).filter(pk=review.pk).exists():
        raise NotVisibleError
    access.require(by, action, review.child)
    Child.objects.select_for_update(no_key=True).get(pk=review.child_id)
    rows = HistoricRiskReview.objects.select_for_update(of=("self",))
    found = rows.select_related("child__allocated_to").get(pk=review.pk)
    if (ReviewState(found.state), move) not in REVIEW_MOVES:
        raise ChangedMeanwhileError(f"It stands otherwise now: {found.get_state_display().lower()}")
    if found.version != version:
        raise ChangedMeanwhileError("This has changed since you opened it: read what was added")
    return found


def _write_asked(
    review: HistoricRiskReview, reference: str, reasons: Sequence[str], *, by: User, at: datetime
) -> None:
    events.write(
        child=review.child,
        kind=EventKind.HISTORIC_RISK_REVIEW,
        what_happened=f"The history is high risk, and goes to a senior manager and the head of service "
        f"({reference}): {' '.join(reasons)}",
        significance=Significance.SIGNIFICANT,
        sensitivity=Sensitivity.SOCIAL_CARE,
        source_reference=reference,
        by=by,
        at=at,
    )
