"""Notifications and the e-mails that carry them out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Urgency(models.TextChoices):
    """How soon a person should look."""

    NORMAL = "normal", "Normal"
    URGENT = "urgent", "Urgent"


class Notification(models.Model):
    """One thing one person is told once: unique by recipient and key.

    The text names a reference, never a person or a fact, because it also travels by e-mail.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications"
    )
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=200)
    reference = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # What it is about ("deadline:12"), so that it can be withdrawn when events have overtaken it.
    subject = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at"]),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None, withdrawn_at=None),
                name="notification_unread",
            ),
            models.Index(
                fields=["subject"],
                condition=Q(withdrawn_at=None) & ~Q(subject=""),
                name="notification_by_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EmailState(models.TextChoices):
    """Where an e-mail stands."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed; will be tried again"


class Email(models.Model):
    """The e-mail that carries one notification: waiting until a mail server has taken it."""

    notification = models.OneToOneField(Notification, on_delete=models.PROTECT, related_name="email")
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["next_attempt_at", "pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=~Q(state="sent"), name="email_to_send"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="sent_email_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notification} {self.state}"
