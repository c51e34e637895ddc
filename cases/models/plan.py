"""Plans for a child: what the history needs to know of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from cases.states import PlanKind
from safeguarding.audit.models import RecordedModel


class Plan(RecordedModel):
    """A child protection, child in need or early help plan, here or in another authority."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=20, choices=PlanKind)
    category = models.CharField("category of abuse", max_length=3, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    authority = models.CharField("other authority", max_length=150, blank=True)

    class Meta:
        ordering = ["-started_on"]
        constraints = [
            # Never two of a kind, and never a child in need plan beside a child protection plan.
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(ended_on=None, kind__in=["child_protection", "child_in_need"]),
                name="one_open_statutory_plan",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="plan_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.started_on}"
