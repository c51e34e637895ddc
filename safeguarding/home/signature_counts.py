"""How many signatures wait for somebody, kept for half a minute: the number stands on every page."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from cases.access import Action, may
from cases.queries import signatures
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

logger = logging.getLogger(__name__)
SECONDS: Final = 30


def waiting(user: User, *, at: datetime) -> int:
    """How many wait for `user`, at most half a minute old; 0 for whoever signs nothing."""
    if not may(user, Action.SIGN):
        return 0
    try:
        known = cache.get(_key(user))
    except (RedisError, OSError):
        logger.warning("The number of signatures can't be read from the cache", exc_info=True)
        known = None
    if known is None:
        counted = signatures.counts(signatures.signer(user, today=london_date(at)))
        known = sum(counted.values())
        keep(user, known)
    return int(known)


def keep(user: User, number: int) -> None:
    """Remember a number that was just counted."""
    try:
        cache.set(_key(user), number, SECONDS)
    except (RedisError, OSError):
        logger.warning("The number of signatures can't be kept", exc_info=True)


def _key(user: User) -> str:
    return f"signatures:{user.pk}"
