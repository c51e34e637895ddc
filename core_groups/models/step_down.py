"""A step-down: from one plan to the one below it, with what the receiving agency needs and says."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Child, Event, Involvement, Meeting, Plan
from cases.states import PlanKind
from core_groups.step_down_states import OPEN_STEP_DOWNS, STEPS, StepDownState
from safeguarding.accounts.models import Agency, Team
from safeguarding.audit.models import RecordedModel

_OPEN = Q(state__in=[state.value for state in OPEN_STEP_DOWNS])


class StepDown(RecordedModel):
    """One child's step from a plan to a lesser one: who leads, when they first meet, who takes it on."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="step_downs")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="step_downs")
    to_kind = models.CharField(max_length=20, choices=[(to.value, to.label) for to in STEPS.values()])
    state = models.CharField(max_length=10, choices=StepDownState, default=StepDownState.PROPOSED)
    reason = models.TextField("why less is enough now")
    decided_on = models.DateField()
    # The review conference that ended a child protection plan.
    conference = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_name = models.CharField("lead outside the system", max_length=200, blank=True)
    first_meeting_on = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What lets the receiving agency read the record while it decides; ends with a refusal.
    began = models.ForeignKey(Involvement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_reason = models.TextField(blank=True)
    refused_event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    summary = models.TextField("transfer summary", blank=True)
    summary_sent_at = models.DateTimeField(null=True, blank=True)
    summary_sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    summary_received_at = models.DateTimeField(null=True, blank=True)
    summary_received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_plan = models.OneToOneField(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="stepped_down_from"
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=_OPEN, name="one_open_step_down_of_a_plan"),
            models.CheckConstraint(
                condition=Q(lead__isnull=False, lead_name="") | Q(lead=None, lead_name__regex=r"\S"),
                name="step_down_names_one_lead",
            ),
            models.CheckConstraint(
                condition=Q(first_meeting_on__gte=F("decided_on")),
                name="first_meeting_comes_after_the_decision",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by")),
                name="step_down_is_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused")
                | Q(answered_at__isnull=False, answered_by__isnull=False, refused_reason__regex=r"\S"),
                name="refused_step_down_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(answered_at__isnull=False, answered_by__isnull=False, refused_reason=""),
                name="accepted_step_down_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(summary_sent_at=None) | Q(summary__regex=r"\S", summary_sent_by__isnull=False),
                name="sent_summary_has_words",
            ),
            models.CheckConstraint(
                condition=Q(summary_received_at=None)
                | Q(summary_sent_at__isnull=False, summary_received_by__isnull=False),
                name="received_summary_was_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed")
                | Q(
                    answered_at__isnull=False,
                    refused_reason="",
                    summary_received_at__isnull=False,
                    completed_at__isnull=False,
                    completed_by__isnull=False,
                    new_plan__isnull=False,
                ),
                name="completed_step_down_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(to_kind=PlanKind.CHILD_IN_NEED.value, state="completed")
                | Q(conference__isnull=False),
                name="child_protection_steps_down_by_a_conference",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id} to {self.to_kind}"
