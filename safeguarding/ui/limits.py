"""How often one person may ask for what costs the service much: searches, and saving what is typed.

The rates stand with those of signing in (settings.ACCOUNT_RATE_LIMITS), far above what anybody does by hand.
When the cache that counts can't be reached nobody is held up: a draft is worth more than a count.
"""

from __future__ import annotations

import logging

from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def too_often(request: HttpRequest, action: str) -> bool:
    """Whether the signed-in person has posted `action` more often than its rate allows."""
    try:
        return not ratelimit.consume(request, action=action)
    except (RedisError, OSError):
        logger.warning("The rate limit of %s can't be counted", action, exc_info=True)
        return False


def read_too_often(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Whether `who` has read `what` more than `most` times within these seconds, this time included.

    For addresses that are read without signing in; the library counts what is posted alone.
    """
    key = f"reads:{what}:{who}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) > most
    except (RedisError, OSError):
        logger.warning("The rate limit of %s can't be counted", what, exc_info=True)
    except ValueError:
        # The time ran out between the two steps: this is the first of the next.
        cache.set(key, 1, timeout=seconds)
    return False
