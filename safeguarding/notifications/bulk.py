"""Telling very many at once: whole batches of notifications and their e-mails in one statement each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection, transaction

from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications.models import EmailState, Notification
from safeguarding.notifications.services import enqueue


class Line(NamedTuple):
    """One thing to tell one person, as `services.Message`, with the person's key. The caller sees to it that
    they are still here."""

    recipient: int
    key: str
    kind: str
    text: str
    path: str
    reference: str
    urgency: str
    subject: str


# Who was told under the same key before is left out, and so is their e-mail.
_TELL: Final = """
WITH told AS (
    INSERT INTO notifications_notification
        (recipient_id, key, kind, text, path, reference, urgency, subject, created_at)
    SELECT line.*, %s
      FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[],
                  %s::text[], %s::text[], %s::text[], %s::text[]) AS line
    ON CONFLICT (recipient_id, key) DO NOTHING
    RETURNING id, recipient_id, urgency
)
INSERT INTO notifications_email (notification_id, recipient_id, state, attempts, next_attempt_at, last_error)
SELECT told.id, told.recipient_id,
       CASE WHEN told.urgency = 'urgent' OR choice.pace = 'at_once' THEN 'waiting' ELSE 'digest' END,
       0, %s, ''
  FROM told LEFT JOIN notifications_deliverychoice choice ON choice.user_id = told.recipient_id
RETURNING id, state
"""


@as_service(Service.TELLING)
def send_lines(lines: Sequence[Line], *, at: datetime) -> int:
    """As `services.send`, without an object for each row; returns how many notifications are new."""
    if not lines:
        return 0
    columns = [list(column) for column in zip(*lines, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [at, *columns, at])
        emails = cursor.fetchall()
    waiting = [key for key, state in emails if state == EmailState.WAITING]
    transaction.on_commit(lambda: enqueue(waiting))
    return len(emails)


# What had been mailed before it was withdrawn isn't mailed again.
_STAND_AGAIN: Final = """
WITH back AS (
    UPDATE notifications_notification told SET withdrawn_at = NULL
      FROM unnest(%s::bigint[], %s::text[]) AS line(recipient, key)
     WHERE told.recipient_id = line.recipient AND told.key = line.key
       AND told.withdrawn_at IS NOT NULL AND told.read_at IS NULL
    RETURNING told.id, told.recipient_id, told.urgency
)
UPDATE notifications_email email
   SET state = CASE WHEN back.urgency = 'urgent' OR choice.pace = 'at_once' THEN 'waiting' ELSE 'digest' END,
       carried_by_id = NULL, next_attempt_at = %s
  FROM back LEFT JOIN notifications_deliverychoice choice ON choice.user_id = back.recipient_id
 WHERE email.notification_id = back.id AND email.state = 'withdrawn'
RETURNING email.id, email.state
"""


@as_service(Service.TELLING)
def stand_again(lines: Sequence[Line], *, at: datetime) -> None:
    """Have those of `lines` that were told, withdrawn and never read stand as they did: they hold again."""
    if not lines:
        return
    people, keys = [line.recipient for line in lines], [line.key for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(_STAND_AGAIN, [people, keys, at])
        emails = cursor.fetchall()
    waiting = [key for key, state in emails if state == EmailState.WAITING]
    transaction.on_commit(lambda: enqueue(waiting))


@as_service(Service.TELLING)
def unread_about(prefix: str, people: Collection[int]) -> set[str]:
    """The subjects beginning so of which any of these people (by key) was told and hasn't read yet."""
    unread = Notification.objects.filter(recipient__in=people, read_at=None, withdrawn_at=None)
    return set(unread.filter(subject__startswith=prefix).values_list("subject", flat=True))


@as_service(Service.TELLING)
def told_about(subjects: Iterable[str]) -> set[str]:
    """The keys under which anybody was told of these subjects, and still is."""
    told = Notification.objects.filter(subject__in=set(subjects) - {""}, withdrawn_at=None)
    return set(told.values_list("key", flat=True))
