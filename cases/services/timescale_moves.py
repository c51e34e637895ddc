"""Moving the clocks that run to an own amount of the partnership: only when asked, and never silently.

They keep the rule's day that they started with (`statutory_due_on`). What moves is the day on which they are
due, as when somebody reschedules one, with the reason in each one's own history. Set-based: a rule can have a
hundred thousand clocks, but those start on a few hundred days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.models import Deadline, LocalTimescale
from cases.models.deadline import AlertStage
from cases.queries import timescale_clocks
from cases.queries.timescale_clocks import Keeps, Start
from cases.services.timescales import MOST_LETTERS, set_local
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Role, User
from safeguarding.notifications.services import notify, withdraw
from safeguarding.rules import timescales
from safeguarding.rules.london_time import london_date
from safeguarding.rules.past_horizon import Counted
from safeguarding.rules.timescales import Timescale, Unit, with_local_amounts
from safeguarding.ui.filters import date_text

_CHUNK: Final = 5_000
# Those that somebody met, paused or moved meanwhile are left out again by the conditions.
_MOVE: Final = """
UPDATE cases_deadline d
   SET due_on = m.due_on, due_at = m.due_at, counted_past = m.counted_past, next_alert_at = m.next_alert_at,
       rescheduled_at = %(at)s, rescheduled_by_id = %(by)s, rescheduled_reason = %(reason)s,
       revision = d.revision + 1, alert_stage = %(stage)s, alert_number = 0, version = d.version + 1
  FROM unnest(%(starts)s::{start}[], %(days)s::date[], %(instants)s::timestamptz[], %(past)s::date[],
              %(alerts)s::timestamptz[]) AS m (start, due_on, due_at, counted_past, next_alert_at)
 WHERE d.rule_id = %(rule)s AND {started} = m.start AND d.amount <> %(amount)s
   AND d.met_at IS NULL AND d.cancelled_at IS NULL AND d.paused_at IS NULL AND d.rescheduled_at IS NULL
   AND d.due_at > %(at)s
RETURNING d.id
"""
_BY_DAY: Final = {"start": "date", "started": "(d.starts_at AT TIME ZONE 'Europe/London')::date"}
_BY_INSTANT: Final = {"start": "timestamptz", "started": "d.starts_at"}
_HISTORY: Final = """
INSERT INTO {history} ({columns}, history_date, history_type, history_user_id, history_change_reason)
SELECT {columns}, %(at)s, '~', %(by)s, %(reason)s FROM {live} WHERE id = ANY(%(moved)s)
"""


@transaction.atomic
def change(
    *,
    rule_id: str,
    amount: int,
    effective_from: date,
    reason: str,
    moves_running: bool,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> int:
    """Set an own amount and, where `moves_running`, move the clocks that run: both, or neither.

    Returns how many moved; raises as `timescales.set_local` and `move`.
    """
    line = set_local(
        rule_id=rule_id,
        amount=amount,
        effective_from=effective_from,
        reason=reason,
        by=by,
        at=at,
        seen=seen,
    )
    return move(line=line, by=by, at=at) if moves_running else 0


@transaction.atomic
def move(*, line: LocalTimescale, by: User, at: datetime) -> int:
    """Give the clocks that run under another amount the day of the new one; returns how many moved.

    Missed, paused and hand-moved ones keep their day, and so do those whose new day has passed. Everybody
    who answers for one that moved is told. Raises NotPermittedError for all but the partnership admin, and
    DomainError for an amount that doesn't apply yet.
    """
    access.require(by, access.Action.MANAGE_TIMESCALES)
    if line.effective_from > london_date(at):
        raise DomainError("Only an amount that applies from today can move the clocks that run")
    rule = with_local_amounts({line.rule_id: line.amount})[line.rule_id]
    starts = [each for each in timescale_clocks.preview(by, rule, at=at).starts if each.keeps == Keeps.NOT]
    if not starts:
        return 0
    with as_service(Service.TIMESCALES):
        moved = _move(rule, starts, reason=_reason(line, rule), by=by, at=at)
        people = _who_answers(moved)
    for some in _chunks(moved):
        withdraw(subjects=[f"deadline:{key}" for key in some], at=at)
    notify(
        recipients=people,
        key=f"timescale:{line.pk}",
        kind="timescale_moved",
        text=f"{rule.label}: the partnership’s time limit is {rule.limit} now, and clocks that you answer "
        "for have another day.",
        path=reverse("home"),
        at=at,
    )
    return len(moved)


def _move(rule: Timescale, starts: Sequence[Start], *, reason: str, by: User, at: datetime) -> list[int]:
    # Clocks of one start may have come there under several amounts: under the new one they are due together.
    due = {each.start: each.becomes for each in starts}
    facts: dict[str, Any] = {
        "at": at,
        "by": by.pk,
        "reason": reason,
        "stage": AlertStage.NONE.value,
        "rule": rule.id,
        "amount": rule.amount,
        "starts": list(due),
        "days": [each.due.on for each in due.values()],
        "instants": [each.due.at for each in due.values()],
        "past": [each.horizon for each in due.values()],
        "alerts": [_first_alert(rule, each) for each in due.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE.format(**(_BY_INSTANT if rule.unit is Unit.HOURS else _BY_DAY)), facts)
        moved = [key for (key,) in cursor.fetchall()]
        cursor.execute(_history_statement(), {**facts, "moved": moved})
    return moved


def _first_alert(rule: Timescale, counted: Counted) -> datetime:
    # Of every local rule somebody is told; only the census is silent.
    return timescales.alert_at(rule.id, counted.due, counted.calendar) or counted.due.at


def _history_statement() -> str:
    """As simple-history writes it, for many at once: the row as it is now, when, by whom and why."""
    columns = ", ".join(str(field.column) for field in Deadline._meta.concrete_fields)
    history = Deadline.history.model._meta.db_table
    return _HISTORY.format(history=history, live=Deadline._meta.db_table, columns=columns)


def _reason(line: LocalTimescale, rule: Timescale) -> str:
    said = (
        f"The partnership’s time limit is {rule.limit} since {date_text(line.effective_from)}: {line.reason}"
    )
    return said if len(said) <= MOST_LETTERS else f"{said[: MOST_LETTERS - 1]}…"


def _who_answers(moved: Sequence[int]) -> list[User]:
    """The workers named, else the children's workers, else the managers of the teams that hold them."""
    rows = Deadline.objects.filter(pk__in=moved).order_by()
    facts = rows.values_list("responsible", "team", "child__allocated_to").distinct()
    people: set[int | None] = set()
    teams: set[int] = set()
    for responsible, team, allocated in facts:
        if responsible is None and team is not None:
            teams.add(team)
        else:
            people.add(responsible or allocated)
    managers = Q(team__in=teams, role=Role.MANAGER)
    return list(User.objects.filter(Q(pk__in=people - {None}) | managers, is_active=True).order_by("pk"))


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
