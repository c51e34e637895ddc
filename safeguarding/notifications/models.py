"""Notifications, the e-mails that carry them, how each person wants to be told, and their calendar feed."""

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
    DIGEST = "digest", "Goes with the next daily e-mail"
    WITHDRAWN = "withdrawn", "No longer needed"


# What still has to reach a mail server.
TO_SEND = (EmailState.WAITING, EmailState.SENDING, EmailState.FAILED)


class Email(models.Model):
    """One e-mail to one person: it carries one notification, or is the digest of one day (in London).

    Each notification has its own row, which says how it travels; in state DIGEST it waits for the next
    digest, or (`carried_by`) is part of one that isn't sent yet.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="emails")
    notification = models.OneToOneField(
        Notification, on_delete=models.PROTECT, related_name="email", null=True, blank=True
    )
    digest_on = models.DateField("the day whose digest it is", null=True, blank=True)
    carried_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carries"
    )
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["next_attempt_at", "pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=TO_SEND), name="email_to_send"),
            models.Index(
                fields=["recipient"],
                condition=Q(state="digest", carried_by=None),
                name="email_for_the_digest",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="sent_email_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(notification__isnull=False, digest_on=None)
                | Q(notification=None, digest_on__isnull=False, carried_by=None),
                name="email_is_of_one_notification_or_a_digest",
            ),
            models.UniqueConstraint(fields=["recipient", "digest_on"], name="one_digest_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.notification or self.digest_on} {self.state}"


class Pace(models.TextChoices):
    """When what isn't urgent comes by e-mail."""

    DIGEST = "digest", "Together, in one e-mail a day at 7:30am"
    AT_ONCE = "at_once", "At once, one e-mail for each"


class DeliveryChoice(models.Model):
    """How one person wants to be told what isn't urgent; without a row, by the digest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="delivery_choice"
    )
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.DIGEST)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pace}"


class Bounce(models.Model):
    """A person's address that a mail server refused for good, or from which an e-mail came back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bounces")
    address = models.EmailField()
    reason = models.CharField(max_length=300)
    # An e-mail that came back had been taken at first; taking the next one then proves nothing.
    came_back = models.BooleanField(default=False)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="one_bounce_of_an_address")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.times}"


class CalendarFeed(models.Model):
    """The private address of one person's calendar feed; only the hash of its token is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__isnull=False, stopped_at=None)
                | Q(token_hash=None, stopped_at__isnull=False),
                name="stopped_feed_has_no_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
