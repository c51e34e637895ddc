"""Concerns that recur, until a manager has decided on them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import Child
from safeguarding.audit.models import RecordedModel
from strategy_meetings.states import RecurrenceState


class RecurrenceHit(RecordedModel):
    """One theme (or the exploitation indicators together) that recurs for a child, with its evidence.

    `evidence` are keys of chronology lines of the child's household, oldest first. One is open at a time for
    a theme; after a decision it is quiet until evidence comes that isn't in it.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="recurrences")
    theme = models.CharField(max_length=40)
    evidence = ArrayField(models.BigIntegerField())
    agencies = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RecurrenceState, default=RecurrenceState.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rationale = models.TextField(blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        indexes = [models.Index(fields=["found_at"], condition=Q(state="open"), name="recurrence_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "theme"], condition=Q(state="open"), name="one_open_recurrence_of_a_theme"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(rationale=""),
                name="declined_recurrence_has_its_rationale",
            ),
        ]

    def __str__(self) -> str:
        return f"recurrence {self.pk}"
