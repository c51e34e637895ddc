"""E-mails with private links, carried to the mail server: claimed with a lease, tried again with pauses.

At least once, as safeguarding.notifications.delivery: the same Message-ID at every attempt. The text holds a
reference and the link, never a name or a fact.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from cases.models import GuestLink, MinutesCopy
from cases.models.guest_mail import GUEST_MAIL_TO_SEND, OF_MINUTES, GuestMail, GuestMailKind, GuestMailState
from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications.bounces import in_words
from safeguarding.notifications.delivery import LEASE, pause_after

logger = logging.getLogger(__name__)

_SUBJECTS: Final = {
    GuestMailKind.INVITATION: "You are asked to a meeting",
    GuestMailKind.MINUTES: "The minutes of a meeting are ready for you",
    GuestMailKind.REMINDER: "Please open the minutes of a meeting",
    GuestMailKind.CANCELLED: "A meeting to which you were asked is cancelled",
}


@as_service(Service.MEETING_GUEST)
def write(*, link: GuestLink, kind: GuestMailKind, token: str, at: datetime) -> GuestMail:
    """Have an e-mail with this link sent; its token stays sealed until then."""
    sealed = _keys().encrypt(token.encode())
    return GuestMail.objects.create(link=link, kind=kind, token=sealed, next_attempt_at=at)


@as_service(Service.MEETING_GUEST)
def withdraw(links: Iterable[GuestLink]) -> None:
    """What wasn't sent yet of these links is no longer needed."""
    unsent = GuestMail.objects.filter(link__in=list(links), state__in=GUEST_MAIL_TO_SEND)
    unsent.update(state=GuestMailState.WITHDRAWN, token=b"", claimed_until=None)


@as_service(Service.MEETING_GUEST)
def waiting(*, at: datetime, batch: int = 50) -> list[int]:
    """The keys of e-mails whose time has come, oldest first."""
    return list(_due(at).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:batch])


@as_service(Service.MEETING_GUEST)
def failing() -> int:
    """How many e-mails to guests no mail server has taken so far, after at least one try."""
    return GuestMail.objects.filter(state=GuestMailState.FAILED).count()


def deliver(key: int, *, at: datetime) -> GuestMailState | None:
    """Send this e-mail; SENT or FAILED, WITHDRAWN when its link opens nothing any more, or None when it is
    sent, not yet due, or held by another worker."""
    mail = _claim(key, at)
    if mail is None or mail.state == GuestMailState.WITHDRAWN:
        return GuestMailState.WITHDRAWN if mail else None
    try:
        _message(mail).send()
    except OSError as error:  # smtplib's errors are OSErrors too
        _failed(mail, error, at)
        return GuestMailState.FAILED
    taken(mail, at)
    return GuestMailState.SENT


def _due(at: datetime) -> QuerySet[GuestMail]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    return GuestMail.objects.filter(free, state__in=GUEST_MAIL_TO_SEND, next_attempt_at__lte=at)


@as_service(Service.MEETING_GUEST)
def _claim(key: int, at: datetime) -> GuestMail | None:
    """The e-mail, ours for a while; committed before the mail server is spoken to."""
    claimed = _due(at).filter(pk=key)
    if not claimed.update(state=GuestMailState.SENDING, claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    mail = GuestMail.objects.select_related("link__invitation__meeting").get(pk=key)
    link = mail.link
    if link.revoked_at is not None or link.expires_at <= at or link.invitation.withdrawn_at is not None:
        mail.state, mail.token, mail.claimed_until = GuestMailState.WITHDRAWN, b"", None
        mail.save()
    return mail


@as_service(Service.MEETING_GUEST)
def taken(mail: GuestMail, at: datetime) -> None:
    """The mail server took it: mark it, forget the token, and note the copies of the minutes that it told of
    as delivered."""
    GuestMail.objects.filter(pk=mail.pk).update(
        state=GuestMailState.SENT, sent_at=at, claimed_until=None, last_error="", token=b""
    )
    if mail.kind not in OF_MINUTES:
        return
    undelivered = MinutesCopy.objects.filter(invitation=mail.link.invitation, delivered_at=None)
    for copy in undelivered.select_for_update(of=("self",)):
        copy.delivered_at = at
        copy.record(by=None, at=at, reason="The mail server took the e-mail")


@as_service(Service.MEETING_GUEST)
def _failed(mail: GuestMail, error: Exception, at: datetime) -> None:
    logger.warning("E-mail %s to a guest was not taken: %s", mail.pk, type(error).__name__)
    GuestMail.objects.filter(pk=mail.pk).update(
        state=GuestMailState.FAILED,
        claimed_until=None,
        next_attempt_at=at + pause_after(mail.attempts),
        last_error=in_words(error)[:300],
    )


def _message(mail: GuestMail) -> EmailMessage:
    invitation = mail.link.invitation
    link = settings.SITE_URL + reverse("guest", args=[_opened(mail)])
    facts = {
        "reference": invitation.meeting.reference,
        "link": link,
        "says": _SUBJECTS[GuestMailKind(mail.kind)],
        "partnership_name": settings.PARTNERSHIP_NAME,
    }
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        subject=f"{facts['says']} ({facts['reference']})",
        body=render_to_string("emails/guest.txt", facts),
        to=[invitation.outside_email],
        headers={
            "Message-ID": f"<safeguarding-guest-{mail.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _opened(mail: GuestMail) -> str:
    try:
        return _keys().decrypt(bytes(mail.token)).decode()
    except InvalidToken:
        # The key it was sealed with is gone: counted as a failure, and shown as one.
        raise OSError("The link can't be read any more; send a new one") from None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DRAFT_KEYS])
