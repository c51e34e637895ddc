"""All signatures that wait for somebody, oldest first, from every source, in a fixed number of statements.

A source says which rows of its own wait for whom; sources of upper apps register themselves when they are
loaded. Nothing is signed here: each line leads to the page where one thing is read and signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from cases import access
from cases.models import Child
from cases.queries import changed_since
from safeguarding.accounts import cover_queries
from safeguarding.accounts.models import User
from safeguarding.ui.filters import plural

PAGE_SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: `user`; `managers` are the keys of those whose work is theirs today, by cover too."""

    user: User
    managers: frozenset[int] = field(default_factory=frozenset)

    def own_people(self, *workers: str) -> Q:
        """Rows of one's own people, by the paths to the workers they hang on (`"author"`): their line manager
        is this signer, or they are of the signer's team. Those without any manager are the head of service's.
        """
        mine = [Q(**{f"{path}__line_manager__in": self.managers}) for path in workers]
        if self.user.team_id is not None:
            mine += [Q(**{f"{path}__team": self.user.team_id}) for path in workers]
        if access.may(self.user, access.Action.DECIDE_HISTORIC_RISK):
            managed = [Q(**{f"{path}__line_manager__is_active": True}) for path in workers]
            mine.append(~reduce(or_, managed))
        return reduce(or_, mine)

    def of_settled_child(self) -> Exists:
        """Of a child whom the signer sees otherwise than in an emergency: that opens a record to be read."""
        return Exists(access.settled_children(self.user).filter(pk=OuterRef("child")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One signature that waits: `href` leads to the page to read before signing.

    `child` is None where it is about several; `what_changed` is what has changed since it was last signed or
    sent, in a sentence or two.
    """

    kind: str
    reference: str
    child: Child | None
    asked_by: str
    since: datetime
    href: str
    what_changed: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where signatures of one `kind` (lower-case letters alone: pages are ordered by it) come from.

    `rows` are those that wait for a signer, `since` is the column that says since when, `line` makes the line
    of a row, which waits since an instant.
    """

    kind: str
    label: str
    rows: Callable[[Signer], QuerySet[Any]]
    since: str
    line: Callable[[Any, datetime], Waiting]


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which line a page begins: its instant, its kind, its row's key."""

    since: datetime
    kind: str
    key: int

    def __str__(self) -> str:
        return f"{self.since.isoformat()},{self.kind},{self.key}"


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; `after` is where the next one begins, `counts` how many of each kind."""

    lines: Sequence[Waiting]
    after: Cursor | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many wait in all."""
        return sum(self.counts.values())


_SOURCES: Final[list[Source]] = []


def register(*sources: Source) -> None:
    """Add what else is to be signed; an app does so once, when it is loaded."""
    _SOURCES.extend(source for source in sources if source.kind not in {known.kind for known in _SOURCES})


def labels() -> dict[str, str]:
    """Each kind's words, in the order in which the sources were added."""
    return {source.kind: source.label for source in _SOURCES}


def signer(user: User, *, today: date) -> Signer:
    """Who `user` signs for today: themselves, and the managers for whom they stand in."""
    absent = {cover.user_id for cover in cover_queries.covered_by(user, on=today)}
    return Signer(user, frozenset({user.pk, *absent}))


def read(by: Signer, *, kind: str = "", after: Cursor | None = None) -> Queue:
    """A page of what waits for `by`, of one `kind` or (none, or an unknown one) of all."""
    counted = counts(by)
    chosen = [source for source in _SOURCES if kind in {"", source.kind}] or _SOURCES
    keys = _keys(by, chosen, after)
    lines = _lines(by, keys[:PAGE_SIZE])
    last = keys[PAGE_SIZE - 1] if len(keys) > PAGE_SIZE else None
    return Queue(lines, Cursor(last[1], last[0], last[2]) if last else None, counted)


def counts(by: Signer) -> dict[str, int]:
    """How many wait of each kind: one statement."""
    asked = [
        source.rows(by)
        .order_by()
        .annotate(signature_kind=Value(source.kind))
        .values("signature_kind")
        .annotate(number=Count("pk"))
        .values_list("signature_kind", "number")
        for source in _SOURCES
    ]
    found = dict(_together(asked))
    return {source.kind: found[source.kind] for source in _SOURCES if found.get(source.kind)}


def cursor(text: str) -> Cursor | None:
    """The cursor of an address; None where it is none."""
    since, _, rest = text.partition(",")
    kind, _, key = rest.partition(",")
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return None
    if moment.tzinfo is None or not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    return Cursor(moment, kind, int(key))


def _keys(by: Signer, sources: Iterable[Source], after: Cursor | None) -> list[tuple[str, datetime, int]]:
    """Kind, instant and key of the page's rows and one more: one statement."""
    asked = []
    for source in sources:
        rows = (
            source.rows(by)
            .order_by()
            .annotate(signature_kind=Value(source.kind), signature_since=F(source.since))
        )
        if after is not None:
            rows = rows.filter(_beyond(source, after))
        asked.append(rows.values_list("signature_kind", "signature_since", "pk"))
    found = _together(asked, order=("signature_since", "signature_kind", "pk"), most=PAGE_SIZE + 1)
    return [(kind, since, key) for kind, since, key in found]


def _beyond(source: Source, after: Cursor) -> Q:
    """What comes after the cursor; of what waits since the same instant, kinds follow each other by name."""
    later = Q(signature_since__gt=after.since)
    if source.kind < after.kind:
        return later
    same = Q(signature_since=after.since)
    return later | (same & Q(pk__gt=after.key) if source.kind == after.kind else same)


def _together(asked: Sequence[QuerySet[Any, Any]], *, order: Sequence[str] = (), most: int = 0) -> list[Any]:
    if not asked:
        return []
    first, *others = asked
    rows = first.union(*others, all=True) if others else first
    if order:
        rows = rows.order_by(*order)
    return list(rows[:most] if most else rows)


def _lines(by: Signer, keys: Sequence[tuple[str, datetime, int]]) -> list[Waiting]:
    """The lines in the order of the keys: one statement for each kind there, one for what has changed."""
    by_kind: dict[str, dict[int, Any]] = {}
    for source in _SOURCES:
        wanted = [key for kind, _, key in keys if kind == source.kind]
        if wanted:
            by_kind[source.kind] = {row.pk: row for row in source.rows(by).filter(pk__in=wanted)}
    sources = {source.kind: source for source in _SOURCES}
    lines = [
        sources[kind].line(by_kind[kind][key], since)
        for kind, since, key in keys
        if key in by_kind.get(kind, {})
    ]
    about = [(line.child.pk, line.since) for line in lines if line.child is not None]
    added = changed_since.counts(by.user, about)
    return [_with_additions(line, added) for line in lines]


def _with_additions(line: Waiting, added: Mapping[tuple[int, datetime], int]) -> Waiting:
    number = added.get((line.child.pk, line.since), 0) if line.child is not None else 0
    if not number:
        return line
    said = f"{plural(number, 'line', 'lines')} in the chronology since then."
    return replace(line, what_changed=f"{line.what_changed} {said}".strip())
