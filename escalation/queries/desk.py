"""The partnership admin's desk: what is open where, what stands still, who dissented and then was silent.

Counts, references and agencies, read as the service OVERSIGHT: no child, no name, no words. A reference leads
to its page only for those who may see the child.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from cases import access as gate
from cases.queries import dissents, working_calendar
from cases.queries.dissents import Dissented
from escalation import access
from escalation.models import Challenge
from escalation.states import GROUNDS, ChallengeState, LearningTheme
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import challenge_ladder, challenge_silence
from safeguarding.rules.london_time import london_date

QUARTERS: Final = 8
# Dissent older than this is history: the trend tells of it.
DISSENTS_FOR: Final = timedelta(days=365)
_GROUNDS: Final = dict(GROUNDS)
_THEMES: Final = dict(LearningTheme.choices)


@dataclass(frozen=True, slots=True)
class Line:
    """One challenge as the desk shows it."""

    key: int
    reference: str
    raised_at: datetime
    raising: str
    against: str
    ground: str
    stage: int
    state: str
    due_at: datetime | None
    due_on: date | None
    last_step_at: datetime
    ended_at: datetime | None
    theme: str
    is_overdue: bool
    is_stalled: bool
    may_open: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state == ChallengeState.OPEN

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return ChallengeState(self.state).label


@dataclass(frozen=True, slots=True)
class Silence:
    """An agency dissented, and raised no challenge about the child since."""

    agency: str
    what: str
    on: date
    days: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many were raised in a quarter, and how many ended in it, and how."""

    name: str
    raised: int
    agreed: int
    decided: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the desk shows."""

    lines: list[Line]
    silences: list[Silence]
    quarters: list[Quarter]

    @property
    def open(self) -> list[Line]:
        """Those that go on, the most urgent first."""
        return [each for each in self.lines if each.is_open]

    @property
    def overdue(self) -> int:
        """How many are past the time of their stage."""
        return sum(each.is_overdue for each in self.open)

    @property
    def stalled(self) -> int:
        """In how many nothing was recorded for long."""
        return sum(each.is_stalled for each in self.open)

    @property
    def by_stage(self) -> list[tuple[str, int, int, int]]:
        """Open ones by stage: all, overdue, stalled."""
        return [
            (f"Stage {stage.number}: {stage.label.lower()}", *_counts(self.open, stage.number))
            for stage in challenge_ladder.STAGES[1:]
        ]

    @property
    def by_agency(self) -> list[tuple[str, int, int, int]]:
        """By agency: open ones that it raised, that it has to answer, and all that it ever raised."""
        raised = Counter(each.raising for each in self.open)
        answers = Counter(each.against for each in self.open)
        ever = Counter(each.raising for each in self.lines)
        names = sorted({*raised, *answers, *ever})
        return [(name, raised[name], answers[name], ever[name]) for name in names]

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """How those that have ended came to it."""
        ended = Counter(each.state for each in self.lines if not each.is_open)
        return [(state.label, ended[state.value]) for state in ChallengeState if state != ChallengeState.OPEN]

    @property
    def themes(self) -> list[tuple[str, int]]:
        """What they teach, the commonest first; ended ones without a theme are counted as such."""
        ended = [each for each in self.lines if not each.is_open]
        found = Counter(_THEMES.get(each.theme, "Not recorded yet") for each in ended)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def grounds(self) -> list[tuple[str, int]]:
        """What is challenged, the commonest first."""
        found = Counter(each.ground for each in self.lines)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def desk(user: User, *, now: datetime) -> Desk:
    """The desk as it stands. Raises NotPermittedError."""
    gate.require(user, gate.Action.VIEW_CHALLENGES)
    opened = set(access.visible_challenges(user).values_list("pk", flat=True))
    rows, raised, told = _read(now)
    agencies = dict(Agency.objects.values_list("pk", "name"))
    lines = [_line(row, agencies, opened, now) for row in rows]
    return Desk(
        sorted(lines, key=lambda each: (not each.is_open, each.due_at or each.raised_at, each.key)),
        _silences(told, raised, agencies, now),
        _quarters(lines, london_date(now)),
    )


@as_service(Service.OVERSIGHT)
def _read(now: datetime) -> tuple[list[dict[str, Any]], list[tuple[int, int, datetime]], list[Dissented]]:
    rows = list(
        _with_steps(Challenge.objects.all()).values(
            "pk",
            "reference",
            "raised_at",
            "raising_agency",
            "against_agency",
            "ground",
            "stage",
            "state",
            "ended_at",
            "learning_theme",
            "due_at",
            "due_on",
            "last_step_at",
        )
    )
    raised = list(Challenge.objects.values_list("child", "raising_agency", "raised_at"))
    return rows, raised, list(dissents.since(now - DISSENTS_FOR))


def _with_steps(rows: QuerySet[Challenge]) -> QuerySet[Any, Any]:
    """With the running stage's due instant, and when something was last recorded."""
    return rows.annotate(
        due_at=Max("stages__deadline__due_at", filter=Q(stages__left_at=None)),
        due_on=Max("stages__deadline__due_on", filter=Q(stages__left_at=None)),
        last_step_at=Greatest(
            Coalesce(Max("stages__entered_at"), "raised_at"),
            Coalesce(Max("contacts__recorded_at"), "raised_at"),
            Coalesce(Max("offers__made_at"), "raised_at"),
            Coalesce(Max("offers__answered_at"), "raised_at"),
        ),
    )


