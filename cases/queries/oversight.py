"""The partnership's view of time limits: how many, where, how late, how that moves. No name, no reference.

Counted against the statutory date: agreeing another date hides no breach from the partnership.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from cases import access
from cases.models import Deadline
from cases.queries.worklist_rows import rule_label
from cases.queries.worklist_scope import OF_SUPERVISOR, OPEN
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, Team, User
from safeguarding.rules.london_time import at_hour, london_date

WEEKS: Final = 12
NO_TEAM: Final = "No team"
NOBODY: Final = "Nobody"

# How long ago a breach was: up to, in days; the last has no end.
AGES: Final = (("week", "Up to a week", 7), ("month", "1 to 4 weeks", 28), ("quarter", "4 to 12 weeks", 84))


@dataclass(frozen=True)
class Totals:
    """How many run, are breached (of those, by the age of the breach), stand still, and were moved."""

    running: int = 0
    breached: int = 0
    week: int = 0
    month: int = 0
    quarter: int = 0
    older: int = 0
    paused: int = 0
    rescheduled: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )


@dataclass(frozen=True)
class Line:
    """The totals of one rule in one team."""

    rule: str
    agency: str
    team: str
    totals: Totals


@dataclass(frozen=True)
class Week:
    """One week: how many fell due in it, how many of those were missed, how many were breached at its end."""

    begins: datetime
    due: int
    missed: int
    standing: int


@dataclass(frozen=True)
class Oversight:
    """What the partnership is shown."""

    lines: list[Line]
    weeks: list[Week]

    @property
    def totals(self) -> Totals:
        """All together."""
        return sum((line.totals for line in self.lines), start=Totals())

    @property
    def by_rule(self) -> list[tuple[str, Totals]]:
        """The totals of each rule, the most breached first."""
        return _grouped(self.lines, lambda line: line.rule)

    @property
    def by_team(self) -> list[tuple[tuple[str, str], Totals]]:
        """The totals of each agency and team, the most breached first."""
        return _grouped(self.lines, lambda line: (line.agency, line.team))


def oversight(user: User, *, now: datetime) -> Oversight:
    """The partnership's time limits as they stand, and the last weeks. Raises NotPermittedError."""
    access.require(user, access.Action.VIEW_PARTNERSHIP_WORK)
    return Oversight(lines(user, now=now), _weeks(now))


def lines(user: User, *, now: datetime) -> list[Line]:
    """The totals by rule, agency and team. Raises NotPermittedError."""
    access.require(user, access.Action.VIEW_PARTNERSHIP_WORK)
    found = _counted(now)
    agencies = dict(Agency.objects.values_list("pk", "name"))
    teams = dict(Team.objects.values_list("pk", "name"))
    return sorted(
        (
            Line(
                rule=rule_label(each["rule_id"]),
                agency=agencies.get(each["at_agency"], NOBODY),
                team=teams.get(each["in_team"], NO_TEAM),
                totals=Totals(**{field.name: each[field.name] for field in fields(Totals)}),
            )
            for each in found
        ),
        key=lambda line: (line.rule, line.agency, line.team),
    )


@as_service(Service.OVERSIGHT)
def _counted(now: datetime) -> list[dict[str, Any]]:
    counts = {name: Count("pk", filter=where) for name, where in _conditions(now).items()}
    rows = (
        Deadline.objects.filter(OPEN)
        .order_by()
        .annotate(in_team=_holders("team"), at_agency=_holders("agency", of_team="team__agency"))
        .values("rule_id", "in_team", "at_agency")
    )
    return list(cast(QuerySet[Deadline, dict[str, Any]], rows.annotate(**counts)))


def _holders(part: str, of_team: str = "team") -> Case:
    """The team, or the agency, of whoever holds it; of a child whose worker has none, the child's."""
    child = f"child__{of_team}"
    return Case(
        When(responsible__isnull=False, then=F(f"responsible__{part}")),
        When(team__isnull=False, then=F(of_team)),
        When(OF_SUPERVISOR, then=F(f"about_worker__line_manager__{part}")),
        default=Coalesce(F(f"child__allocated_to__{part}"), F(child)),
    )


def _conditions(now: datetime) -> dict[str, Q]:
    running = Q(paused_at=None)
    breached = running & Q(statutory_due_at__lte=now)
    ages: dict[str, Q] = {}
    before = now
    for name, _, days in AGES:
        since = now - timedelta(days=days)
        ages[name] = running & Q(statutory_due_at__lte=before, statutory_due_at__gt=since)
        before = since
    return {
        "running": running,
        "breached": breached,
        **ages,
        "older": running & Q(statutory_due_at__lte=before),
        "paused": Q(paused_at__isnull=False),
        "rescheduled": Q(rescheduled_at__isnull=False),
    }


@as_service(Service.OVERSIGHT)
def _weeks(now: datetime) -> list[Week]:
    """The last weeks in London, from Monday; the last one is the running one, up to now."""
    today = london_date(now)
    monday = today - timedelta(days=today.weekday())
    begins = [at_hour(monday - timedelta(weeks=back), 0) for back in range(WEEKS - 1, -1, -1)]
    ends = [*begins[1:], now]
    counts: dict[str, Count] = {}
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        in_week = Q(statutory_due_at__gt=begin, statutory_due_at__lte=end) & _not_stopped_by(
            "statutory_due_at"
        )
        missed = Q(met_at=None) | Q(met_at__gte=F("statutory_due_at"))
        counts[f"due_{number}"] = Count("pk", filter=in_week)
        counts[f"missed_{number}"] = Count("pk", filter=in_week & missed)
        still = (Q(met_at=None) | Q(met_at__gt=end)) & (Q(cancelled_at=None) | Q(cancelled_at__gt=end))
        counts[f"standing_{number}"] = Count("pk", filter=Q(statutory_due_at__lte=end) & still)
    since = begins[0]
    touched = OPEN | Q(statutory_due_at__gt=since) | Q(met_at__gt=since) | Q(cancelled_at__gt=since)
    rows = Deadline.objects.filter(touched).exclude(OPEN & Q(paused_at__isnull=False))
    found = rows.aggregate(**counts)
    return [
        Week(begin, *(found[f"{name}_{number}"] for name in ("due", "missed", "standing")))
        for number, begin in enumerate(begins)
    ]


def _not_stopped_by(instant: str) -> Q:
    """What no longer applied by then fell due for nobody."""
    return Q(cancelled_at=None) | Q(cancelled_at__gt=F(instant))


def _grouped(of: Iterable[Line], by: Callable[[Line], Any]) -> list[tuple[Any, Totals]]:
    found: dict[Any, Totals] = {}
    for line in of:
        found[by(line)] = found.get(by(line), Totals()) + line.totals
    return sorted(found.items(), key=lambda each: (-each[1].breached, -each[1].running, each[0]))
