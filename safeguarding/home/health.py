"""Whether the parts of the service answer: facts without any data, for probes and the system admin.

Nothing here needs a worker: what stands still is told as late by its age.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from redis import Redis
from redis.exceptions import RedisError

from safeguarding.audit import runs
from safeguarding.audit.models import JobRun

# The heartbeat comes every 30 seconds; after two minutes without one, something stands still.
LATE_AFTER: Final = timedelta(minutes=2)
_BEAT_KEY: Final = "health:beat"
_WORKER_KEY: Final = "health:worker"
# Where Celery keeps what waits for a worker.
_QUEUE: Final = "celery"
_PATIENCE: Final = 2.0
# What runs once a day has two hours' grace.
_DAILY: Final = timedelta(hours=26)


@dataclass(frozen=True)
class JobKind:
    """What a job is called on screen, what it counts, and after how long without a run it is late."""

    job: runs.Job
    name: str
    counts: str
    late_after: timedelta


JOBS: Final = (
    JobKind(runs.Job.SWEEP, "Sweep of time limits", "told of", timedelta(minutes=5)),
    JobKind(runs.Job.DELIVERY, "Delivery of e-mails", "sent", timedelta(minutes=5)),
    JobKind(runs.Job.DIGEST, "Daily e-mail", "made up", timedelta(minutes=5)),
    JobKind(runs.Job.SEALING, "Sealing of the audit chain", "rows sealed", timedelta(minutes=20)),
    JobKind(runs.Job.VERIFICATION, "Verification of the audit chain", "links hold", _DAILY),
    JobKind(runs.Job.ACCESS_REVIEW, "Search for unusual looks", "to be reviewed", _DAILY),
    JobKind(runs.Job.LOOK_BACK, "Look back at closed work", "told of", _DAILY),
    JobKind(runs.Job.CALENDAR, "Watch over the bank holidays", "warned of or counted anew", _DAILY),
    JobKind(runs.Job.SCANNING, "Virus scan of documents", "scanned", timedelta(minutes=20)),
    JobKind(runs.Job.COVER, "Alerts of those who are away", "looked at", timedelta(minutes=5)),
    JobKind(runs.Job.EXPIRY, "Deletion of old drafts", "deleted", _DAILY),
    JobKind(runs.Job.RECURRENCE, "Search for concerns that recur", "found", timedelta(minutes=20)),
    JobKind(runs.Job.CHASING, "Reminders of unopened minutes", "reminded", _DAILY),
    JobKind(runs.Job.GUEST_MAIL, "E-mails to guests of meetings", "sent", timedelta(minutes=5)),
    JobKind(runs.Job.CHALLENGES, "Challenges whose time has run out", "moved up", timedelta(minutes=20)),
    JobKind(runs.Job.SUPERVISION, "Clocks of supervision", "started or stopped", _DAILY),
)


@dataclass(frozen=True)
class JobState:
    """One background job: `state` is "ok", "late", "failed" or "unknown" (it never ran), `age` in seconds."""

    kind: JobKind
    state: str
    age: int | None
    last: JobRun | None


@dataclass(frozen=True)
class Health:
    """`database`, `redis`: "ok" or "down"; `worker`, `beat`: "ok", "late" or "unknown", with ages in seconds.

    `queue`: how many tasks wait for a worker, None when Redis doesn't say. Pages work without worker and
    beat: what is late is told late.
    """

    database: str
    redis: str
    worker: str
    worker_age: int | None
    beat: str
    beat_age: int | None
    queue: int | None
    jobs: list[JobState] = field(default_factory=list)

    @property
    def is_up(self) -> bool:
        """Whether pages can be shown."""
        return self.database == "ok" and self.redis == "ok"

    def as_json(self) -> dict[str, Any]:
        """For the probe: words and ages, no names and no counts of anything but waiting tasks."""
        facts = {name: value for name, value in vars(self).items() if name != "jobs"}
        return {
            **facts,
            "jobs": {each.kind.job.value: {"state": each.state, "age": each.age} for each in self.jobs},
        }


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
    database = _database_answers()
    return Health(
        database="ok" if database else "down",
        redis="down" if ticks is None else "ok",
        worker=_word(worker),
        worker_age=worker,
        beat=_word(beat),
        beat_age=beat,
        queue=None if ticks is None else _waiting_tasks(),
        jobs=_jobs(now) if database else [],
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _jobs(now: datetime) -> list[JobState]:
    last = runs.last()
    return [_job(kind, last.get(kind.job), now) for kind in JOBS]


def _job(kind: JobKind, last: JobRun | None, now: datetime) -> JobState:
    ran = [each for each in (last.finished_at, last.failed_at) if each] if last else []
    if last is None or not ran:
        return JobState(kind, "unknown", None, last)
    age = now - max(ran)
    state = "failed" if last.failure else "ok"
    if age > kind.late_after:
        state = "late"
    return JobState(kind, state, max(0, int(age.total_seconds())), last)


def _ticks() -> dict[str, float] | None:
    try:
        return cache.get_many([_WORKER_KEY, _BEAT_KEY])
    except RedisError:
        return None


def _waiting_tasks() -> int | None:
    broker = Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
    )
    try:
        with broker:
            return int(broker.llen(_QUEUE))
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
