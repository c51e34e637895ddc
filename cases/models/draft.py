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
    # The address of the page whose form it is, with references and keys and nothing else; empty for a
    # referral, of which somebody may write several at once.
    subject = models.CharField(max_length=300, blank=True)
    # Set when the form was sent, so that sending the same draft twice makes one record.
    sent_as = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["author", "-saved_at"]), models.Index(fields=["saved_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "form", "subject"],
                condition=~models.Q(subject=""),
                name="one_draft_of_a_form_about_a_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"


class SentForm(models.Model):
    """A form that was sent and became a record, so that sending the very same again makes no second one."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # A keyed hash of the rendered form's token and of what was posted.
    fingerprint = models.CharField(max_length=64)
    went_to = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sent_at"])]
        constraints = [models.UniqueConstraint(fields=["author", "fingerprint"], name="a_form_is_sent_once")]

    def __str__(self) -> str:
        return f"sent form {self.pk}"
