"""How many signatures wait for somebody, as the home page or the queue last counted: the number stands in the
navigation of every page, and no other page pays for it."""

from __future__ import annotations

import logging
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from safeguarding.accounts.models import User

logger = logging.getLogger(__name__)
# A number that is older is not shown any more.
SECONDS: Final = 600


def known(user: User) -> int:
    """How many were counted for `user` in the last minutes; 0 where nobody counted."""
    try:
        return int(cache.get(_key(user), 0))
    except (RedisError, OSError):
        logger.warning("The number of signatures can't be read from the cache", exc_info=True)
        return 0


def keep(user: User, number: int) -> None:
    """Remember a number that was just counted."""
    try:
        cache.set(_key(user), number, SECONDS)
    except (RedisError, OSError):
        logger.warning("The number of signatures can't be kept", exc_info=True)


def _key(user: User) -> str:
    return f"signatures:{user.pk}"
