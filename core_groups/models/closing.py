"""The closure of an episode of need: what was considered, why it ends, who signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Child, EpisodeOfNeed
from safeguarding.audit.models import RecordedModel
from safeguarding.rules import codes


class Closing(RecordedModel):
    """One episode's closure as it is written, sent to a manager, and signed."""

    episode = models.OneToOneField(EpisodeOfNeed, on_delete=models.PROTECT, related_name="closing")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="closings")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sexual_abuse_considered = models.TextField()
    neglect_considered = models.TextField()
    other_signs_considered = models.TextField()
    cause_considered = models.TextField()
    reason = models.CharField("closing reason", max_length=3, choices=codes.CLOSURE_REASON)
    family_copy_on = models.DateField("when the family had its copy", null=True, blank=True)
    family_copy_reason = models.TextField("why the family has no copy", blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_reason = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-written_at"]
        indexes = [
            models.Index(fields=["written_at"], condition=Q(signed_at=None), name="closing_awaiting_manager")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    sexual_abuse_considered__regex=r"\S",
                    neglect_considered__regex=r"\S",
                    other_signs_considered__regex=r"\S",
                    cause_considered__regex=r"\S",
                ),
                name="closing_went_through_the_closure_gate",
            ),
            models.CheckConstraint(
                condition=Q(family_copy_on__isnull=False, family_copy_reason="")
                | Q(family_copy_on=None, family_copy_reason__regex=r"\S"),
                name="family_has_a_copy_or_there_is_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("author")), name="closing_is_signed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False, sent_back_at=None),
                name="signed_closing_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at=None, sent_back_by=None, sent_back_reason="")
                | Q(sent_back_at__isnull=False, sent_back_by__isnull=False, sent_back_reason__regex=r"\S"),
                name="closing_sent_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"closing of episode {self.episode_id}"
