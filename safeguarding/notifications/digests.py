"""The daily digest: what isn't urgent and wasn't read, in one e-mail a person and day.

At 7:30 on London's clocks, every day on which there is something: people who look after children work on
Saturdays and bank holidays too, and who doesn't, reads it on the next working day. A run that was missed is
made good by the next; what comes after 7:30 waits for the next day. Which digest carries what is settled in
one transaction, so that nothing is carried twice; from there a digest is an e-mail like any other, claimed
and tried again (delivery.py).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications.models import Email, EmailState
from safeguarding.rules.london_time import LONDON, london_date

GOES_OUT_AT: Final = time(7, 30)
# Any number of our own, held while a batch is made up, so that two workers don't share one person's.
GATHERING_LOCK: Final = 7_318_240_116


def latest(at: datetime) -> datetime:
    """The last 7:30 in London up to the aware instant `at`: what was told before it goes out."""
    today = moment_of(london_date(at))
    return today if today <= at else moment_of(london_date(at) - timedelta(days=1))


def moment_of(day: date) -> datetime:
    """When the digest of `day` goes out."""
    return datetime.combine(day, GOES_OUT_AT, tzinfo=LONDON)


def gather(*, at: datetime, batch: int = 500) -> list[int]:
    """Make up the digests whose time has come; returns the keys of these e-mails, which now wait.

    Does nothing while another worker is at it.
    """
    made: list[int] = []
    while digests := _gather_batch(at, batch):
        made += digests
    return made


@as_service(Service.TELLING)
def _gather_batch(at: datetime, batch: int) -> list[int]:
    if not _alone():
        return []
    moment = latest(at)
    waiting = Email.objects.filter(
        state=EmailState.DIGEST, carried_by=None, notification__created_at__lt=moment
    )
    _leave_out_what_was_read(waiting)
    today = Email.objects.filter(recipient=OuterRef("recipient"), digest_on=london_date(moment))
    without = waiting.filter(~Exists(today)).order_by().values_list("recipient", flat=True)
    people = list(without.distinct()[:batch])
    digests = Email.objects.bulk_create(
        Email(recipient_id=person, digest_on=london_date(moment), next_attempt_at=at) for person in people
    )
    carried = Email.objects.filter(pk__in=waiting.filter(recipient__in=people).values("pk"))
    carried.update(carried_by=Subquery(today.values("pk")[:1]))
    return [email.pk for email in digests]


def _leave_out_what_was_read(waiting: QuerySet[Email]) -> None:
    over = waiting.filter(
        Q(notification__read_at__isnull=False) | Q(notification__withdrawn_at__isnull=False)
    )
    Email.objects.filter(pk__in=over.values("pk")).update(state=EmailState.WITHDRAWN)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATHERING_LOCK])
        return bool(cursor.fetchone()[0])
