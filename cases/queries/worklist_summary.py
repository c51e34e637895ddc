"""How much there is on a worklist, by rule and by holder, counted in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, cast

from django.db.models import Case, Count, Q, QuerySet, When

from cases.models import Deadline
from cases.queries.worklist_scope import HELD, HELD_BY_A_TEAM, HELD_BY_NOBODY, HOLDER, Held
from cases.services.deadlines import SOON
from safeguarding.rules.london_time import london_date

# What the tiles count and, as `?show=`, filter by.
SHOW: Final = ("overdue", "today", "soon", "paused")
_RUNS: Final = Q(paused_at=None)


@dataclass(frozen=True)
class Counts:
    """How many time limits have passed, run out today, run out within a week (today included), run in all,
    and stand still."""

    overdue: int = 0
    today: int = 0
    soon: int = 0
    running: int = 0
    paused: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )

    def of(self, show: str) -> int:
        """How many lines the list called `show` has; any other word is the list of all that run."""
        return int(getattr(self, show)) if show in SHOW else self.running


@dataclass(frozen=True)
class Cell:
    """The counts of one rule for one holder; `worker` is the key of who holds them, None for a team."""

    rule_id: str
    held: str
    worker: int | None
    counts: Counts

    def matches(self, *, rule: str = "", worker: str = "") -> bool:
        """Whether the filters of a worklist leave it in."""
        return (not rule or rule == self.rule_id) and (not worker or worker == self.holder)

    @property
    def holder(self) -> str:
        """As addresses name the holder: a worker's key, `team` or `nobody`."""
        return str(self.worker) if self.held == Held.WORKER else self.held


@dataclass(frozen=True)
class Summary:
    """The counts of a worklist by rule and holder."""

    cells: tuple[Cell, ...]

    def counts(self, *, rule: str = "", worker: str = "") -> Counts:
        """All together, or of one rule or holder."""
        return _sum(cell.counts for cell in self.cells if cell.matches(rule=rule, worker=worker))

    def rules(self) -> set[str]:
        """The rules there are."""
        return {cell.rule_id for cell in self.cells}

    def per_holder(self) -> dict[str, Counts]:
        """The counts of each holder, named as in addresses."""
        return _grouped(self.cells, lambda cell: cell.holder)

    def workers(self) -> set[int]:
        """The keys of the workers who hold something."""
        return {cell.worker for cell in self.cells if cell.held == Held.WORKER and cell.worker is not None}


def summary(rows: QuerySet[Deadline], *, now: datetime) -> Summary:
    """Count `rows` (open time limits)."""
    holder = Case(When(~(HELD_BY_NOBODY | HELD_BY_A_TEAM), then=HOLDER))
    found = (
        rows.order_by()
        .annotate(held=HELD, holder=holder)
        .values("rule_id", "held", "holder")
        .annotate(**{name: Count("pk", filter=where) for name, where in conditions(now).items()})
    )
    return Summary(
        tuple(
            Cell(
                rule_id=each["rule_id"],
                held=each["held"],
                worker=each["holder"],
                counts=Counts(**{field.name: each[field.name] for field in fields(Counts)}),
            )
            for each in cast(Iterable[dict[str, Any]], found)
        )
    )


def conditions(now: datetime) -> dict[str, Q]:
    """What each list holds, by its name in SHOW and `running`. `due_at` is the first instant too late."""
    return {
        "overdue": _RUNS & Q(due_at__lte=now),
        "today": _RUNS & Q(due_at__gt=now, due_on=london_date(now)),
        "soon": _RUNS & Q(due_at__gt=now, due_at__lte=now + SOON),
        "running": _RUNS,
        "paused": Q(paused_at__isnull=False),
    }


def _grouped(cells: Iterable[Cell], by: Callable[[Cell], str]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for cell in cells:
        found[by(cell)] = found.get(by(cell), Counts()) + cell.counts
    return found


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, start=Counts())
