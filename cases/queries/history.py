"""Every change of a child's record in words: what was there, what is there, who, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from cases.models import Child
from cases.queries.history_parts import parts
from cases.queries.history_shape import Part
from cases.queries.history_words import Names, label
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import at_hour

CHANGES_ON_A_PAGE: Final = 50
_THE_SERVICE: Final = "The service"
_HIDDEN: Final = "Confidential"
_EMPTY: Final[tuple[object, ...]] = (None, "", [], False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that changed, under the name people know it by."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One saving of one part of the record. `row` names the part's own row, `key` this change of it."""

    at: datetime
    by: str
    by_key: int
    reason: str
    what: str
    part: str
    row: str
    key: str
    order: tuple[datetime, int, int]
    is_new: bool
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all. Both days are included; `row` is one
    row of one part, `person` is 0 for the service itself."""

    part: str = ""
    row: str = ""
    person: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.part or self.row or self.person is not None or self.since or self.until)

    def keep(self, change: Change) -> bool:
        """Whether the change is among what was asked for."""
        return (
            self.part in ("", change.part)
            and self.row in ("", change.row)
            and self.person in (None, change.by_key)
            and (self.since is None or change.at >= at_hour(self.since, 0))
            and (self.until is None or change.at < at_hour(self.until + timedelta(days=1), 0))
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of changes, and the keys of the next pages if any."""

    changes: list[Change]
    older: str = ""
    newer: str = ""


def read(user: User, child: Child) -> list[Change]:
    """All changes of the record that `user` may see, the newest first; the caller has asked the gate.

    A constant number of queries. One child's history is read as a whole, because a change can only be told
    from the one before it and many savings change nothing that people read.
    """
    rows = [(part, _rows(part, user, child)) for part in parts()]
    names = Names([row for _, found in rows for row in found])
    changes = [change for part, found in rows for change in _changes(part, found, names, user)]
    changes.sort(key=lambda change: change.order, reverse=True)
    return changes


def people(changes: Iterable[Change]) -> list[tuple[int, str]]:
    """The keys and names of those who made the changes, by name."""
    return sorted({change.by_key: change.by for change in changes}.items(), key=lambda one: one[1])


def page(changes: Iterable[Change], *, filters: Filters, before: str = "", after: str = "") -> Changes:
    """The 50 changes that were asked for and follow the change whose key is `before`, or come just ahead of
    `after`; a key of no change of this record counts as none."""
    orders = {change.key: change.order for change in changes}
    kept = [change for change in changes if filters.keep(change)]
    start = 0
    if before in orders:
        start = sum(change.order >= orders[before] for change in kept)
    elif after in orders:
        start = max(0, sum(change.order > orders[after] for change in kept) - CHANGES_ON_A_PAGE)
    shown = kept[start : start + CHANGES_ON_A_PAGE]
    return Changes(
        changes=shown,
        older=shown[-1].key if start + len(shown) < len(kept) else "",
        newer=shown[0].key if shown and start else "",
    )


def _rows(part: Part, user: User, child: Child) -> list[Any]:
    history: Any = part.model.history.model.objects  # type: ignore[attr-defined]
    found = history.filter(part.of(user, child)).select_related("history_user")
    return list(found.order_by("history_id"))


def _changes(part: Part, rows: Iterable[Any], names: Names, user: User) -> Iterable[Change]:
    stories = _stories(part, rows)
    secrets: dict[int, frozenset[str]] = defaultdict(frozenset)
    for line, row in stories:
        # What is secret now was not always, and what was is not told later.
        secrets[line] |= part.secret(user, row)
    last: dict[int, Any] = {}
    for line, row in stories:
        before, last[line] = last.get(line), row
        secret = secrets[line]
        differences = _differences(part, before, row, names, secret)
        if not differences and before is not None:
            continue
        yield Change(
            at=row.history_date,
            by=row.history_user.full_name if row.history_user else _THE_SERVICE,
            by_key=row.history_user_id or 0,
            # Why an address was changed may tell where it is.
            reason="" if secret else row.history_change_reason or "",
            what=part.word,
            part=part.slug,
            row=f"{part.slug}.{line}",
            key=f"{part.slug}.{row.history_id}",
            order=(row.history_date, parts().index(part), row.history_id),
            is_new=before is None,
            differences=differences,
        )


def _stories(part: Part, rows: Iterable[Any]) -> list[tuple[int, Any]]:
    """Each row with the key of the thing whose story it belongs to."""
    stories: list[tuple[int, Any]] = []
    lines: dict[int, int] = {}
    for row in rows:
        line: int = getattr(row, part.line or part.key_name)
        if part.follows:
            line = lines.setdefault(line, lines.get(getattr(row, part.follows), line))
        stories.append((line, row))
    return stories


def _differences(part: Part, before: Any, row: Any, names: Names, secret: frozenset[str]) -> list[Difference]:
    # Of something made anew only what it says counts, not what it doesn't say yet.
    renewed = before is None or getattr(before, part.key_name) != getattr(row, part.key_name)
    found = []
    for one in part.fields():
        old = getattr(before, one.attname) if before is not None else None
        new = getattr(row, one.attname)
        if old == new or (renewed and new in _EMPTY):
            continue
        said = part.words.get(one.name, {})
        was = names.words(one, old, said) if before is not None else ""
        told = (was and _HIDDEN, _HIDDEN) if one.name in secret else (was, names.words(one, new, said))
        found.append(Difference(label(one), *told))
    return found
