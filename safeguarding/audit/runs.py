"""When the background jobs last ran: noted by the tasks, shown on the status page and to probes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import DatabaseError

from safeguarding.audit.models import JobRun

logger = logging.getLogger(__name__)


class Job(StrEnum):
    """The jobs whose last run is kept; what each counts stands beside it."""

    SWEEP = "sweep"  # time limits that were told of
    DELIVERY = "delivery"  # e-mails sent by the run over what waits
    DIGEST = "digest"  # daily e-mails made up
    SEALING = "sealing"  # rows added to the audit chain
    VERIFICATION = "verification"  # links of the audit chain that hold
    ACCESS_REVIEW = "access-review"  # looks that somebody should ask about
    LOOK_BACK = "look-back"  # people told to see whether a child came back
    CALENDAR = "calendar"  # time limits counted anew, and warnings of the calendar's end
    SCANNING = "scanning"  # documents that the scanner has judged
    COVER = "cover"  # time limits whose alerts were looked at, because a cover began or ended
    EXPIRY = "expiry"  # drafts and traces of forms deleted
    RECURRENCE = "recurrence"  # concerns newly found to recur
    CHASING = "chasing"  # people reminded of minutes that they haven't opened
    GUEST_MAIL = "guest-mail"  # private links sent to guests of meetings
    SUPERVISION = "supervision"  # clocks of supervision started or stopped
    CHALLENGES = "challenges"  # professional challenges moved up because their time ran out


@dataclass
class Run:
    """A run under way: the task adds to `count`, or says in `failure` what it found wrong."""

    count: int = 0
    failure: str = ""


@contextmanager
def noted(job: Job, *, clock: Callable[[], datetime]) -> Iterator[Run]:
    """Note how the run went when it is over; an error goes on as it came, noted by its kind alone."""
    run = Run()
    try:
        yield run
    except Exception as error:
        run.failure = type(error).__name__
        raise
    finally:
        _note(job, run, clock())


def last() -> Mapping[str, JobRun]:
    """The last run of each job that has ever run, by job."""
    return {row.job: row for row in JobRun.objects.all()}


def _note(job: Job, run: Run, at: datetime) -> None:
    """Write it down; a database that is away loses the note, and the page shows the job as late."""
    facts: dict[str, Any] = {"failed_at": at, "failure": run.failure[:100]}
    if not run.failure:
        facts = {"finished_at": at, "count": run.count, "failure": ""}
        if run.count:
            facts |= {"did_at": at, "did_count": run.count}
    try:
        JobRun.objects.update_or_create(job=job, defaults=facts)
    except DatabaseError:
        logger.exception("The run of %s could not be noted", job)
