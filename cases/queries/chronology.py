"""A child's chronology, newest first, read by key so that page 100 costs what page 1 costs."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Event
from cases.queries import keyset
from safeguarding.accounts.models import Agency, User


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
    readable = access.visible_events(user).filter(child=child)
    lines = _filtered(readable, filters).select_related(
        "agency", "recorded_by", "supersedes", "superseded_by"
    )
    found = keyset.read(lines, readable=readable, instant="occurred_at", before=before, after=after)
    return Lines(events=found.rows, older=found.older, newer=found.newer)


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
