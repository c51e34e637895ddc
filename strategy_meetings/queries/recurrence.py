"""What recurs for a child, with its evidence as far as the reader may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Event
from safeguarding.accounts.models import User
from safeguarding.rules.recurrence_hits import label_of
from safeguarding.rules.themes import exploitation_indicators, theme_label
from strategy_meetings.access import visible_hits
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.states import RecurrenceState

LISTED: Final = 200


@dataclass(frozen=True)
class Sign:
    """One sign of exploitation: how often each agency recorded it, in the order of the page's agencies."""

    label: str
    counts: list[int]


@dataclass(frozen=True)
class Evidence:
    """The lines of a hit, newest first; `unread` are those that the reader may not read."""

    lines: list[Event]
    unread: int
    agencies: list[str]
    signs: list[Sign]


@dataclass(frozen=True)
class Waiting:
    """One hit of the list."""

    hit: RecurrenceHit
    label: str


def get_hit(user: User, child: Child, key: int) -> RecurrenceHit:
    """One recurrence of the child's; raises NotVisibleError (404)."""
    hit = (
        visible_hits(user)
        .filter(child=child, pk=key)
        .select_related("child__person", "decided_by__agency")
        .first()
    )
    if hit is None:
        raise NotVisibleError
    return hit


def evidence(user: User, hit: RecurrenceHit) -> Evidence:
    """Its lines through the gate: of the child, and of the household's other children that are seen."""
    readable = access.visible_events(user).filter(pk__in=hit.evidence)
    lines = list(
        readable.select_related("agency", "recorded_by__agency", "child__person", "superseded_by").order_by(
            "-occurred_at", "-pk"
        )
    )
    agencies = sorted({line.agency.name for line in lines})
    return Evidence(
        lines=lines,
        unread=len(hit.evidence) - len(lines),
        agencies=agencies,
        signs=_signs(lines, agencies),
    )


def open_for(user: User, child: Child) -> list[RecurrenceHit]:
    """What recurs for the child and waits for a decision, for those who may see that."""
    return list(visible_hits(user).filter(child=child, state=RecurrenceState.OPEN).select_related("child"))


def waiting(user: User) -> list[Waiting]:
    """What waits for a decision, the oldest first. Raises NotPermittedError for all but managers."""
    access.require(user, access.Action.DECIDE_REFERRAL)
    return _listed(visible_hits(user).filter(state=RecurrenceState.OPEN).order_by("found_at", "pk"))


def decided(user: User, *, since: datetime) -> list[Waiting]:
    """What was decided since then, the newest first. Raises NotPermittedError for all but managers."""
    access.require(user, access.Action.DECIDE_REFERRAL)
    hits = visible_hits(user).filter(decided_at__gte=since).order_by("-decided_at", "-pk")
    return _listed(hits.select_related("decided_by__agency"))


def _listed(hits: QuerySet[RecurrenceHit]) -> list[Waiting]:
    rows = hits.select_related("child__person", "child__allocated_to", "decided_by__agency")[:LISTED]
    return [Waiting(hit, label_of(hit.theme)) for hit in rows]


def _signs(lines: Iterable[Event], agencies: list[str]) -> list[Sign]:
    """The signs of exploitation in the lines, side by side by agency."""
    of_lines = [(line.agency.name, set(line.themes)) for line in lines]
    codes = exploitation_indicators(code for _, themes in of_lines for code in themes)
    return [
        Sign(
            theme_label(code),
            [sum(name == agency and code in themes for name, themes in of_lines) for agency in agencies],
        )
        for code in codes
    ]
