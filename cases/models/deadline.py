"""Stored due instants. Status is computed: breached is `due_at <= now and met_at is null`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.referral import ReferralChild
from cases.states import LatenessReason
from safeguarding.accounts.models import Team
from safeguarding.audit.models import RecordedModel


class AlertStage(models.IntegerChoices):
    """How far the telling has gone."""

    NONE = 0, "Nobody told yet"
    BEFORE = 1, "Reminded before"
    BREACH = 2, "Told of the breach"


class Deadline(RecordedModel):
    """One running, met or cancelled time limit of one rule.

    `due_at` is the first instant that is too late (the midnight that ends the due day).
    """

    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    referral_child = models.ForeignKey(
        ReferralChild, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    rule_id = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines")
    # How far the telling has gone moves by conditional UPDATE in the sweep, outside the history.
    alert_stage = models.PositiveSmallIntegerField(choices=AlertStage, default=AlertStage.NONE)
    next_alert_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lateness_code = models.CharField(max_length=20, choices=LatenessReason, blank=True)
    lateness_reason = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["next_alert_at"],
                condition=Q(met_at=None, cancelled_at=None),
                name="deadline_to_sweep",
            ),
            models.Index(
                fields=["responsible", "due_at"],
                condition=Q(met_at=None, cancelled_at=None),
                name="deadline_open_by_worker",
            ),
            models.Index(
                fields=["team", "due_at"],
                condition=Q(met_at=None, cancelled_at=None),
                name="deadline_open_by_team",
            ),
            models.Index(fields=["child", "due_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False) | Q(referral_child__isnull=False),
                name="deadline_is_about_a_child",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
                name="cancelled_deadline_has_its_cause",
            ),
            models.CheckConstraint(
                condition=Q(met_at=None) | Q(cancelled_at=None), name="deadline_met_or_cancelled"
            ),
            models.UniqueConstraint(
                fields=["referral_child", "rule_id"],
                condition=Q(met_at=None, cancelled_at=None, referral_child__isnull=False),
                name="one_running_deadline_of_a_rule_for_a_referral",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} due {self.due_on}"
