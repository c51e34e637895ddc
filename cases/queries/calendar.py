"""A person's running time limits as their calendar shows them: references and days, no name and no fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cases.queries import worklists
from cases.queries.deadline_links import act_path, label_of
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


def entries(user: User) -> list[Entry]:
    """What `user` answers for and still runs, through the gate; the one that is due first comes first.

    What was met, cancelled, superseded or handed over is not there any more, and what is paused has no day.
    """
    running = worklists.mine(user).filter(paused_at=None)
    rows = running.select_related("child", "referral_child__referral").order_by("due_at", "pk")
    found = []
    for row in rows[:MOST]:
        rule, label = TIMESCALES[row.rule_id], label_of(row)
        found.append(
            Entry(
                key=row.pk,
                version=row.version,
                summary=f"{rule.label} due – {label}" if label else f"{rule.label} due",
                reference=label,
                path=act_path(row, user),
                due=row.due_at if rule.unit is Unit.HOURS else row.due_on,
            )
        )
    return found
