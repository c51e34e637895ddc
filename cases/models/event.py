"""The chronology: one immutable line for each thing that happened."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.states import EventKind, Sensitivity, Significance
from safeguarding.accounts.models import Agency


class Event(models.Model):
    """What happened to a child, when, and who recorded it for which agency.

    Never changed and never deleted (a trigger refuses both): a correction is a new line that
    supersedes the old one.
    """

    is_sealed = True

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30, choices=EventKind)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what_happened = models.TextField()
    significance = models.CharField(max_length=12, choices=Significance, default=Significance.ROUTINE)
    impact_on_child = models.TextField(blank=True)
    themes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sensitivity = models.CharField(max_length=15, choices=Sensitivity, default=Sensitivity.PROFESSIONALS)
    source_reference = models.CharField(max_length=20, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["child", "-occurred_at", "-id"]),
            models.Index(fields=["child", "kind"]),
            GinIndex(fields=["themes"], name="event_themes"),
            # The search for recurring concerns asks every few minutes where something with a theme is new.
            models.Index(fields=["recorded_at", "child"], condition=~Q(themes=[]), name="event_news"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(what_happened=""), name="event_says_what_happened")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"
