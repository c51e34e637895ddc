"""Telling people: a notification in the service, and an e-mail that says no more than that there is one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from kombu.exceptions import OperationalError

from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications import tasks
from safeguarding.notifications.models import Email, Notification, Urgency

logger = logging.getLogger(__name__)

# How many e-mails one message to the workers asks for: few messages, and none that takes a worker for long.
AT_ONCE: Final = 50


@dataclass(frozen=True)
class Message:
    """One thing to tell one person: `text` and `reference` name no child and no fact.

    `subject` is what it is about ("deadline:12"), so that `withdraw` finds it.
    """

    recipient: User
    key: str
    kind: str
    text: str
    path: str
    reference: str = ""
    urgency: str = Urgency.NORMAL
    subject: str = ""


def notify(
    *,
    recipients: Iterable[User],
    key: str,
    kind: str,
    text: str,
    path: str,
    at: datetime,
    reference: str = "",
    urgency: str = Urgency.NORMAL,
    subject: str = "",
) -> list[Notification]:
    """Tell each recipient once, ever, under `key`; returns the notifications that are new.

    Sends its e-mails after the transaction commits. People who left are not told. A broker that
    is down is logged: the waiting e-mails go out with the next `deliver_waiting`.
    """
    wanted = [Message(each, key, kind, text, path, reference, urgency, subject) for each in recipients]
    return send(wanted, at=at)


@as_service(Service.TELLING)
def send(messages: Sequence[Message], *, at: datetime) -> list[Notification]:
    """As `notify`, for many messages at once, in a constant number of statements."""
    wanted = [_notification(message, at) for message in messages if message.recipient.is_active]
    if not wanted:
        return []
    Notification.objects.bulk_create(wanted, ignore_conflicts=True)
    keys = {row.key for row in wanted}
    people = {row.recipient_id for row in wanted}
    # What already had its e-mail row was told before: only the rows of this call have none.
    new = list(Notification.objects.filter(key__in=keys, recipient__in=people, email=None).order_by("pk"))
    emails = Email.objects.bulk_create(Email(notification=row, next_attempt_at=at) for row in new)
    transaction.on_commit(lambda: enqueue([email.pk for email in emails]))
    return new


def enqueue(email_ids: Iterable[int]) -> None:
    """Ask the workers to deliver these e-mails; when no broker answers, `deliver_waiting` will."""
    wanted = list(email_ids)
    try:
        for start in range(0, len(wanted), AT_ONCE):
            tasks.deliver_these.delay(wanted[start : start + AT_ONCE])
    except OperationalError:
        logger.exception("The broker does not answer; e-mails wait for the next delivery run")


def _notification(message: Message, at: datetime) -> Notification:
    return Notification(
        recipient=message.recipient,
        key=message.key,
        kind=message.kind,
        text=message.text,
        path=message.path,
        reference=message.reference,
        urgency=message.urgency,
        created_at=at,
        subject=message.subject,
    )


@as_service(Service.TELLING)
def withdraw(*, subjects: Iterable[str], at: datetime) -> int:
    """Withdraw what nobody has read yet about these subjects ("deadline:12"): events have overtaken it.

    Returns how much that was.
    """
    about = list(subjects)
    if not about:
        return 0
    unread = Notification.objects.filter(subject__in=about, withdrawn_at=None, read_at=None)
    return unread.update(withdrawn_at=at)


def mark_read(*, notification: Notification, by: User, at: datetime) -> None:
    """Mark one of `by`'s own notifications as read; the first reading counts."""
    Notification.objects.filter(pk=notification.pk, recipient=by, read_at=None).update(read_at=at)


def mark_all_read(*, by: User, at: datetime) -> int:
    """Mark everything that `by` was told until `at` as read; returns how much that was."""
    unread = Notification.objects.filter(recipient=by, read_at=None, created_at__lte=at)
    return unread.update(read_at=at)
