"""A person's own notifications, and how delivery stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.models import Email, EmailState, Notification

PAGE_SIZE: Final = 25


@dataclass(frozen=True)
class Deliveries:
    """How many e-mails stand where, and those that the mail server has not taken so far."""

    waiting: int
    failed: int
    sent: int
    failures: list[Email]


def own(user: User) -> QuerySet[Notification]:
    """What `user` was told, newest first; nobody reads another's."""
    return Notification.objects.filter(recipient=user)


def inbox(user: User, *, number: str = "") -> Page[Notification]:
    """A page of what `user` was told."""
    return Paginator(own(user), PAGE_SIZE).get_page(number or 1)


def unread(user: User, *, limit: int = 5) -> list[Notification]:
    """The newest of what `user` has not read."""
    return list(own(user).filter(read_at=None)[:limit])


def count_unread(user: User) -> int:
    """How much `user` has not read."""
    return own(user).filter(read_at=None).count()


@as_service(Service.EMAIL_DELIVERY)
def deliveries(*, limit: int = 20) -> Deliveries:
    """How the delivery of e-mails stands, for who looks after the service: no text, no reference."""
    totals = Email.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=[EmailState.WAITING, EmailState.SENDING])),
        failed=Count("pk", filter=Q(state=EmailState.FAILED)),
        sent=Count("pk", filter=Q(state=EmailState.SENT)),
    )
    failed = Email.objects.filter(state=EmailState.FAILED).select_related("notification__recipient")
    return Deliveries(**totals, failures=list(failed.order_by("-attempts", "pk")[:limit]))
