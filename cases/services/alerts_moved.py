"""Alerts go with the work: once somebody else holds a time limit, they are told what stands of it, and it is
taken back from those whose it no longer is.

What is told keeps its key, so nobody is told twice, however often the work changes hands. What somebody has
read stays with them, read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from cases.models.deadline import AlertStage
from cases.services.deadline_alerts import Batch
from cases.services.deadline_sweep import LOCKED, prepare, read_locked
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Cover
from safeguarding.notifications.bulk import send_lines, stand_again, unread_about
from safeguarding.notifications.services import withdraw
from safeguarding.rules.london_time import london_date

# What nobody was told of yet, the sweep tells to whoever holds it then.
_TOLD: Final = f"alert_stage <> {AlertStage.NONE.value}"
# The sweep skips what is locked here, and what it has locked is waited for: neither tells past the other.
_OF_DEADLINES: Final = LOCKED.format(chosen=f"id = ANY(%s) AND {_TOLD}", order="id", waiting="")
_OF_CHILDREN: Final = LOCKED.format(chosen=f"child_id = ANY(%s) AND {_TOLD}", order="id", waiting="")
_BATCH: Final = 500
_SUBJECT: Final = "deadline:"


@transaction.atomic
@as_service(Service.DEADLINE_SWEEP)
def follow(*, at: datetime, deadlines: Collection[int] = (), children: Collection[int] = ()) -> None:
    """Let the alerts of these time limits (by key), and of all of these children, follow whoever holds them.

    Part of the act by which they changed hands.
    """
    rows = {
        row.key: row
        for statement, keys in ((_OF_DEADLINES, deadlines), (_OF_CHILDREN, children))
        if keys
        for row in read_locked(statement, [sorted(keys)])
    }
    if not rows:
        return
    work = Batch(list(rows.values()), prepare(at))
    lines = list(work.lines())
    stand_again(lines, at=at)
    send_lines(lines, at=at)
    listeners = {f"{_SUBJECT}{row.key}": work.listeners(row) for row in work.rows}
    withdraw(subjects=listeners, unless=listeners, at=at)


def follow_covers(*, since: datetime, at: datetime) -> int:
    """Let alerts that are not read yet follow the covers which began or ended between `since` and `at`.

    Deputies are told as long as they cover, and no longer. Returns how many time limits were looked at.
    """
    people = _covers_changed(since, at)
    subjects = unread_about(_SUBJECT, people) if people else []
    keys = sorted(int(subject.removeprefix(_SUBJECT)) for subject in subjects)
    for start in range(0, len(keys), _BATCH):
        follow(deadlines=keys[start : start + _BATCH], at=at)
    return len(keys)


def _covers_changed(since: datetime, at: datetime) -> set[int]:
    """The absent, and their deputies, whose cover holds on one of these two days and not on the other, was
    ended, or was set meanwhile."""
    first, today = london_date(since), london_date(at)
    began = Q(starts_on__gt=first, starts_on__lte=today) | Q(
        set_at__gt=since, starts_on__lte=today, ends_on__gte=today
    )
    over = Q(ends_on__gte=first, ends_on__lt=today) | Q(ended_at__gt=since)
    pairs = Cover.objects.filter(began | over).values_list("user", "deputy")
    return {key for pair in pairs for key in pair}
