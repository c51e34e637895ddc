"""The safeguarding record of a child: the unit of access, on which everything confidential hangs."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.person import Person
from cases.states import Sensitivity
from cases.voice_states import WARNING_LEVELS
from safeguarding.accounts.models import Team
from safeguarding.audit.models import RecordedModel


class Child(RecordedModel):
    """The record of one person as a child, with a reference that gives nothing away."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="child")
    reference = models.CharField(max_length=10, unique=True)
    is_restricted = models.BooleanField("named users only", default=False)
    restricted_reason = models.CharField(max_length=300, blank=True)
    allocated_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="caseload"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    created_at = models.DateTimeField()

    # Set by the gate on a record that the reader sees by emergency access alone: when that ends.
    emergency_until: datetime | None = None

    class Meta:
        verbose_name_plural = "children"
        indexes = [
            models.Index(fields=["allocated_to"]),
            models.Index(fields=["team"]),
            # Row-level security asks for the few restricted ones at every worklist.
            models.Index(fields=["person"], condition=Q(is_restricted=True), name="child_restricted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_restricted=False) | ~Q(restricted_reason=""),
                name="restriction_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class EpisodeOfNeed(RecordedModel):
    """A stretch of time in which the child is open to children's social care.

    Opens on the day of the referral that led to it; closes with a date and a census reason.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="episodes")
    opened_on = models.DateField()
    primary_need = models.CharField(max_length=2, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=3, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "episodes of need"
        ordering = ["-opened_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(closed_on=None), name="one_open_episode_of_need"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closure_reason="")
                | (Q(closed_on__isnull=False, closed_on__gte=F("opened_on")) & ~Q(closure_reason="")),
                name="closed_episode_has_date_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} from {self.opened_on}"


class Warning(RecordedModel):
    """Something anyone who meets the family should know first, until it is reviewed.

    `sensitivity` says who reads it; `reviewed_on` when somebody last looked whether it still holds.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="warnings")
    text = models.CharField(max_length=300)
    since = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    sensitivity = models.CharField(
        max_length=15,
        choices=Sensitivity,
        default=Sensitivity.PROFESSIONALS,
        db_default=Sensitivity.PROFESSIONALS,
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["child"], condition=Q(ended_on=None), name="warning_current")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitivity__in=WARNING_LEVELS), name="warning_is_not_one_agencys_own"
            )
        ]

    def __str__(self) -> str:
        return f"{self.child_id} since {self.since}"
