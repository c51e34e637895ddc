"""An agency asks to leave a child's network: the others' views, who takes on its actions, the decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Child, Event, Meeting, MeetingAction, PlanItem
from core_groups.step_down_states import ViewAnswer, WithdrawalOutcome
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class Withdrawal(RecordedModel):
    """One agency's request to leave one child's network, from the asking to the decision.

    It is about all parts of the agency: one team of several leaves by ending its involvement.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="withdrawals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Where it was talked about, if anywhere.
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=WithdrawalOutcome, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The line of the chronology that tells of the decision: what a professional challenge points at.
    decision_event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "agency"],
                condition=Q(decided_at=None),
                name="one_request_to_leave_at_a_time",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="request_to_leave_has_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None, decision_reason="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, decision_reason__regex=r"\S")
                    & ~Q(outcome="")
                ),
                name="decided_request_to_leave_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("asked_at")),
                name="request_to_leave_is_decided_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} leaves {self.child_id}"


class WithdrawalView(RecordedModel):
    """What another agency says to it, in its own words; or how and when it was asked without an answer."""

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="views")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=ViewAnswer)
    words = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["withdrawal", "agency"], name="one_view_of_an_agency_on_a_request_to_leave"
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="view_has_words"),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class HandedOnAction(RecordedModel):
    """An open action of the agency that wants to leave, and whose it becomes when it does."""

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="handed_on")
    plan_item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="handed_on"
    )
    meeting_action = models.ForeignKey(
        MeetingAction, on_delete=models.PROTECT, null=True, blank=True, related_name="handed_on"
    )
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plan_item__isnull=False, meeting_action=None)
                | Q(plan_item=None, meeting_action__isnull=False),
                name="one_action_is_handed_on",
            ),
            models.UniqueConstraint(
                fields=["withdrawal", "plan_item", "meeting_action"],
                nulls_distinct=False,
                name="action_is_handed_on_once",
            ),
        ]

    def __str__(self) -> str:
        return f"handed on {self.pk}"
