"""A child's chronology, newest first, read by key so that page 100 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases import access, access_chronology
from cases.exceptions import NotVisibleError
from cases.models import Child, Curation, Event
from cases.queries import keyset
from safeguarding.accounts.models import Agency, User
from safeguarding.rules.london_time import at_hour

# One PDF holds so many lines at most, what a worker makes while somebody waits; more are chosen by period
# (tests/bench/test_chronology_speed.py has the figures). A page to print is lighter.
MOST_IN_ONE_PDF: Final = 200
MOST_ON_PAPER: Final = 500
_TOLD = ("agency", "recorded_by", "supersedes", "superseded_by", "child__person")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all. `since` and `until` are London days,
    both included; `household` takes in the children whom the child lives with."""

    kind: str = ""
    agency: int | None = None
    theme: str = ""
    significance: str = ""
    since: date | None = None
    until: date | None = None
    household: bool = False

    @property
    def in_force(self) -> bool:
        """Whether anything is left out or taken in by them."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of lines; `older` and `newer` are the keys from which the next pages start, if any."""

    events: list[Event] = field(default_factory=list)
    older: int | None = None
    newer: int | None = None


def read(
    user: User,
    children: Iterable[int],
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
    size: int = keyset.PAGE_SIZE,
) -> Lines:
    """The 50 lines of these children that follow the line `before` (or come just ahead of the line `after`).

    A key that `user` may not read counts as none, so nothing can be learned by trying keys.
    """
    readable = access.visible_events(user).filter(child__in=list(children))
    lines = with_curations(user, narrowed(readable, filters).select_related(*_TOLD))
    found = keyset.read(
        lines, readable=readable, instant="occurred_at", before=before, after=after, size=size
    )
    return Lines(events=found.rows, older=found.older, newer=found.newer)


def whole(user: User, children: Iterable[int], *, filters: Filters) -> QuerySet[Event]:
    """Every line of these children that `user` may read and that stands (no correction took its place), the
    oldest first: what goes into a file."""
    readable = access.visible_events(user).filter(child__in=list(children), superseded_by=None)
    lines = narrowed(readable, filters).select_related(*_TOLD)
    return with_curations(user, lines.order_by("occurred_at", "pk"))


def in_batches(lines: QuerySet[Event], *, size: int = 500) -> Iterator[Event]:
    """The lines one by one, never all of them in memory at once."""
    yield from lines.iterator(chunk_size=size)


def standing(user: User, children: Iterable[int], *, filters: Filters) -> QuerySet[Event]:
    """As `whole`, for counting: with `weight`, how much the line weighs now."""
    readable = access.visible_events(user).filter(child__in=list(children), superseded_by=None)
    return weighed(narrowed(readable, filters))


def weighed(lines: QuerySet[Event]) -> QuerySet[Event]:
    """The lines with `weight`: the significance that case staff gave them last, else their writer's."""
    latest = Curation.objects.filter(event=OuterRef("pk")).order_by("-number")
    return lines.annotate(weight=Coalesce(Subquery(latest.values("significance")[:1]), F("significance")))


def with_curations(user: User, lines: QuerySet[Event]) -> QuerySet[Event]:
    """The lines with what case staff made of them as `curated`, the latest first."""
    rows = access_chronology.visible_curations(user).select_related("curated_by", "agency")
    return lines.prefetch_related(Prefetch("curations", rows.order_by("-number"), to_attr="curated"))


def curation_of(event: Event) -> Curation | None:
    """What counts of a line read with its curations; None where its writer's own words count."""
    curated: list[Curation] = getattr(event, "curated", [])
    return curated[0] if curated else None


def agencies(user: User, children: Iterable[int]) -> list[Agency]:
    """The agencies whose lines `user` may read, for the filter."""
    lines = access.visible_events(user).filter(child__in=list(children))
    return list(Agency.objects.filter(pk__in=lines.values("agency")).order_by("name"))


def get_event(user: User, child: Child, pk: int) -> Event:
    """One line of this child's chronology, with its curations; raises NotVisibleError."""
    found = access.visible_events(user).filter(child=child, pk=pk).select_related("child", "agency")
    event = with_curations(user, found).first()
    if event is None:
        raise NotVisibleError
    return event


def narrowed(lines: QuerySet[Event], filters: Filters) -> QuerySet[Event]:
    """The lines that the filters leave; whose they are is chosen before."""
    if filters.kind:
        lines = lines.filter(kind=filters.kind)
    if filters.agency is not None:
        lines = lines.filter(agency=filters.agency)
    if filters.theme:
        lines = lines.filter(themes__contains=[filters.theme])
    if filters.significance:
        lines = weighed(lines).filter(Q(("weight", filters.significance)))
    if filters.since is not None:
        lines = lines.filter(occurred_at__gte=at_hour(filters.since, 0))
    if filters.until is not None:
        lines = lines.filter(occurred_at__lt=at_hour(filters.until + timedelta(days=1), 0))
    return lines
