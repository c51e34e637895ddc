"""What a meeting leaves behind: what each agency shared, actions, minutes, and who received them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.meeting_states import ActionState
from cases.models.child import Child
from cases.models.meeting import Invitation, Meeting
from cases.states import Sensitivity
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class SharedInformation(RecordedModel):
    """What one agency shared at a meeting, about one child or about all of them, in its own words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="information")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside_agency = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    sensitivity = models.CharField(max_length=15, choices=Sensitivity, default=Sensitivity.PROFESSIONALS)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, outside_agency="")
                | (Q(agency=None) & ~Q(outside_agency="")),
                name="information_names_its_agency",
            )
        ]

    def __str__(self) -> str:
        return f"information {self.pk}"


class MeetingAction(RecordedModel):
    """What somebody will do after a meeting: for which agency, by when, and the evidence that it is done."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=500)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_actions",
    )
    owner_name = models.CharField("owner outside the system", max_length=200, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    evidence = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="action_open_by_owner")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_name="") | (Q(owner=None) & ~Q(owner_name="")),
                name="action_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & ~Q(evidence="")),
                name="closed_action_has_its_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"


class Minutes(RecordedModel):
    """One version of a meeting's minutes.

    `blocks` is a list of {"key", "heading", "text", "sensitivity", "agency", "child"}: `agency` and `child`
    are keys or null; what somebody may read is decided block by block.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    blocks = models.JSONField(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    distributed_at = models.DateTimeField(null=True, blank=True)
    correction_reason = models.CharField("why an approved version was corrected", max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "minutes"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_version_once"),
            models.CheckConstraint(
                condition=Q(distributed_at=None) | Q(approved_at__isnull=False),
                name="distributed_minutes_are_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"minutes {self.pk}, version {self.number}"


class MinutesCopy(RecordedModel):
    """One recipient's copy of minutes, to receipt: sent, delivered, opened, acknowledged, chased."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="copies")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="copies")
    sent_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)
    times_chased = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "minutes copies"
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(opened_at=None), name="copy_never_opened"),
            models.Index(fields=["invitation"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "invitation"], name="copy_once_for_a_recipient")
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"
