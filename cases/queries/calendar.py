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
    """One time limit: `day` for those that run to the end of a day, `instant` (aware) for hours.

    `key` and `version` stay with it: a calendar program knows it again, and that it has changed.
    """

    key: int
    version: int
    summary: str
    reference: str
    path: str
    day: date | None
    instant: datetime | None


def entries(user: User) -> list[Entry]:
    """What `user` answers for and still runs, through the gate; the one that is due first comes first.

    What was met, cancelled, superseded or handed over is not there any more, and what is paused has no day.
    """
    running = worklists.mine(user).filter(paused_at=None)
    rows = running.select_related("child", "referral_child__referral").order_by("due_at", "pk")
    found = []
    for row in rows[:MOST]:
        rule, label = TIMESCALES[row.rule_id], label_of(row)
        in_hours = rule.unit is Unit.HOURS
        found.append(
            Entry(
                key=row.pk,
                version=row.version,
                summary=f"{rule.label} due – {label}" if label else f"{rule.label} due",
                reference=label,
                path=act_path(row, user),
                day=None if in_hours else row.due_on,
                instant=row.due_at if in_hours else None,
            )
        )
    return found
