"""The review of a history that makes the risk high, from a referral to the head of service's decision."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from cases.historic_risk_states import ReviewState, RiskDecision
from cases.models.child import Child
from cases.models.event import Event
from cases.models.referral import ReferralChild
from safeguarding.audit.models import RecordedModel


class HistoricRiskReview(RecordedModel):
    """Why a child's history is high risk, what a senior manager says to it, what the head of service decides.

    `findings` is a list, one entry for each referral that came while it was open: `reference`, `on`, the
    `reasons` in the words that were shown, and whether it `is_taken_back` since the match was undone. Once it
    is decided nothing of it changes: a trigger refuses that (migration 0042).
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="historic_risk_reviews")
    referral_child = models.ForeignKey(
        ReferralChild, on_delete=models.PROTECT, related_name="historic_risk_reviews"
    )
    findings = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.SENIOR)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    senior_view = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=12, choices=RiskDecision, blank=True)
    rationale = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="historic_risk_review"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state__in=["senior", "head"]),
                name="one_open_historic_risk_review",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, senior_view="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, senior_view__regex=r"\S"),
                name="senior_review_says_by_whom_and_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="senior", reviewed_at__isnull=False)
                & ~Q(state__in=["head", "decided"], reviewed_at=None),
                name="historic_risk_goes_to_the_head_with_a_senior_view",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") & Q(decided_at=None, decided_by=None, decision="", rationale="")
                | Q(
                    state="decided",
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decision__in=RiskDecision.values,
                    rationale__regex=r"\S",
                    event__isnull=False,
                ),
                name="decided_historic_risk_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("reviewed_by")),
                name="historic_risk_is_decided_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=Q(state__in=["senior", "head"]), name="risk_review_open"
            )
        ]

    def __str__(self) -> str:
        return f"historic risk review {self.pk}"
