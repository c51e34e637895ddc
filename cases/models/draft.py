"""What somebody is typing: private to its author, encrypted at rest, expiring by a rule."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """An unfinished form. `sealed` is the encrypted JSON; only cases.services.drafts opens it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    form = models.CharField(max_length=40)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # Set when the form was sent, so that sending the same draft twice makes one record.
    sent_as = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["author", "-saved_at"]), models.Index(fields=["saved_at"])]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"
