"""Lists read by key, newest first, so that page 100 costs what page 1 costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

PAGE_SIZE: Final = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page; `older` and `newer` are the keys from which the next pages start, if any."""

    rows: list[Row] = field(default_factory=list)
    older: int | None = None
    newer: int | None = None


def read(
    rows: QuerySet[Row],
    *,
    readable: QuerySet[Row],
    instant: str,
    before: int | None = None,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Slice[Row]:
    """The `size` (50) of `rows` that follow the row `before` (or come just ahead of the row `after`), by the
    column `instant` and then by key.

    `readable` is what `rows` were narrowed from: a key outside it counts as none, so nothing can be
    learned by trying keys.
    """
    key = before or after
    edge = readable.filter(pk=key).values_list(instant, "pk").first() if key else None
    backwards = edge is not None and before is None
    if edge is not None:
        side = "gt" if backwards else "lt"
        beyond = Q(**{f"{instant}__{side}": edge[0]}) | Q(**{instant: edge[0], f"pk__{side}": edge[1]})
        rows = rows.filter(beyond)
    order = (instant, "pk") if backwards else (f"-{instant}", "-pk")
    found = list(rows.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_older, has_newer = (True, more) if backwards else (more, edge is not None)
    return Slice(
        rows=found,
        older=found[-1].pk if found and has_older else None,
        newer=found[0].pk if found and has_newer else None,
    )
