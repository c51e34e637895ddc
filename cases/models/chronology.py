"""What is laid over the chronology: what social care makes of a line, and where imported lines came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.event import Event
from cases.states import Significance
from safeguarding.accounts.models import Agency


class Curation(models.Model):
    """How much a line weighs in the child's story and what it meant for the child, as case staff see it now.

    The line itself never changes. Each change is a new row with the next number: the highest one counts, the
    earlier ones stay to be read with who wrote them and when. Append-only in the database too (trigger).
    """

    is_sealed = True

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="curations")
    number = models.PositiveSmallIntegerField()
    significance = models.CharField(max_length=12, choices=Significance)
    impact_on_child = models.TextField(blank=True)
    reason = models.CharField("why it is seen so", max_length=300)
    curated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    curated_at = models.DateTimeField()

    class Meta:
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="curation_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="curation_counts_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="curation_says_why"),
        ]

    def __str__(self) -> str:
        return f"curation {self.number} of line {self.event_id}"


class ChronologyImport(models.Model):
    """An agency's own chronology that was taken into a child's: from which file, by whom, how many lines.

    The lines themselves are events whose `source_reference` is this reference. The file isn't kept: its
    SHA-256 tells whether a file is the same one. Append-only in the database too (trigger).
    """

    is_sealed = True

    reference = models.CharField(max_length=10, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="chronology_imports")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField("lines taken in")
    left_out = models.PositiveIntegerField("lines of the file left out")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(lines__gte=1), name="import_takes_in_a_line")]

    def __str__(self) -> str:
        return self.reference
