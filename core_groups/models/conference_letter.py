"""The letter that tells what a conference decided for a child, and who received it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Invitation
from core_groups.conference_states import LetterHow
from core_groups.models.conference import ConferenceChild
from safeguarding.audit.models import RecordedModel


class DecisionLetter(RecordedModel):
    """What was sent, word for word (`content`), with the SHA-256 of these words that the letter prints."""

    part = models.OneToOneField(ConferenceChild, on_delete=models.PROTECT, related_name="letter")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"decision letter {self.pk}"


class LetterCopy(RecordedModel):
    """One recipient's copy of a decision letter: sent, and received."""

    letter = models.ForeignKey(DecisionLetter, on_delete=models.PROTECT, related_name="copies")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="letter_copies")
    how = models.CharField(max_length=10, choices=LetterHow)
    sent_at = models.DateTimeField()
    # Opened in the service; outside it, when somebody wrote down that they have it.
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "letter copies"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "invitation"], name="letter_once_for_a_recipient"),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="received_letter_says_who_noted_it",
            ),
        ]

    def __str__(self) -> str:
        return f"letter copy {self.pk}"
