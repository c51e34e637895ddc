"""A partnership's own amounts for local time limits, and the bank holidays that it loaded."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class LocalTimescale(models.Model):
    """An own amount for one local rule, for clocks that start on or after `effective_from`.

    Never changed: the newest line for a rule that is in effect on the day counts (append-only by trigger).
    """

    rule_id = models.CharField(max_length=40)
    amount = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_from", "pk"]
        indexes = [models.Index(fields=["rule_id", "effective_from"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="local_timescale_has_its_reason")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.amount} from {self.effective_from}"


class BankHolidays(models.Model):
    """The bank holidays of England and Wales as GOV.UK published them, read from a file.

    Never changed: the newest list replaces the one before it (append-only by trigger). `horizon` is the
    last day of the last year that the list covers.
    """

    days = ArrayField(models.DateField())
    horizon = models.DateField()
    digest = models.CharField("SHA-256 of the file", max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "bank holidays"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"until {self.horizon}"
