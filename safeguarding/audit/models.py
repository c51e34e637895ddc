"""The recorded base model, and the log of every read, search, print and export."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from safeguarding.accounts.models import User


class UnrecordedChangeError(RuntimeError):
    """Something tried to save or delete a recorded model without saying who, when and why."""


class RecordedModel(models.Model):
    """A model that changes only with an actor and an instant, and is never deleted.

    `record(by=, at=, reason=)` is the one way to save; every call adds a history row.
    `version` counts the changes, so that a second editor can be told about the first.
    """

    version = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords(
        inherit=True, history_change_reason_field=models.TextField(blank=True, null=True)
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to save outside `record`."""
        if not getattr(self, "_recording", False):
            raise UnrecordedChangeError(f"{type(self).__name__} is saved with .record(by=, at=, reason=)")
        super().save(*args, **kwargs)

    def record(self, *, by: User | None, at: datetime, reason: str = "") -> None:
        """Save with history: who did it (None for the system), when, and why in a sentence."""
        if at.tzinfo is None:
            raise ValueError("`at` must be time-zone aware")
        self._history_user = by
        self._history_date = at
        self._change_reason = reason
        self.version += 1
        self._recording = True
        try:
            self.save()
        finally:
            self._recording = False

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: records are ended, superseded or corrected, never deleted."""
        raise UnrecordedChangeError(f"{type(self).__name__} is never deleted")


class Action(models.TextChoices):
    """What somebody did with a child's data without changing it."""

    READ = "read", "Read"
    SEARCH = "search", "Searched"
    PRINT = "print", "Printed"
    EXPORT = "export", "Exported"
    REFUSED = "refused", "Was refused"
    SIGN_IN = "sign_in", "Signed in"


class Basis(models.TextChoices):
    """Why the person could see it."""

    INVOLVEMENT = "involvement", "Involved with the child"
    OPEN_ACCESS = "open_access", "Open access of the lead authority"
    OWN_WORK = "own_work", "Their own or their agency's work"
    NAMED_USER = "named_user", "Named on a restricted record"
    BREAK_GLASS = "break_glass", "Emergency access"
    NONE = "none", "None"


class AccessLog(models.Model):
    """One look, search, print or export. Append-only in the database too (trigger)."""

    is_sealed = True

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    address = models.GenericIPAddressField("network address", null=True, blank=True)
    action = models.CharField(max_length=10, choices=Action)
    basis = models.CharField(max_length=15, choices=Basis)
    page = models.CharField(max_length=200)
    # No foreign key: the log stands below the child's table and outlives every change to it.
    child_key = models.BigIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=20, blank=True)
    terms = models.TextField("what was searched for", blank=True)
    found = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["child_key", "-at"]),
            models.Index(fields=["user", "-at"]),
            models.Index(fields=["-at"]),
            models.Index(fields=["reference", "-at"], name="looks_at_a_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.reference} {self.at:%Y-%m-%d %H:%M}"


class SealedShape(models.Model):
    """The columns of a table as they were when rows of it were sealed.

    A later migration may add a column; older rows are verified by the columns they were sealed with.
    """

    table = models.CharField(max_length=63)
    key_column = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "columns"], name="sealed_shape_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} ({len(self.columns)} columns)"


class Seal(models.Model):
    """One link of the hash chain over the access log, the chronology and the history.

    `row_hash` is SHA-256 of the row; `chain_hash` is SHA-256 of the link before it and of `row_hash`.
    """

    shape = models.ForeignKey(SealedShape, on_delete=models.PROTECT, related_name="seals")
    row_key = models.BigIntegerField()
    row_hash = models.BinaryField(max_length=32)
    chain_hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["shape", "row_key"], name="sealed_once")]

    def __str__(self) -> str:
        return f"link {self.pk}"


class SealingMark(models.Model):
    """Up to where a table is sealed for good (sealing_marks.py); it only saves work, and proves nothing."""

    table = models.CharField(max_length=63, primary_key=True)
    # Every row up to this key has its link, or will never be there.
    settled = models.BigIntegerField(default=0)
    # The highest key seen since, and the (virtual) transactions that were writing then: with their end it is
    # settled.
    given = models.BigIntegerField(default=0)
    writers = ArrayField(models.CharField(max_length=40), default=list)

    def __str__(self) -> str:
        return f"{self.table} up to {self.settled}"


class ReviewOutcome(models.TextChoices):
    """What came of looking into an unusual access."""

    EXPECTED = "expected", "Part of their work"
    EXPLAINED = "explained", "Explained by the person, nothing further needed"
    PASSED_ON = "passed_on", "Passed to their agency to look into"


class AccessReview(RecordedModel):
    """A day's looks of one person that somebody should ask about: a reason to ask, not an accusation.

    Carries references and keys only, never a child's name; `evidence` is the keys of lines of the access log.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    # Empty when the reason is the day as a whole and not one child's record.
    child_key = models.BigIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=20, blank=True)
    reasons = ArrayField(models.CharField(max_length=20))
    evidence = ArrayField(models.BigIntegerField())
    created_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["-day"], condition=models.Q(reviewed_at=None), name="access_review_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "child_key", "day"], nulls_distinct=False, name="access_review_once"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewed_by=None, outcome="", note="")
                | (
                    models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(note="")
                ),
                name="reviewed_access_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class JobRun(models.Model):
    """When one of the background jobs last ran, and what came of it; holds no data of anybody.

    Kept here, not in Redis, so that it is still true after Redis has been restarted. `count` is what the job
    counts (alerts told, e-mails made, links verified); `did_at` and `did_count` are of the last run that had
    anything to do.
    """

    job = models.CharField(max_length=40, primary_key=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    count = models.PositiveIntegerField(default=0)
    did_at = models.DateTimeField(null=True, blank=True)
    did_count = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.job
