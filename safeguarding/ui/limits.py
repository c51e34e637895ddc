"""How often one person may ask for what costs the service much: searches, and saving what is typed.

The rates stand with those of signing in (settings.ACCOUNT_RATE_LIMITS), far above what anybody does by hand.
When the cache that counts can't be reached nobody is held up: a draft is worth more than a count.
"""

from __future__ import annotations

import logging

from allauth.core import ratelimit
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def too_often(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Whether the signed-in person has posted `action` more often than its rate allows.

    For rates by key: whether it was asked for so often under `key`.
    """
    try:
        return not ratelimit.consume(request, action=action, key=key or None)
    except (RedisError, OSError):
        logger.warning("The rate limit of %s can't be counted", action, exc_info=True)
        return False
