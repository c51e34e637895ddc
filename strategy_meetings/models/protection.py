"""Immediate protection: used, or considered and not used, with the reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Child
from safeguarding.audit.models import RecordedModel
from strategy_meetings.models.meeting import StrategyMeeting
from strategy_meetings.states import ProtectionKind


class ImmediateProtection(RecordedModel):
    """One power or measure for one child: begun, extended, ended and reviewed, or considered and not used."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="immediate_protections")
    meeting = models.ForeignKey(
        StrategyMeeting, on_delete=models.PROTECT, null=True, blank=True, related_name="protections"
    )
    kind = models.CharField(max_length=30, choices=ProtectionKind)
    is_used = models.BooleanField()
    reason = models.TextField()
    begun_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review = models.TextField("what the senior officer found", blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="protection_has_its_reason"),
            models.CheckConstraint(
                condition=Q(is_used=True, begun_at__isnull=False) | Q(is_used=False, begun_at=None),
                name="protection_used_has_its_beginning",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ended_how=""), name="ended_protection_says_how"
            ),
            models.UniqueConstraint(
                fields=["child", "kind"],
                condition=Q(is_used=True, ended_at=None),
                name="one_running_protection_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"protection {self.pk}"
