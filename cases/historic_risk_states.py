"""The codes of reviews of a historic high risk, and their moves as data (drawn in docs/states.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices


class ReviewState(TextChoices):
    """Where the review of a high-risk history stands."""

    SENIOR = "senior", "Waiting for a senior review"
    HEAD = "head", "Waiting for the head of service"
    DECIDED = "decided", "Decided by the head of service"
    ENDED = "ended", "Ended: no referral is left that it is about"


class ReviewMove(TextChoices):
    """What moves a review on."""

    REVIEW = "review", "a senior manager gives their view"
    DECIDE = "decide", "the head of service decides"
    END = "end", "the match of its referrals is undone"


class RiskDecision(TextChoices):
    """What the head of service decides about the risk (local procedure)."""

    STRATEGY = "strategy", "High risk: hold a strategy meeting"
    ASSESS = "assess", "High risk: assess, whatever the threshold"
    AS_PLANNED = "as_planned", "High risk: what is in place answers it"
    NOT_NOW = "not_now", "The history doesn’t make the risk high now"


REVIEW_MOVES: Final[Mapping[tuple[ReviewState, ReviewMove], ReviewState]] = {
    (ReviewState.SENIOR, ReviewMove.REVIEW): ReviewState.HEAD,
    (ReviewState.SENIOR, ReviewMove.END): ReviewState.ENDED,
    (ReviewState.HEAD, ReviewMove.DECIDE): ReviewState.DECIDED,
    (ReviewState.HEAD, ReviewMove.END): ReviewState.ENDED,
}
# What still waits for somebody; of these a child has one at a time.
OPEN_REVIEWS: Final = (ReviewState.SENIOR, ReviewState.HEAD)
