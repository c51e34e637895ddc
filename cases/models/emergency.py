"""Records that somebody opened in an emergency, and what the review of it found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from cases.states import EmergencyVerdict
from safeguarding.audit.models import RecordedModel


class EmergencyAccess(RecordedModel):
    """One person may read one record for some hours, because they said why it could not wait.

    Its reason is the person's own words and is read by reviewers who may not see the child.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="emergency_accesses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="emergency_accesses"
    )
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=15, choices=EmergencyVerdict, blank=True)
    review_note = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "emergency accesses"
        ordering = ["opened_at", "pk"]
        indexes = [
            models.Index(fields=["user", "child", "until"], name="emergency_running"),
            models.Index(fields=["opened_at"], condition=Q(reviewed_at=None), name="emergency_to_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")) & ~Q(reason=""), name="emergency_says_why_and_ends"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, verdict="", review_note="")
                | (Q(reviewed_at__gte=F("opened_at"), reviewed_by__isnull=False) & ~Q(verdict="")),
                name="emergency_review_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")),
                name="nobody_reviews_their_own_emergency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} opened {self.child_id}"
