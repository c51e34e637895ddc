"""How strategy meetings go, counted over the whole partnership: no name of a person and no reference.

Counted by the named service, so that everybody who may see the report sees the same figures; which meetings
stand behind one is asked through the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce, Concat, NullIf, TruncMonth

from cases import access, access_meetings
from cases.meeting_states import PRESENT, Attendance, MeetingKind
from cases.models import Deadline, Invitation, Meeting, MinutesCopy
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Team, User
from safeguarding.rules import quorum
from safeguarding.rules.london_time import LONDON, at_hour, london_date
from strategy_meetings.services.holding import RECORD

NO_TEAM: Final = "No team"
OUTSIDE: Final = "Professionals outside the system"
LISTED: Final = 200


@dataclass(frozen=True)
class Totals:
    """What was counted; of meetings that were held. `waited` is from the concern to the meeting, summed."""

    meetings: int = 0
    quorate: int = 0
    waited: timedelta = timedelta()
    records: int = 0
    in_time: int = 0
    copies: int = 0
    opened: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )

    @property
    def quorum_rate(self) -> int | None:
        """Per cent of the meetings with police, health and social care; None without a meeting."""
        return percent(self.quorate, self.meetings)

    @property
    def days(self) -> float | None:
        """Days from the concern to the meeting, on average, to one decimal place."""
        return round(self.waited / timedelta(days=1) / self.meetings, 1) if self.meetings else None

    @property
    def record_rate(self) -> int | None:
        """Per cent of the records that were made within one working day, of those whose day is over."""
        return percent(self.in_time, self.records)

    @property
    def opened_rate(self) -> int | None:
        """Per cent of the copies of minutes that were opened."""
        return percent(self.opened, self.copies)


@dataclass(frozen=True)
class Line:
    """The totals of one month in one team (of whoever called the meeting)."""

    month: date
    team: str
    totals: Totals


@dataclass(frozen=True)
class Came:
    """One agency: how often it was asked to a meeting that was held, and what became of that."""

    agency: str
    asked: int
    present: int
    apologies: int
    absent: int
    unknown: int

    @property
    def rate(self) -> int | None:
        """Per cent of the times asked."""
        return percent(self.present, self.asked)


@dataclass(frozen=True)
class Report:
    """The report of a period."""

    lines: list[Line]
    attendance: list[Came]

    @property
    def totals(self) -> Totals:
        """All together."""
        return sum((line.totals for line in self.lines), start=Totals())

    @property
    def by_month(self) -> list[tuple[date, Totals]]:
        """The totals of each month in which a meeting was held, the earliest first."""
        return sorted(_grouped(self.lines, lambda line: line.month).items())

    @property
    def by_team(self) -> list[tuple[str, Totals]]:
        """The totals of each team."""
        return sorted(_grouped(self.lines, lambda line: line.team).items())


def percent(part: int, whole: int) -> int | None:
    """Whole per cent; None of nothing."""
    return round(100 * part / whole) if whole else None


def begin(months: int, *, now: datetime) -> datetime:
    """The first instant of the period: so many calendar months in London, the running one included."""
    today = london_date(now)
    index = today.year * 12 + today.month - months
    return at_hour(date(index // 12, index % 12 + 1, 1), 0)


def report(user: User, *, months: int, now: datetime) -> Report:
    """The meetings held in the last `months`; always as many statements. Raises NotPermittedError."""
    access.require(user, access.Action.VIEW_MEETING_REPORTS)
    since = begin(months, now=now)
    return Report(_lines(since, now), _attendance(since, now))


def meetings(user: User, *, month: date, only_inquorate: bool) -> list[Meeting]:
    """The meetings of a month that stand behind the figures, as far as `user` may see them.

    Raises NotPermittedError for all but social care's managers.
    """
    access.require(user, access.Action.DECIDE_REFERRAL)
    until = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    seen = access_meetings.readable_meetings(user).filter(
        kind=MeetingKind.STRATEGY_MEETING,
        held_at__gte=at_hour(month.replace(day=1), 0),
        held_at__lt=at_hour(until, 0),
    )
    rows = seen.annotate(is_quorate=_has_quorum()).select_related("agency", "called_by__team")
    found = rows.filter(is_quorate=False) if only_inquorate else rows
    return list(found.order_by("held_at", "pk")[:LISTED])


def _held(since: datetime, now: datetime, prefix: str = "") -> Q:
    facts = {"kind": MeetingKind.STRATEGY_MEETING, "held_at__gte": since, "held_at__lte": now}
    return Q(**{f"{prefix}{name}": value for name, value in facts.items()})


def _has_quorum() -> Q:
    """Whether every seat of the quorum was filled by somebody who was there (safeguarding.rules.quorum)."""
    there = Invitation.objects.filter(
        meeting=OuterRef("pk"), withdrawn_at=None, attendance__in=PRESENT
    ).annotate(kind=Coalesce(F("agency__kind"), F("outside_kind")))
    return Q(*(Exists(there.filter(kind__in=seat.kinds)) for seat in quorum.STRATEGY_MEETING.seats))


@as_service(Service.OVERSIGHT)
def _lines(since: datetime, now: datetime) -> list[Line]:
    record = Deadline.objects.filter(
        rule_id=RECORD, subject=Concat(Value("meeting:"), OuterRef("pk")), cancelled_at=None
    )
    over = record.filter(Q(met_at__isnull=False) | Q(statutory_due_at__lte=now))
    rows = (
        Meeting.objects.filter(_held(since, now))
        .order_by()
        .annotate(
            month=TruncMonth("held_at", tzinfo=LONDON),
            team=F("called_by__team"),
            is_quorate=_has_quorum(),
            has_record=Exists(over),
            has_record_in_time=Exists(over.filter(met_at__lt=F("statutory_due_at"))),
        )
        .values("month", "team")
        .annotate(
            meetings=Count("pk"),
            quorate=Count("pk", filter=Q(is_quorate=True)),
            waited=Sum(F("held_at") - F("strategy_meeting__concern_at")),
            records=Count("pk", filter=Q(has_record=True)),
            in_time=Count("pk", filter=Q(has_record_in_time=True)),
        )
    )
    names = dict(Team.objects.values_list("pk", "name"))
    opened = {(row["month"], row["team"]): row for row in _copies(since, now)}
    return [_line(dict(row), opened.get((row["month"], row["team"]), {}), names) for row in rows]


def _line(row: dict[str, Any], copies: dict[str, Any], names: dict[int, str]) -> Line:
    counted = ("meetings", "quorate", "waited", "records", "in_time")
    totals = Totals(**{name: row[name] for name in counted})
    totals = replace(totals, copies=copies.get("copies", 0), opened=copies.get("opened", 0))
    return Line(row["month"].date(), names.get(row["team"], NO_TEAM), totals)


def _copies(since: datetime, now: datetime) -> list[dict[str, Any]]:
    rows = MinutesCopy.objects.filter(_held(since, now, "minutes__meeting__")).order_by()
    counted = (
        rows.annotate(
            month=TruncMonth("minutes__meeting__held_at", tzinfo=LONDON),
            team=F("minutes__meeting__called_by__team"),
        )
        .values("month", "team")
        .annotate(copies=Count("pk"), opened=Count("pk", filter=Q(opened_at__isnull=False)))
    )
    return [dict(row) for row in counted]


@as_service(Service.OVERSIGHT)
def _attendance(since: datetime, now: datetime) -> list[Came]:
    """Agencies by how often they came, the rarest first; families and friends are no agency."""
    asked = Invitation.objects.filter(_held(since, now, "meeting__"), withdrawn_at=None).order_by()
    rows = (
        asked.annotate(of_kind=NullIf(F("outside_kind"), Value("")))
        .filter(Q(agency__isnull=False) | Q(of_kind__isnull=False))
        .values(name=Coalesce(F("agency__name"), Value(OUTSIDE)))
        .annotate(
            asked=Count("pk"),
            present=Count("pk", filter=Q(attendance__in=PRESENT)),
            apologies=Count("pk", filter=Q(attendance=Attendance.APOLOGIES)),
            absent=Count("pk", filter=Q(attendance=Attendance.ABSENT)),
            unknown=Count("pk", filter=Q(attendance=Attendance.UNKNOWN)),
        )
    )
    found = [
        Came(row["name"], row["asked"], row["present"], row["apologies"], row["absent"], row["unknown"])
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.rate or 0, each.agency))


def _grouped(lines: Iterable[Line], by: Callable[[Line], Any]) -> dict[Any, Totals]:
    found: dict[Any, Totals] = {}
    for line in lines:
        found[by(line)] = found.get(by(line), Totals()) + line.totals
    return found
