"""Stored due instants. Status is computed: breached is `due_at <= now and met_at is null`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from cases.models.referral import ReferralChild
from cases.states import LatenessReason
from safeguarding.accounts.models import Team
from safeguarding.audit.models import RecordedModel


class AlertStage(models.IntegerChoices):
    """How far the telling has gone; the numbers are stored, and stand in no order."""

    NONE = 0, "Nobody told yet"
    BEFORE = 1, "Reminded before"
    DUE_DAY = 3, "Reminded on the due day"
    BREACH = 2, "Told of the breach"
    AFTER = 4, "Told again after the breach"


class Deadline(RecordedModel):
    """One running, met or cancelled time limit of one rule: about a child, a referral's child, or a worker.

    `due_at` is the first instant that is too late (the midnight that ends the due day). It may be
    rescheduled; `statutory_due_at`, the rule's own, never moves but for a pause that the rule allows.
    """

    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    referral_child = models.ForeignKey(
        ReferralChild, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    # Supervision is about a worker, not about a child.
    about_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule_id = models.CharField(max_length=40)
    # Which meeting, enquiry or plan, where a child has several clocks of one rule at once ("meeting:12").
    subject = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField()
    # The rule as it was when the clock started: a changed local amount moves no clock that runs.
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15)
    edition = models.CharField(max_length=100)
    statutory_due_on = models.DateField()
    statutory_due_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    # The horizon of the calendar that the day lies beyond: it is provisional until that calendar goes on.
    counted_past = models.DateField(null=True, blank=True)
    rescheduled_at = models.DateTimeField(null=True, blank=True)
    rescheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rescheduled_reason = models.CharField(max_length=300, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paused_reason = models.CharField(max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines")
    # How far the telling has gone moves by conditional UPDATE in the sweep, outside the history.
    alert_stage = models.PositiveSmallIntegerField(choices=AlertStage, default=AlertStage.NONE)
    # The how-manieth reminder before, or telling after the breach, of that stage.
    alert_number = models.PositiveSmallIntegerField(default=0)
    # Grows with each new due day, so that its alerts are told anew.
    revision = models.PositiveSmallIntegerField(default=0)
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
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

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
            # Every home page asks for the few that nobody has explained yet.
            models.Index(
                fields=["-met_at"],
                condition=Q(met_at__gte=F("statutory_due_at"), lateness_code=""),
                name="deadline_late_unexplained",
            ),
            models.Index(
                fields=["counted_past"],
                condition=Q(met_at=None, cancelled_at=None, counted_past__isnull=False),
                name="deadline_provisional",
            ),
            # An own amount of the partnership shows, and may move, the clocks of one rule.
            models.Index(
                fields=["rule_id", "starts_at"],
                condition=Q(met_at=None, cancelled_at=None),
                name="deadline_open_by_rule",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False)
                | Q(referral_child__isnull=False)
                | Q(about_worker__isnull=False),
                name="deadline_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=Q(rescheduled_at=None, rescheduled_reason="")
                | (Q(rescheduled_at__isnull=False) & ~Q(rescheduled_reason="")),
                name="rescheduled_deadline_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_reason="")
                | (Q(paused_at__isnull=False) & ~Q(paused_reason="")),
                name="paused_deadline_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | Q(cancelled_at__isnull=False),
                name="superseded_deadline_is_stopped",
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
            models.UniqueConstraint(
                fields=["child", "rule_id", "subject"],
                condition=Q(met_at=None, cancelled_at=None, referral_child=None, child__isnull=False),
                name="one_running_deadline_of_a_rule_for_a_child",
            ),
            models.UniqueConstraint(
                fields=["about_worker", "rule_id"],
                condition=Q(met_at=None, cancelled_at=None, about_worker__isnull=False),
                name="one_running_deadline_of_a_rule_for_a_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} due {self.due_on}"
