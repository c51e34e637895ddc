"""Carrying e-mails to the mail server: claimed with a lease, tried again with growing pauses.

At least once: a worker that dies after the mail server took the mail, and before it is marked as
sent, leaves a claim that runs out, and the mail goes out again. The notification in the service is
there exactly once whatever happens here.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications.models import Email, EmailState, Urgency

logger = logging.getLogger(__name__)

# How long a worker may hold an e-mail; well above EMAIL_TIMEOUT.
LEASE: Final = timedelta(minutes=5)
# Pauses after the first, second, … failure; the last one is repeated.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


def deliver(email_id: int, *, at: datetime) -> EmailState | None:
    """Send this e-mail; SENT or FAILED, or None when it is sent, not yet due, or held by another worker."""
    email = _claim(email_id, at)
    if email is None:
        return None
    try:
        message(email).send()
    except OSError as error:  # smtplib's errors are OSErrors too
        _failed(email, error, at)
        return EmailState.FAILED
    _sent(email, at)
    return EmailState.SENT


@as_service(Service.EMAIL_DELIVERY)
def waiting(*, at: datetime, batch: int = 200) -> list[int]:
    """The keys of e-mails whose time has come, oldest first."""
    return list(_due(at).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:batch])


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts failed."""
    return PAUSES[min(attempts, len(PAUSES)) - 1]


def message(email: Email) -> EmailMessage:
    """The e-mail as it goes out: a reference and a link, never a name or a fact."""
    told = email.notification
    context = {
        "reference": told.reference,
        "is_urgent": told.urgency == Urgency.URGENT,
        "link": settings.SITE_URL + reverse("notification_open", args=[told.pk]),
        "partnership_name": settings.PARTNERSHIP_NAME,
    }
    subject = render_to_string("emails/notification_subject.txt", context).strip()
    body = render_to_string("emails/notification.txt", context)
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[told.recipient.email])


def _due(at: datetime) -> QuerySet[Email]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    return Email.objects.exclude(state=EmailState.SENT).filter(free, next_attempt_at__lte=at)


@as_service(Service.EMAIL_DELIVERY)
def _claim(email_id: int, at: datetime) -> Email | None:
    """The e-mail, ours for a while; committed before the mail server is spoken to."""
    claimed = _due(at).filter(pk=email_id)
    if not claimed.update(state=EmailState.SENDING, claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    return Email.objects.select_related("notification__recipient").get(pk=email_id)


@as_service(Service.EMAIL_DELIVERY)
def _sent(email: Email, at: datetime) -> None:
    Email.objects.filter(pk=email.pk).update(
        state=EmailState.SENT, sent_at=at, claimed_until=None, last_error=""
    )


@as_service(Service.EMAIL_DELIVERY)
def _failed(email: Email, error: Exception, at: datetime) -> None:
    logger.warning("E-mail %s was not taken: %s", email.pk, type(error).__name__)
    Email.objects.filter(pk=email.pk).update(
        state=EmailState.FAILED,
        claimed_until=None,
        next_attempt_at=at + pause_after(email.attempts),
        last_error=f"{type(error).__name__}: {error}"[:300],
    )
