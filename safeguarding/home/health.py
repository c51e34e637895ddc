"""Whether the parts of the service answer: facts without any data, for probes and the system admin."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db import DatabaseError, connection
from redis.exceptions import RedisError

# The heartbeat comes every 30 seconds; after two minutes without one, something stands still.
LATE_AFTER: Final = timedelta(minutes=2)
_BEAT_KEY: Final = "health:beat"
_WORKER_KEY: Final = "health:worker"


@dataclass(frozen=True)
class Health:
    """`database`, `redis`: "ok" or "down"; `worker`, `beat`: "ok", "late" or "unknown", with ages in seconds.

    Pages work without worker and beat: what is late is told late.
    """

    database: str
    redis: str
    worker: str
    worker_age: int | None
    beat: str
    beat_age: int | None

    @property
    def is_up(self) -> bool:
        """Whether pages can be shown."""
        return self.database == "ok" and self.redis == "ok"

    def as_json(self) -> dict[str, Any]:
        """For the probe."""
        return asdict(self)


def beat_ticked(at: datetime) -> None:
    """Beat has sent a heartbeat to the broker."""
    cache.set(_BEAT_KEY, at.timestamp(), timeout=None)


def worker_ticked(at: datetime) -> None:
    """A worker has taken a heartbeat from the broker."""
    cache.set(_WORKER_KEY, at.timestamp(), timeout=None)


def check(now: datetime) -> Health:
    """Ask each part; never raises."""
    ticks = _ticks()
    worker, beat = (_age(ticks, key, now) for key in (_WORKER_KEY, _BEAT_KEY))
    return Health(
        database="ok" if _database_answers() else "down",
        redis="down" if ticks is None else "ok",
        worker=_word(worker),
        worker_age=worker,
        beat=_word(beat),
        beat_age=beat,
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _ticks() -> dict[str, float] | None:
    try:
        return cache.get_many([_WORKER_KEY, _BEAT_KEY])
    except RedisError:
        return None


def _age(ticks: dict[str, float] | None, key: str, now: datetime) -> int | None:
    if not ticks or key not in ticks:
        return None
    return max(0, int((now - datetime.fromtimestamp(ticks[key], UTC)).total_seconds()))


def _word(age: int | None) -> str:
    if age is None:
        return "unknown"
    return "late" if age > LATE_AFTER.total_seconds() else "ok"
