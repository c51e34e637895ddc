"""E-mails to people outside the system, each with a private link."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cases.models.meeting import GuestLink


class GuestMailKind(models.TextChoices):
    """What an e-mail to a guest is about."""

    INVITATION = "invitation", "Invitation"
    MINUTES = "minutes", "Minutes"
    REMINDER = "reminder", "Reminder of the minutes"
    CANCELLED = "cancelled", "Meeting cancelled"


# What tells of minutes that are there to be opened.
OF_MINUTES = (GuestMailKind.MINUTES, GuestMailKind.REMINDER)


class GuestMailState(models.TextChoices):
    """Where an e-mail to a guest stands."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed; will be tried again"
    WITHDRAWN = "withdrawn", "No longer needed"


# What still has to reach a mail server.
GUEST_MAIL_TO_SEND = (GuestMailState.WAITING, GuestMailState.SENDING, GuestMailState.FAILED)


class GuestMail(models.Model):
    """One e-mail with one link. The link's token is sealed here until the mail server took the mail, then
    erased: nowhere but in that e-mail can it be read."""

    link = models.ForeignKey(GuestLink, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=10, choices=GuestMailKind)
    state = models.CharField(max_length=10, choices=GuestMailState, default=GuestMailState.WAITING)
    token = models.BinaryField("the sealed token")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["next_attempt_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=GUEST_MAIL_TO_SEND),
                name="guest_mail_to_send",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=GUEST_MAIL_TO_SEND) | Q(token=b""), name="guest_mail_forgets_its_token"
            )
        ]

    def __str__(self) -> str:
        return f"guest mail {self.pk}"
