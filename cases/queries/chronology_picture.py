"""A chronology as a picture: lanes by agency, and how densely concern lies over the years.

Counted by the database, so 5,000 lines cost what 50 do; lines that a correction replaced don't count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count
from django.db.models.functions import TruncMonth

from cases.queries.chronology import Filters, standing
from cases.states import Significance
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import LONDON
from safeguarding.rules.time_buckets import Bucket, bucket_of, buckets, width_for

# The heaviest first.
WEIGHTS: Final = (
    Significance.CRITICAL,
    Significance.SIGNIFICANT,
    Significance.NOTABLE,
    Significance.ROUTINE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agency wrote of one period: how many lines of each weight."""

    counts: Mapping[str, int]

    @property
    def lines(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def heaviest(self) -> str:
        """The weight of the heaviest line."""
        return next(weight.value for weight in WEIGHTS if self.counts.get(weight.value))

    def of(self, weight: str) -> int:
        """How many weigh so."""
        return self.counts.get(weight, 0)

    @property
    def concern(self) -> int:
        """Lines that are more than routine."""
        return self.lines - self.of(Significance.ROUTINE)


@dataclass(frozen=True, slots=True)
class Lane:
    """One agency's lane: a cell for each period, or none."""

    agency: int
    name: str
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """The lanes, and the whole of each period; both over the same periods."""

    periods: list[Bucket] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    whole: list[Cell | None] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines are in it."""
        return sum(cell.lines for cell in self.whole if cell)


@dataclass(frozen=True, slots=True)
class _Count:
    agency: int
    period: Bucket
    weight: str
    number: int


def draw(user: User, children: Iterable[int], *, filters: Filters) -> Picture:
    """The picture of the lines of these children that `user` may read, as the filters leave them."""
    rows = list(
        standing(user, children, filters=filters)
        .order_by()
        .annotate(month=TruncMonth("occurred_at", tzinfo=LONDON))
        .values_list("agency", "agency__name", "month", "weight")
        .annotate(number=Count("pk"))
    )
    if not rows:
        return Picture()
    months = [month.date() for _, _, month, _, _ in rows]
    periods, width = buckets(min(months), max(months)), width_for(min(months), max(months))
    counts = [
        _Count(agency, bucket_of(month.date(), width), weight, number)
        for agency, _, month, weight, number in rows
    ]
    names = {agency: name for agency, name, *_ in rows}
    return Picture(
        periods=periods,
        lanes=[
            Lane(agency, name, _cells([one for one in counts if one.agency == agency], periods))
            for agency, name in sorted(names.items(), key=lambda pair: pair[1])
        ],
        whole=_cells(counts, periods),
    )


def _cells(counts: Iterable[_Count], periods: list[Bucket]) -> list[Cell | None]:
    found: dict[Bucket, Counter[str]] = {}
    for one in counts:
        found.setdefault(one.period, Counter())[one.weight] += one.number
    return [Cell(found[period]) if period in found else None for period in periods]
