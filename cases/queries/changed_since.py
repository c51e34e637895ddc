"""What has been added to a child's chronology since something was sent to be signed: read before signing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases import access
from cases.models import Child, Event
from safeguarding.accounts.models import User

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Since:
    """The lines recorded after `since`, the latest first; `more` are there beside those shown."""

    since: datetime
    lines: tuple[Event, ...]
    more: int


def of_child(user: User, child: Child, since: datetime) -> Since:
    """What `user` may read of what was recorded about `child` after this instant."""
    rows = access.visible_events(user).filter(child=child, recorded_at__gt=since)
    found = list(rows.select_related("agency").order_by("-recorded_at", "-pk")[: MOST + 1])
    if len(found) <= MOST:
        return Since(since, tuple(found), 0)
    return Since(since, tuple(found[:MOST]), rows.count() - MOST)


def counts(user: User, asked: Iterable[tuple[int, datetime]]) -> Mapping[tuple[int, datetime], int]:
    """How many lines were recorded about each child (by key) after its instant: one statement for all."""
    pairs = set(asked)
    if not pairs:
        return {}
    children = {key for key, _ in pairs}
    earliest = min(since for _, since in pairs)
    rows = access.visible_events(user).filter(child__in=children, recorded_at__gt=earliest)
    recorded: dict[int, list[datetime]] = {}
    for key, moment in rows.order_by().values_list("child", "recorded_at"):
        recorded.setdefault(key, []).append(moment)
    return {
        (key, since): sum(1 for moment in recorded.get(key, ()) if moment > since) for key, since in pairs
    }
