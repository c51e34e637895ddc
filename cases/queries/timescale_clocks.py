"""The clocks of one rule that run under another amount than the partnership's: how many, and what would move.

Read as a service and shown without names: who sets amounts for a partnership sees no child's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, Count, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import TruncDate

from cases import access
from cases.models import Deadline
from cases.queries import working_calendar
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.rules import past_horizon
from safeguarding.rules.london_time import LONDON
from safeguarding.rules.past_horizon import Counted
from safeguarding.rules.timescales import Timescale, Unit

# So many references are listed in all; the counts beside them say how many clocks there are.
MOST_REFERENCES: Final = 500

Key = tuple[date | datetime, str, date | datetime]


class Keeps(StrEnum):
    """Why a clock keeps its day even when those that run are moved; the value is for the screen."""

    NOT = ""
    MISSED = "missed already"
    PAUSED = "paused"
    BY_HAND = "given another day by hand"
    TOO_LATE = "the new day has passed"


# A missed one stays missed: no amount takes a breach away.
KEPT: Final = (
    (Keeps.MISSED, lambda at: Q(due_at__lte=at)),
    (Keeps.PAUSED, lambda at: Q(paused_at__isnull=False)),
    (Keeps.BY_HAND, lambda at: Q(rescheduled_at__isnull=False)),
)


@dataclass(frozen=True)
class Start:
    """Clocks that started on one day (for hours at one instant): when they are due, and what they become."""

    start: date | datetime
    keeps: Keeps
    count: int
    due: date | datetime
    becomes: Counted
    references: tuple[str, ...] = ()

    @property
    def new_due(self) -> date | datetime:
        """The day, or for hours the instant, under the new amount."""
        return self.becomes.due.at if isinstance(self.due, datetime) else self.becomes.due.on


@dataclass(frozen=True)
class Preview:
    """What an amount would mean for the clocks that run under another one."""

    starts: list[Start]

    @property
    def running(self) -> int:
        """How many run under another amount."""
        return sum(each.count for each in self.starts)

    @property
    def movable(self) -> int:
        """How many of them would move."""
        return sum(each.count for each in self.starts if each.keeps == Keeps.NOT)


def preview(user: User, rule: Timescale, *, at: datetime) -> Preview:
    """The clocks that run under another amount than `rule`'s at `at`, by their start, the first one first.

    Raises NotPermittedError for all but the partnership admin.
    """
    access.require(user, access.Action.MANAGE_TIMESCALES)
    with as_service(Service.TIMESCALES):
        return _preview(rule, at)


def _preview(rule: Timescale, at: datetime) -> Preview:
    rows = _marked(rule, at)
    due = "due_at" if rule.unit is Unit.HOURS else "due_on"
    counted = rows.values("start", "kept", due).annotate(count=Count("pk")).order_by("start", due, "kept")
    references = _references(rows, due)
    calendar = working_calendar.current()
    found = [_start(row, row[due], past_horizon.count(rule, row["start"], calendar), at) for row in counted]
    return Preview([replace(each, references=references.get(_key(each), ())) for each in found])


def others(rule: Timescale) -> QuerySet[Deadline]:
    """The running clocks of `rule` that started under another amount."""
    running = Deadline.objects.filter(rule_id=rule.id, met_at=None, cancelled_at=None)
    return running.exclude(amount=rule.amount)


def start_of(rule: Timescale) -> F | TruncDate:
    """What the due day follows from: the day in London on which it started, or for hours the instant."""
    return F("starts_at") if rule.unit is Unit.HOURS else TruncDate("starts_at", tzinfo=LONDON)


def _marked(rule: Timescale, at: datetime) -> QuerySet[Any]:
    kept = Case(
        *(When(condition(at), then=Value(keeps.name)) for keeps, condition in KEPT),
        default=Value(Keeps.NOT.name),
        output_field=TextField(),
    )
    return others(rule).annotate(start=start_of(rule), kept=kept)


def _start(row: Mapping[str, Any], due: date | datetime, becomes: Counted, at: datetime) -> Start:
    keeps = Keeps[row["kept"]]
    if keeps == Keeps.NOT and becomes.due.at <= at:
        keeps = Keeps.TOO_LATE
    return Start(row["start"], keeps, row["count"], due, becomes)


def _key(start: Start) -> Key:
    kept = Keeps.NOT if start.keeps == Keeps.TOO_LATE else start.keeps
    return start.start, kept.name, start.due


def _references(rows: QuerySet[Any], due: str) -> dict[Key, tuple[str, ...]]:
    child = ("child__reference", "child__is_restricted")
    fields = ("start", "kept", due, *child, "referral_child__referral__reference")
    listed = rows.order_by("start", due, "kept", "pk").values_list(*fields)[:MOST_REFERENCES]
    found: dict[Key, list[str]] = {}
    for *key, reference, is_restricted, referral in listed:
        found.setdefault((key[0], key[1], key[2]), []).append(_said(reference, is_restricted, referral))
    return {key: tuple(dict.fromkeys(said)) for key, said in found.items()}


def _said(child: str | None, is_restricted: bool | None, referral: str | None) -> str:
    """The reference; that a restricted record exists is all that is said of it."""
    if is_restricted:
        return "restricted record"
    return child or referral or "about a worker"
