"""Who hears of a historic high risk: people who see the child, by the child's reference alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases.access_telling import hearing
from cases.models import HistoricRiskReview, ReferralDecision
from safeguarding.accounts.models import AgencyKind, Role, TeamFunction, User
from safeguarding.notifications.services import notify, withdraw


def asked(review: HistoricRiskReview, *, by: User, at: datetime) -> None:
    """A senior view is needed, or a further referral came in: the managers, or the heads who have it now."""
    people = list(_heads()) if review.reviewed_at is not None else _seniors(review, by)
    _tell(review, people, "historic_risk_asked", "A historic high risk waits for you", by=by, at=at)


def to_the_head(review: HistoricRiskReview, *, by: User, at: datetime) -> None:
    """The heads of service decide; nobody needs to be told of the senior view any more."""
    no_longer(review, at=at)
    text = "A historic high risk waits for your decision"
    _tell(review, _heads(), "historic_risk_reviewed", text, by=by, at=at)


def decided(review: HistoricRiskReview, *, by: User, at: datetime) -> None:
    """Whoever works on it: the child's worker and their manager, the senior, who decided on the referral."""
    no_longer(review, at=at)
    worker = review.child.allocated_to
    deciders = ReferralDecision.objects.filter(referral_child=review.referral_child_id, superseded_at=None)
    keys = {review.reviewed_by_id, review.asked_by_id, *deciders.values_list("decided_by", flat=True)}
    keys |= {worker.pk, worker.line_manager_id} if worker is not None else set()
    people = _social_care().filter(pk__in=[key for key in keys if key is not None])
    text = "The head of service decided on a historic high risk"
    _tell(review, people, "historic_risk_decided", text, by=by, at=at)


def no_longer(review: HistoricRiskReview, *, at: datetime) -> None:
    """Take back what was told of it and not read: it has gone on since."""
    withdraw(subjects=[_subject(review)], at=at)


def _seniors(review: HistoricRiskReview, by: User) -> list[User]:
    """The front door's managers and the manager of the child's worker; where there is none, all managers."""
    worker = review.child.allocated_to
    close = Q(team__function=TeamFunction.FRONT_DOOR)
    if worker is not None:
        close |= Q(pk=worker.line_manager_id)
    managers = _social_care().filter(role=Role.MANAGER).exclude(pk=by.pk)
    return list(managers.filter(close)) or list(managers)


def _heads() -> QuerySet[User]:
    return _social_care().filter(role=Role.SENIOR_MANAGER)


def _social_care() -> QuerySet[User]:
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    )
    return staff.select_related("agency", "team").order_by("pk")


def _tell(
    review: HistoricRiskReview, people: Iterable[User], kind: str, text: str, *, by: User, at: datetime
) -> None:
    child = review.child
    notify(
        recipients=[each for each in hearing(people, child) if each != by],
        key=f"{_subject(review)}:{kind}:{review.version}",
        kind=kind,
        text=f"{text}: {child.reference}",
        path=reverse("child_historic_risk", args=[child.reference]),
        at=at,
        reference=child.reference,
        subject=_subject(review),
    )


def _subject(review: HistoricRiskReview) -> str:
    return f"historic_risk:{review.pk}"