def _line(row: dict[str, Any], agencies: dict[int, str], opened: set[int], now: datetime) -> Line:
    is_open = row["state"] == ChallengeState.OPEN
    due_at = row["due_at"] if is_open else None
    return Line(
        key=row["pk"],
        reference=row["reference"],
        raised_at=row["raised_at"],
        raising=agencies[row["raising_agency"]],
        against=agencies[row["against_agency"]],
        ground=_GROUNDS[row["ground"]],
        stage=row["stage"],
        state=row["state"],
        due_at=due_at,
        due_on=row["due_on"] if is_open else None,
        last_step_at=row["last_step_at"],
        ended_at=row["ended_at"],
        theme=row["learning_theme"],
        is_overdue=due_at is not None and due_at <= now,
        is_stalled=is_open
        and challenge_silence.is_stalled(row["last_step_at"], london_date(now), working_calendar.current()),
        may_open=row["pk"] in opened,
    )


def _silences(
    told: Iterable[Dissented],
    raised: Iterable[tuple[int, int, datetime]],
    agencies: dict[int, str],
    now: datetime,
) -> list[Silence]:
    by_pair: dict[tuple[int, int], list[datetime]] = {}
    for child, agency, at in raised:
        by_pair.setdefault((child, agency), []).append(at)
    today = london_date(now)
    return [
        Silence(agencies[each.agency], each.what, london_date(each.at), (today - london_date(each.at)).days)
        for each in told
        if challenge_silence.is_silent(each.at, by_pair.get((each.child, each.agency), []))
    ]


def _quarters(lines: list[Line], today: date) -> list[Quarter]:
    raised = Counter(_quarter(london_date(each.raised_at)) for each in lines)
    ended = Counter((_quarter(london_date(each.ended_at)), each.state) for each in lines if each.ended_at)
    year, number = _quarter(today)
    found = []
    for back in range(QUARTERS - 1, -1, -1):
        months = year * 4 + (number - 1) - back
        which = (months // 4, months % 4 + 1)
        found.append(
            Quarter(
                f"{which[0]} Q{which[1]}",
                raised[which],
                *(ended[which, state] for state in ("agreed", "decided", "withdrawn")),
            )
        )
    return found


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


def _counts(lines: list[Line], stage: int) -> tuple[int, int, int]:
    chosen = [each for each in lines if each.stage == stage]
    return len(chosen), sum(each.is_overdue for each in chosen), sum(each.is_stalled for each in chosen)
