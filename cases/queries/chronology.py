"""A child's chronology, newest first, read by key so that page 100 costs what page 1 costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Event
from safeguarding.accounts.models import Agency, User

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all."""

    kind: str = ""
    agency: int | None = None
    theme: str = ""

    @property
    def in_force(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.kind or self.agency or self.theme)


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of lines; `older` and `newer` are the keys from which the next pages start, if any."""

    events: list[Event] = field(default_factory=list)
    older: int | None = None
    newer: int | None = None


def read(
    user: User,
    child: Child,
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
) -> Lines:
    """The 50 lines that follow the line `before` (or come just ahead of the line `after`).

    A key that `user` may not read counts as none, so nothing can be learned by trying keys.
    """
    lines = _filtered(access.visible_events(user).filter(child=child), filters)
    edge = access.visible_events(user).filter(child=child, pk=before or after or 0).first()
    backwards = edge is not None and before is None
    if edge is not None:
        lines = lines.filter(_newer_than(edge) if backwards else _older_than(edge))
    order = ("occurred_at", "pk") if backwards else ("-occurred_at", "-pk")
    found = list(
        lines.select_related("agency", "recorded_by", "supersedes", "superseded_by").order_by(*order)[
            : PAGE_SIZE + 1
        ]
    )
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    has_older, has_newer = (True, more) if backwards else (more, edge is not None)
    return Lines(
        events=found,
        older=found[-1].pk if found and has_older else None,
        newer=found[0].pk if found and has_newer else None,
    )


def agencies(user: User, child: Child) -> list[Agency]:
    """The agencies whose lines `user` may read, for the filter."""
    lines = access.visible_events(user).filter(child=child)
    return list(Agency.objects.filter(pk__in=lines.values("agency")).order_by("name"))


def get_event(user: User, child: Child, pk: int) -> Event:
    """One line of this child's chronology; raises NotVisibleError."""
    found = access.visible_events(user).filter(child=child, pk=pk).select_related("child", "agency").first()
    if found is None:
        raise NotVisibleError
    return found


def _filtered(lines: QuerySet[Event], filters: Filters) -> QuerySet[Event]:
    if filters.kind:
        lines = lines.filter(kind=filters.kind)
    if filters.agency is not None:
        lines = lines.filter(agency=filters.agency)
    if filters.theme:
        lines = lines.filter(themes__contains=[filters.theme])
    return lines


def _older_than(edge: Event) -> Q:
    return Q(occurred_at__lt=edge.occurred_at) | Q(occurred_at=edge.occurred_at, pk__lt=edge.pk)


def _newer_than(edge: Event) -> Q:
    return Q(occurred_at__gt=edge.occurred_at) | Q(occurred_at=edge.occurred_at, pk__gt=edge.pk)
