"""THE GATE's part for reviews of a historic high risk; built on cases.access alone.

Social care reads them with the child's record. What the head of service decided, and why, is a line of the
chronology for every professional who works with the child.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cases import access
from cases.access import Action
from cases.historic_risk_states import ReviewState
from cases.models import HistoricRiskReview, ReferralChild, ReferralDecision
from safeguarding.accounts.models import User


def visible_reviews(user: User) -> QuerySet[HistoricRiskReview]:
    """The reviews about children whom `user` may see: for social care staff alone."""
    if not access.reads_as_front_door(user):
        return HistoricRiskReview.objects.none()
    seen = access.visible_children(user).filter(pk=OuterRef("child"))
    return HistoricRiskReview.objects.filter(Exists(seen))


def not_the_senior(user: User, review: HistoricRiskReview) -> str:
    """Why `user`, a manager, is not the one to give the senior view; "" when they may.

    Whoever sent the referral or decided on it would review themselves.
    """
    # Asked by key: who may not see the referral has neither written nor decided it.
    part = review.referral_child_id
    if ReferralChild.objects.filter(pk=part, referral__author=user).exists():
        return "You wrote the referral: another manager gives the senior view"
    decided = ReferralDecision.objects.filter(referral_child=part, superseded_at=None, decided_by=user)
    if decided.exists():
        return "You decided on the referral: another manager gives the senior view"
    return ""


def not_the_head(user: User, review: HistoricRiskReview) -> str:
    """Why `user`, a head of service, is not the one to decide; "" when they may."""
    if review.reviewed_by_id == user.pk:
        return "You gave the senior view: another head of service decides"
    return ""


def may_review(user: User, review: HistoricRiskReview) -> bool:
    """Whether `user` may give the senior view now, of a review that they see; for buttons."""
    waits = review.state == ReviewState.SENIOR
    may = access.may(user, Action.REVIEW_HISTORIC_RISK, review.child)
    return waits and may and not not_the_senior(user, review)


def may_decide(user: User, review: HistoricRiskReview) -> bool:
    """Whether `user` may decide now, of a review that they see; for buttons."""
    waits = review.state == ReviewState.HEAD
    may = access.may(user, Action.DECIDE_HISTORIC_RISK, review.child)
    return waits and may and not not_the_head(user, review)
