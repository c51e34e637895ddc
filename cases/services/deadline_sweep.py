"""The sweep: every time limit whose next alert is due is told, step by step of the ladder, each step once.

A batch is claimed, marked and told in one transaction: a worker killed half way leaves nothing behind, two at
once skip each other's rows, and a run that was missed is made good by the next, which tells the latest step
alone. Each batch takes a constant number of statements, and no more memory than its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from cases.models import Deadline
from cases.queries import working_calendar
from cases.services import deadline_recipients
from cases.services.deadline_alerts import Batch, Breach, Claimed, Run, write_breaches
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, AgencyKind
from safeguarding.notifications.bulk import send_lines
from safeguarding.rules.london_time import london_date

BATCH: Final = 2000

# The columns of a row come from the lock, not from a second look at the table: that could be older.
LOCKED: Final = """
WITH due AS MATERIALIZED (
    SELECT * FROM cases_deadline
     WHERE {chosen} AND met_at IS NULL AND cancelled_at IS NULL AND paused_at IS NULL
     ORDER BY {order}
       FOR NO KEY UPDATE {waiting}
)
SELECT due.id, due.rule_id, due.due_on, due.due_at, due.alert_stage, due.alert_number, due.revision,
       due.responsible_id, due.team_id, due.about_worker_id, due.child_id,
       child.reference, child.is_restricted, child.allocated_to_id, child.team_id,
       part.position, referral.reference, meeting.chair_id
  FROM due
  LEFT JOIN cases_child child ON child.person_id = due.child_id
  LEFT JOIN cases_referralchild part ON part.id = due.referral_child_id
  LEFT JOIN cases_referral referral ON referral.id = part.referral_id
  LEFT JOIN cases_meeting meeting
         ON meeting.id = CASE WHEN due.subject ~ '^meeting:[0-9]+$' THEN substr(due.subject, 9)::bigint END
"""
_CLAIM: Final = LOCKED.format(
    chosen="next_alert_at <= %s", order="next_alert_at LIMIT %s", waiting="SKIP LOCKED"
)
_MARK: Final = """
UPDATE cases_deadline SET alert_stage = mark.stage, alert_number = mark.number, next_alert_at = mark.next_at
  FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::timestamptz[])
       AS mark(id, stage, number, next_at)
 WHERE cases_deadline.id = mark.id
"""


def sweep(*, at: datetime, batch: int = BATCH) -> int:
    """Tell what is due to be told at `at`, batch by batch; returns how many time limits moved on."""
    moved, run = 0, None
    while True:
        claimed, run = _sweep_batch(at, batch, run)
        if not claimed:
            return moved
        moved += claimed


def record_breach(deadline: Deadline, *, at: datetime) -> None:
    """Write the breach into the chronology of the deadline's child, for the lead agency; no person did it."""
    assert deadline.child_id is not None  # noqa: S101 (whoever calls has just given it the child)
    source = deadline.referral_child.referral.reference if deadline.referral_child is not None else ""
    breach = Breach(deadline.child_id, deadline.rule_id, deadline.due_on, deadline.due_at, source)
    write_breaches([breach], agency=_lead_agency(), at=at)


@as_service(Service.DEADLINE_SWEEP)
def _sweep_batch(at: datetime, batch: int, run: Run | None) -> tuple[int, Run | None]:
    rows = _claim(at, batch)
    if not rows:
        return 0, run
    run = run or prepare(at)
    work = Batch(rows, run)
    _mark(work)
    send_lines(list(work.lines()), at=at)
    breaches = [
        Breach(row.child, row.rule_id, row.due_on, row.due_at, row.referral or "")
        for row in work.breached()
        if row.child is not None
    ]
    write_breaches(breaches, agency=run.lead_agency, at=at)
    return len(rows), run


def _claim(at: datetime, batch: int) -> list[Claimed]:
    return read_locked(_CLAIM, [at, batch])


def read_locked(statement: str, facts: Sequence[Any]) -> list[Claimed]:
    """The rows of a statement made from LOCKED."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [Claimed._make(row) for row in cursor.fetchall()]


def prepare(at: datetime) -> Run:
    """What all batches need, read once the first one has something to do."""
    staff = deadline_recipients.load(london_date(at))
    return Run(at, working_calendar.current(), staff, _lead_agency())


def _lead_agency() -> int:
    return Agency.objects.get(is_lead=True, kind=AgencyKind.CHILDRENS_SOCIAL_CARE).pk


def _mark(work: Batch) -> None:
    columns = [list(column) for column in zip(*work.marks(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, columns)
