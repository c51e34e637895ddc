"""The sharing log: what was shared about a child, with whom, on what ground; and what was refused."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.event import Event
from cases.states import SharingDecision, SharingGround, ToldOfSharing
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class Sharing(RecordedModel):
    """One decision to share information about a child, or not to.

    Never changed and never deleted (a trigger refuses both): a correction is a new entry that supersedes
    the old one, as its line of the chronology (`event`) supersedes the old line.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="sharings")
    decision = models.CharField(max_length=10, choices=SharingDecision)
    what = models.TextField("what was asked for or shared")
    whose = models.CharField("whose information", max_length=300)
    recipient = models.CharField("with whom", max_length=300)
    ground = models.CharField("basis in law", max_length=15, choices=SharingGround)
    reason = models.TextField("why")
    told = models.CharField("told", max_length=10, choices=ToldOfSharing)
    told_note = models.TextField("why they were not told", blank=True)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="sharing")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = models.TextField("why it was corrected", blank=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        indexes = [models.Index(fields=["child", "-decided_on", "-id"], name="sharing_of_a_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(told="told", told_note="") | (~Q(told="told") & ~Q(told_note="")),
                name="sharing_not_told_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(decision="shared", ground="none"), name="nothing_is_shared_without_a_ground"
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, correction_reason="")
                | (Q(supersedes__isnull=False) & ~Q(correction_reason="")),
                name="corrected_sharing_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"sharing {self.pk}"
