"""Carrying e-mails to the mail server: claimed with a lease, tried again with growing pauses.

At least once: a worker that dies after the mail server took the mail, and before it is marked as
sent, leaves a claim that runs out, and the mail goes out again, under the same Message-ID. The notification
in the service is there exactly once whatever happens here.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Final

from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet

from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications import bounces, letters
from safeguarding.notifications.models import TO_SEND, Email, EmailState, Notification

logger = logging.getLogger(__name__)

# How long a worker may hold an e-mail; well above EMAIL_TIMEOUT.
LEASE: Final = timedelta(minutes=5)
# Pauses after the first, second, … failure; the last one is repeated.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


@dataclass(frozen=True)
class Claimed:
    """An e-mail that is ours for a while, and what it tells: no more than is still needed."""

    email: Email
    told: list[Notification]

    def message(self) -> EmailMessage:
        """As it goes out."""
        if self.email.digest_on is not None:
            return letters.digest(self.email, self.told)
        return letters.single(self.email, self.told[0])


def deliver(email_id: int, *, at: datetime) -> EmailState | None:
    """Send this e-mail; SENT or FAILED, WITHDRAWN when nobody needs it any more, or None when it is sent,
    not yet due, or held by another worker."""
    claimed = _claim(email_id, at)
    if claimed is None:
        return None
    if not claimed.told:
        return EmailState.WITHDRAWN
    try:
        claimed.message().send()
    except OSError as error:  # smtplib's errors are OSErrors too
        _failed(claimed.email, error, at)
        return EmailState.FAILED
    _sent(claimed, at)
    return EmailState.SENT


@as_service(Service.EMAIL_DELIVERY)
def waiting(*, at: datetime, batch: int = 200) -> list[int]:
    """The keys of e-mails whose time has come, oldest first."""
    return list(_due(at).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:batch])


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts failed."""
    return PAUSES[min(attempts, len(PAUSES)) - 1]


def still_needed(email: Email) -> list[Notification]:
    """What the e-mail has to tell: nothing that was withdrawn, nothing to somebody who has left, and in a
    digest nothing that was read meanwhile."""
    if not email.recipient.is_active:
        return []
    if email.notification is not None:
        return [] if email.notification.withdrawn_at else [email.notification]
    told = Notification.objects.filter(email__carried_by=email, withdrawn_at=None, read_at=None)
    return list(told.order_by("created_at", "pk"))


def _due(at: datetime) -> QuerySet[Email]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    return Email.objects.filter(free, state__in=TO_SEND, next_attempt_at__lte=at)


@as_service(Service.EMAIL_DELIVERY)
def _claim(email_id: int, at: datetime) -> Claimed | None:
    """The e-mail, ours for a while; committed before the mail server is spoken to."""
    claimed = _due(at).filter(pk=email_id)
    if not claimed.update(state=EmailState.SENDING, claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    email = Email.objects.select_related("recipient", "notification").get(pk=email_id)
    told = still_needed(email)
    if not told:
        whole = Email.objects.filter(Q(pk=email.pk) | Q(carried_by=email))
        whole.update(state=EmailState.WITHDRAWN, claimed_until=None)
    return Claimed(email, told)


@as_service(Service.EMAIL_DELIVERY)
def _sent(claimed: Claimed, at: datetime) -> None:
    email = claimed.email
    told = Email.objects.filter(carried_by=email, notification__in=claimed.told, state=EmailState.DIGEST)
    told.update(state=EmailState.SENT, sent_at=at)
    Email.objects.filter(carried_by=email, state=EmailState.DIGEST).update(state=EmailState.WITHDRAWN)
    Email.objects.filter(pk=email.pk).update(
        state=EmailState.SENT, sent_at=at, claimed_until=None, last_error=""
    )
    bounces.taken(user=email.recipient, at=at)


@as_service(Service.EMAIL_DELIVERY)
def _failed(email: Email, error: Exception, at: datetime) -> None:
    logger.warning("E-mail %s was not taken: %s", email.pk, type(error).__name__)
    Email.objects.filter(pk=email.pk).update(
        state=EmailState.FAILED,
        claimed_until=None,
        next_attempt_at=at + pause_after(email.attempts),
        last_error=bounces.in_words(error)[:300],
    )
    if isinstance(error, SMTPRecipientsRefused):
        bounces.refused(user=email.recipient, error=error, at=at)
