"""What a child says, shows and lives: entries of the child's voice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.document import Document
from cases.models.event import Event
from cases.states import Sensitivity
from cases.voice_states import VoiceKind
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class VoiceEntry(RecordedModel):
    """One time a child was heard, in words, in a drawing, or by being watched with care.

    Never changed: words that were taken down wrongly are put right by an entry that supersedes them. `event`
    is its line of the chronology, for the same readers.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="voice")
    kind = models.CharField(max_length=12, choices=VoiceKind)
    heard_on = models.DateField("day")
    place = models.CharField("where, and who was there", max_length=200)
    was_alone = models.BooleanField("without parents or carers", default=False)
    communication = models.CharField("how the child was helped to say it", max_length=200, blank=True)
    words = models.TextField(blank=True)
    morning = models.TextField(blank=True)
    daytime = models.TextField(blank=True)
    evening = models.TextField(blank=True)
    night = models.TextField(blank=True)
    good_things = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    sensitivity = models.CharField(max_length=15, choices=Sensitivity, default=Sensitivity.PROFESSIONALS)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="voice"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="voice")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = models.CharField("why it was corrected", max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "voice entries"
        ordering = ["-heard_on", "-pk"]
        indexes = [models.Index(fields=["child", "-heard_on", "-id"], name="voice_of_a_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="day") | Q(words__regex=r"\S"), name="voice_entry_says_something"
            ),
            models.CheckConstraint(
                condition=~Q(kind="day")
                | Q(morning__regex=r"\S")
                | Q(daytime__regex=r"\S")
                | Q(evening__regex=r"\S")
                | Q(night__regex=r"\S")
                | Q(good_things__regex=r"\S")
                | Q(worries__regex=r"\S"),
                name="day_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(kind="drawing") | Q(document__isnull=False), name="drawing_is_there"
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, correction_reason="")
                | (Q(supersedes__isnull=False) & ~Q(correction_reason="")),
                name="corrected_voice_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"
