"""Visits to a child: was the child seen, alone, and where they sleep; a core group is no visit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.plan import Plan
from cases.plan_states import VisitKind
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class Visit(RecordedModel):
    """Somebody went to see the child; a statutory one is social care's, under a plan.

    It has no key to a meeting: whoever sat with the family at a core group has not visited the child.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="visits")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    kind = models.CharField(max_length=10, choices=VisitKind)
    visited_at = models.DateTimeField("when")
    # Who went; of whose agency, which reads it beside children's social care.
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    where = models.CharField("where", max_length=200)
    seen = models.BooleanField("the child was seen")
    seen_alone = models.BooleanField("seen alone", default=False)
    bedroom_seen = models.BooleanField("where the child sleeps was seen", default=False)
    # Why not seen, or why not alone.
    not_seen_reason = models.TextField("why not seen, or not alone", blank=True)
    words = models.TextField("what was seen and heard")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-visited_at", "-pk"]
        indexes = [models.Index(fields=["child", "-visited_at"], name="visit_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen=True) | Q(seen_alone=False, not_seen_reason__regex=r"\S"),
                name="child_not_seen_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(seen=False) | Q(seen_alone=True) | Q(not_seen_reason__regex=r"\S"),
                name="child_not_seen_alone_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="visit_has_words"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
