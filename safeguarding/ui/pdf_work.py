"""Handing a document to a worker: the web server neither renders what people typed nor waits for long.

The page lies sealed in the cache for a minute, and so does the file until it is fetched; the message to the
worker carries a random key alone. Where no worker answers in time the file is made here: nobody goes without.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Final

from celery import current_app
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = 60
# A page of minutes takes a worker less than a second; one with a long queue before it isn't waited for.
WAIT_SECONDS: Final = 20.0
_PAUSE: Final = 0.05
# By its name: the task's own module knows the renderer, which knows this one.
_TASK: Final = "safeguarding.ui.tasks.make_pdf"


def made_by_a_worker(html: str, *, or_here: Callable[[str], bytes]) -> bytes:
    """The PDF of `html` as a worker makes it, or (none answers in WAIT_SECONDS) as `or_here` does."""
    key = token_urlsafe(32)
    try:
        cache.set(_asked(key), _keys().encrypt(html.encode()), timeout=KEPT_SECONDS)
        current_app.send_task(_TASK, [key], expires=WAIT_SECONDS)
        found = _wait(key)
    except (RedisError, OperationalError, OSError):
        logger.warning("No worker can be asked for a PDF", exc_info=True)
        found = None
    return found if found is not None else or_here(html)


def make(key: str, render: Callable[[str], bytes]) -> None:
    """The worker's part: render the page with this key and leave the file; one that is gone needs nothing."""
    sealed = cache.get(_asked(key))
    if sealed is None:
        return
    cache.delete(_asked(key))
    pdf = render(_keys().decrypt(sealed).decode())
    cache.set(_made(key), _keys().encrypt(pdf), timeout=KEPT_SECONDS)


def _wait(key: str) -> bytes | None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        sealed = cache.get(_made(key))
        if sealed is not None:
            cache.delete(_made(key))
            return _keys().decrypt(sealed)
        time.sleep(_PAUSE)
    logger.warning("No worker has made a PDF in %s seconds", WAIT_SECONDS)
    cache.delete(_asked(key))
    return None


def _asked(key: str) -> str:
    return f"pdf:asked:{key}"


def _made(key: str) -> str:
    return f"pdf:made:{key}"


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DRAFT_KEYS])
