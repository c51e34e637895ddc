"""Telling very many at once: whole batches of notifications and their e-mails in one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


@as_service(Service.TELLING)
def told_about(subjects: Iterable[str]) -> set[str]:
    """The keys under which anybody was told of these subjects, and still is."""
    told = Notification.objects.filter(subject__in=set(subjects) - {""}, withdrawn_at=None)
    return set(told.values_list("key", flat=True))
