"""A person's running time limits as their calendar shows them: references and days, no name and no fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from cases.models import Deadline
from cases.queries import worklists
from cases.queries.deadline_links import act_path, label_of
from cases.queries.worklist_scope import covered_by
from safeguarding.accounts import cover_queries
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import TIMESCALES, Unit

# What is due first; nobody has so many.
MOST: Final = 500


@dataclass(frozen=True)
class Entry:
    """One time limit; `due` is a day, or for those that count hours an instant (aware).

    `key` and `version` stay with it: a calendar program knows it again, and that it has changed.
    """

    key: int
    version: int
    summary: str
    reference: str
    path: str
    due: date | datetime


def entries(user: User, *, on: date) -> list[Entry]:
    """What `user` answers for and still runs, through the gate; the one that is due first comes first.

    With it what those answer for whose deputy `user` is on the London day `on`, as far as `user` may see it.
    What was met, cancelled, superseded or handed over is not there any more, and what is paused has no day.
    """
    own = {row.pk: _entry(row, user) for row in _shown(worklists.mine(user))}
    absent = [cover.user for cover in cover_queries.covered_by(user, on=on)]
    others = _shown(covered_by(user, absent)) if absent else []
    covered = [_entry(row, user, while_covering=True) for row in others if row.pk not in own]
    return [*own.values(), *covered]


def _shown(rows: QuerySet[Deadline]) -> Iterable[Deadline]:
    running = rows.filter(paused_at=None).select_related("child", "referral_child__referral")
    return running.order_by("due_at", "pk")[:MOST]


def _entry(row: Deadline, user: User, *, while_covering: bool = False) -> Entry:
    rule, label = TIMESCALES[row.rule_id], label_of(row)
    summary = f"{rule.label} due – {label}" if label else f"{rule.label} due"
    return Entry(
        key=row.pk,
        version=row.version,
        summary=f"{summary} (you cover)" if while_covering else summary,
        reference=label,
        path=act_path(row, user),
        due=row.due_at if rule.unit is Unit.HOURS else row.due_on,
    )
