"""How much of the supervision that was due was in time, by level and team: counts, without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from cases.models import Deadline
from cases.supervision_states import CHILD_CLOCK, MISSED_CLOCK
from safeguarding.accounts.identity import Service, as_service
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.supervision import Compliance, Due, compliance

MONTHS: Final = 3
LEVELS: Final[Mapping[str, str]] = {
    CHILD_CLOCK: "Children with a child protection plan",
    MISSED_CLOCK: "Children persistently not brought",
    "supervision_worker": "Social workers",
    "supervision_supervisor": "Supervisors",
    "supervision_chair": "Conference chairs",
}
NO_TEAM: Final = "No team"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: all of it, and by team."""

    label: str
    whole: Compliance
    teams: tuple[tuple[str, Compliance], ...]


@as_service(Service.OVERSIGHT)
def levels(*, now: datetime) -> list[Level]:
    """What was signed in the last months or is overdue now, by level and team; in one question."""
    since = at_hour(add_months(london_date(now), -MONTHS), 0)
    rows = Deadline.objects.filter(
        Q(met_at__gte=since) | Q(met_at=None, due_at__lte=now), rule_id__in=LEVELS, cancelled_at=None
    )
    found: dict[str, dict[str, list[Due]]] = defaultdict(lambda: defaultdict(list))
    team = Coalesce(F("about_worker__team__name"), F("team__name"), F("child__team__name"))
    for rule_id, name, due_at, met_at in rows.order_by().values_list("rule_id", team, "due_at", "met_at"):
        found[rule_id][name or NO_TEAM].append(Due(due_at, met_at))
    return [_level(label, found[rule_id], now) for rule_id, label in LEVELS.items()]


def _level(label: str, teams: Mapping[str, list[Due]], now: datetime) -> Level:
    every = [due for rows in teams.values() for due in rows]
    by_team = sorted((name, compliance(rows, now)) for name, rows in teams.items())
    return Level(label, compliance(every, now), tuple(by_team))
