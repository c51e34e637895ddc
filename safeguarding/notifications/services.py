"""Telling people: a notification in the service, and an e-mail that says no more than that there is one."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from kombu.exceptions import OperationalError

from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.accounts.permissions import require_directory
from safeguarding.notifications import tasks
from safeguarding.notifications.models import (
    DeliveryChoice,
    Email,
    EmailState,
    Notification,
    Pace,
    Urgency,
)

logger = logging.getLogger(__name__)


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

    Urgent ones are mailed after the transaction commits; the others too, or with the next digest, as each
    recipient chose. People who left are not told. A broker that is down is logged: the waiting e-mails go
    out with the next `deliver_waiting`.
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
    at_once = _told_at_once(people)
    emails = Email.objects.bulk_create(_email(row, at_once, at) for row in new)
    waiting = [email.pk for email in emails if email.state == EmailState.WAITING]
    transaction.on_commit(lambda: enqueue(waiting))
    return new


@as_service(Service.TELLING)
def withdraw(
    *, subjects: Iterable[str], at: datetime, unless: Mapping[str, Collection[int]] = MappingProxyType({})
) -> int:
    """Take back what was told of `subjects` and not read yet: events have overtaken it.

    It stays in the list as no longer needed and isn't counted; its e-mail isn't sent if it hasn't been.
    `unless`: by subject the keys of the people who still need it. Returns how many notifications that were.
    """
    about = {subject for subject in subjects if subject}
    standing = Notification.objects.filter(subject__in=about, withdrawn_at=None, read_at=None).order_by("pk")
    locked = standing.select_for_update(no_key=True).values_list("pk", "subject", "recipient")
    rows = locked if about else []
    taken_back = [key for key, subject, recipient in rows if recipient not in unless.get(subject, ())]
    if not taken_back:
        return 0
    Notification.objects.filter(pk__in=taken_back).update(withdrawn_at=at)
    unsent = Email.objects.filter(notification__in=taken_back, state__in=_CAN_BE_KEPT_BACK)
    unsent.update(state=EmailState.WITHDRAWN, claimed_until=None)
    return len(taken_back)


# One that a worker holds is decided on there (delivery.still_needed).
_CAN_BE_KEPT_BACK = (EmailState.WAITING, EmailState.FAILED, EmailState.DIGEST)


def choose_pace(*, pace: str, by: User, at: datetime) -> DeliveryChoice:
    """Note how the person wants to be told what isn't urgent; what waits for the digest stays with it."""
    chosen, _ = DeliveryChoice.objects.update_or_create(
        user=by, defaults={"pace": Pace(pace), "changed_at": at}
    )
    return chosen


@transaction.atomic
def try_again(*, email: int, by: User, at: datetime) -> bool:
    """Have a failed e-mail tried now, not at its next time; whether there was one with this key.

    Raises DirectoryNotPermittedError: the system admin looks after the service.
    """
    require_directory(by)
    with as_service(Service.EMAIL_DELIVERY):
        failed = Email.objects.filter(pk=email, state=EmailState.FAILED)
        found = bool(failed.update(next_attempt_at=at))
    if found:
        transaction.on_commit(lambda: enqueue([email]))
    return found


def enqueue(email_ids: Iterable[int]) -> None:
    """Ask the workers to deliver these e-mails; when no broker answers, `deliver_waiting` will."""
    wanted = list(email_ids)
    try:
        for start in range(0, len(wanted), tasks.AT_ONCE):
            tasks.deliver_these.delay(wanted[start : start + tasks.AT_ONCE])
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


def _told_at_once(people: Iterable[int]) -> set[int]:
    """Those of `people` who don't want the digest."""
    chosen = DeliveryChoice.objects.filter(user__in=people, pace=Pace.AT_ONCE)
    return set(chosen.values_list("user", flat=True))


def _email(row: Notification, at_once: Collection[int], at: datetime) -> Email:
    goes_now = row.urgency == Urgency.URGENT or row.recipient_id in at_once
    return Email(
        recipient_id=row.recipient_id,
        notification=row,
        next_attempt_at=at,
        state=EmailState.WAITING if goes_now else EmailState.DIGEST,
    )


def mark_read(*, notification: Notification, by: User, at: datetime) -> None:
    """Mark one of `by`'s own notifications as read; the first reading counts."""
    Notification.objects.filter(pk=notification.pk, recipient=by, read_at=None).update(read_at=at)


def mark_all_read(*, by: User, at: datetime) -> int:
    """Mark everything that `by` was told until `at` and that still stands as read; returns how much."""
    unread = Notification.objects.filter(recipient=by, read_at=None, withdrawn_at=None, created_at__lte=at)
    return unread.update(read_at=at)
