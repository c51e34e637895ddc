"""The board of workloads: what each worker carries, sorted as the manager asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.queries.allocation_loads import (
    UNSKILLED,
    Carrying,
    Skilled,
    carrying,
    limits_in_force,
    skilled,
)
from cases.queries.worklist_scope import staff_of
from safeguarding.accounts import cover_queries
from safeguarding.accounts.models import Cover, Role, User
from safeguarding.rules.allocation import Limits
from safeguarding.rules.london_time import london_date

# Who can be allocated a child (choices.social_workers).
_CARRY: Final = (Role.PRACTITIONER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Row:
    """One worker of the board."""

    worker: User
    carried: Carrying
    skilled: Skilled
    away: Cover | None
    limits: Limits

    @property
    def is_over(self) -> bool:
        """Whether they carry more than the local limit."""
        return (
            self.carried.children > self.limits.children or self.carried.protection > self.limits.protection
        )


@dataclass(frozen=True, slots=True)
class Board:
    """The rows in the order asked for, the limits, and the highest number of children, for the bars."""

    rows: list[Row]
    limits: Limits
    sort: str

    @property
    def most(self) -> int:
        """The longest bar: the highest load, or the limit."""
        return max([self.limits.children, *(row.carried.children for row in self.rows)])


ORDERS: Final[dict[str, tuple[str, Callable[[Row], Any]]]] = {
    "children": ("Most children", lambda row: -row.carried.children),
    "protection": ("Most child protection plans", lambda row: -row.carried.protection),
    "overdue": ("Most overdue", lambda row: -row.carried.overdue),
    "room": ("Most room", lambda row: row.carried.children),
    "name": ("By name", lambda row: 0),
}


def board(user: User, *, sort: str, now: datetime) -> Board:
    """What the workers whom `user` manages carry, in a fixed number of statements."""
    workers = list(
        staff_of(user).filter(agency=user.agency_id, role__in=_CARRY).select_related("agency", "team")
    )
    keys = [each.pk for each in workers]
    loads, skills, limits = carrying(user, keys, now=now), skilled(user, keys), limits_in_force()
    covers = cover_queries.holding(london_date(now)).filter(user__in=keys).select_related("deputy")
    away = {each.user_id: each for each in covers}
    rows = [
        Row(each, loads[each.pk], skills.get(each.pk, UNSKILLED), away.get(each.pk), limits)
        for each in workers
    ]
    chosen = sort if sort in ORDERS else next(iter(ORDERS))
    rows.sort(key=lambda row: (ORDERS[chosen][1](row), row.worker.full_name))
    return Board(rows, limits, chosen)
