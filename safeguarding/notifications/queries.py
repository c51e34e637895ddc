"""A person's own notifications, and how delivery stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet

from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications import bounces, digests
from safeguarding.notifications.models import (
    Bounce,
    DeliveryChoice,
    Email,
    EmailState,
    Notification,
    Pace,
    Urgency,
)

PAGE_SIZE: Final = 25
_STANDING: Final = {"read_at": None, "withdrawn_at": None}


@dataclass(frozen=True)
class Failure:
    """One e-mail that no mail server has taken so far: to whom, what kind of e-mail, since when, how often
    tried, when next; no text and no reference."""

    key: int
    recipient: User
    what: str
    since: datetime
    attempts: int
    next_attempt_at: datetime
    error: str


@dataclass(frozen=True)
class Deliveries:
    """How many e-mails stand where (`digest`: wait for the next daily one), and those not taken so far."""

    waiting: int
    failed: int
    sent: int
    digest: int
    failures: list[Failure]
    bounces: list[Bounce]


def own(user: User) -> QuerySet[Notification]:
    """What `user` was told, newest first; nobody reads another's."""
    return Notification.objects.filter(recipient=user)


def inbox(user: User, *, number: str = "") -> Page[Notification]:
    """A page of what `user` was told."""
    return Paginator(own(user), PAGE_SIZE).get_page(number or 1)


def unread(user: User, *, limit: int = 5) -> list[Notification]:
    """The newest of what `user` has not read and still should."""
    return list(own(user).filter(**_STANDING)[:limit])


def count_unread(user: User) -> int:
    """How much `user` has not read and still should."""
    return own(user).filter(**_STANDING).count()


def pace_of(user: User) -> Pace:
    """How `user` is told by e-mail of what isn't urgent."""
    chosen = DeliveryChoice.objects.filter(user=user).values_list("pace", flat=True).first()
    return Pace(chosen or Pace.DIGEST)


@as_service(Service.EMAIL_DELIVERY)
def deliveries(*, limit: int = 50) -> Deliveries:
    """How the delivery of e-mails stands, for who looks after the service: no text, no reference."""
    totals = Email.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=[EmailState.WAITING, EmailState.SENDING])),
        failed=Count("pk", filter=Q(state=EmailState.FAILED)),
        sent=Count("pk", filter=Q(state=EmailState.SENT, carried_by=None)),
        digest=Count("pk", filter=Q(state=EmailState.DIGEST)),
    )
    failed = Email.objects.filter(state=EmailState.FAILED).select_related("notification", "recipient")
    failures = [_failure(each) for each in failed.order_by("-attempts", "pk")[:limit]]
    return Deliveries(**totals, failures=failures, bounces=bounces.standing())


def last_digest_on() -> date | None:
    """The last day of which a daily e-mail has gone out."""
    with as_service(Service.EMAIL_DELIVERY):
        sent = Email.objects.filter(digest_on__isnull=False, state=EmailState.SENT)
        return sent.aggregate(last=Max("digest_on"))["last"]


def _failure(email: Email) -> Failure:
    told, day = email.notification, email.digest_on
    if told is not None:
        what = "Urgent alert" if told.urgency == Urgency.URGENT else "Notification"
        since = told.created_at
    else:
        assert day is not None  # noqa: S101 (a constraint of the table)
        what, since = "Daily e-mail", digests.moment_of(day)
    return Failure(
        key=email.pk,
        recipient=email.recipient,
        what=what,
        since=since,
        attempts=email.attempts,
        next_attempt_at=email.next_attempt_at,
        error=email.last_error,
    )
