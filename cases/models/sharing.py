"""The sharing log: what was shared about a child, with whom, on what ground; and what was refused."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.states import SharingDecision, SharingGround, ToldOfSharing
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class Sharing(RecordedModel):
    """One decision to share information about a child outside the service, or not to."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="sharings")
    decision = models.CharField(max_length=10, choices=SharingDecision)
    what = models.TextField("what was asked for or shared")
    whose = models.CharField("whose information", max_length=300)
    recipient = models.CharField("with whom", max_length=300)
    ground = models.CharField("basis", max_length=15, choices=SharingGround)
    told = models.CharField("family told", max_length=10, choices=ToldOfSharing)
    told_note = models.TextField("why they were not told", blank=True)
    reason = models.TextField("why")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["child", "-decided_at", "-id"], name="sharing_of_a_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(told="told") | ~Q(told_note=""), name="sharing_not_told_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"sharing {self.pk}"
