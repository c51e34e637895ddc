"""The private address of a person's calendar feed: made, renewed, stopped, and whose it is.

The address is the only key to the feed, because calendar programs can't sign in. 256 random bits, shown once;
of them a plain SHA-256 is kept, for what can't be guessed needs no slow hash.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.models import CalendarFeed

_BYTES = 32


def of(user: User) -> CalendarFeed | None:
    """The person's feed that runs, if they have one."""
    return CalendarFeed.objects.filter(user=user, stopped_at=None).first()


def make(*, by: User, at: datetime) -> str:
    """Give the person a new address, in place of the one before; returns its token, which isn't kept."""
    token = token_urlsafe(_BYTES)
    CalendarFeed.objects.update_or_create(
        user=by,
        defaults={"token_hash": _hash(token), "made_at": at, "last_read_at": None, "stopped_at": None},
    )
    return token


def stop(*, by: User, at: datetime) -> None:
    """The person's feed is no longer there."""
    CalendarFeed.objects.filter(user=by, stopped_at=None).update(token_hash=None, stopped_at=at)


@as_service(Service.CALENDAR_FEED)
def owner(token: str, *, at: datetime) -> User | None:
    """Whose feed this is, noted as read at `at`; nobody for an unknown token and for those who have left."""
    feed = CalendarFeed.objects.select_related("user__agency", "user__team").filter(token_hash=_hash(token))
    found = feed.filter(user__is_active=True).first()
    if found is None:
        return None
    feed.update(last_read_at=at)
    return found.user


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
