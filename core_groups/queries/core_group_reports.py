"""Who chairs and who takes minutes, and who doesn't: counted over the partnership, no child and no person
named.

Counted by the named service, so that everybody who may see the report sees the same figures.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from cases import access
from cases.access_meetings import SHARED_BY_MEMBERS
from cases.meeting_states import PRESENT, Attendance
from cases.models import Invitation, Meeting, Minutes
from core_groups.models import MeetingPlan
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, AgencyKind, User
from safeguarding.rules import rota
from safeguarding.rules.london_time import LONDON, at_hour, london_date
from safeguarding.rules.rota import Held, Member, Part


@dataclass(frozen=True, slots=True)
class Line:
    """One agency: at how many core groups it was asked to, chaired and minuted; and its minutes.

    `approved` are those of its minute-takers' meetings whose minutes are approved.
    """

    agency: str
    asked: int
    chaired: int
    minuted: int
    approved: int
    is_social_care: bool

    def rate(self, number: int) -> int | None:
        """Per cent of the core groups that the agency was asked to."""
        return round(100 * number / self.asked) if self.asked else None

    @property
    def never(self) -> bool:
        """Whether it neither chaired nor took minutes, though it was asked."""
        return not self.chaired and not self.minuted


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a period: how many core groups were held, by whom they were run."""

    lines: list[Line]
    held: int
    with_minutes: int
    by_social_care: int
    without_social_care: int
    twice_running: int

    @property
    def minutes_rate(self) -> int | None:
        """Per cent of core groups whose minutes are approved."""
        return round(100 * self.with_minutes / self.held) if self.held else None


@dataclass(frozen=True, slots=True)
class _Row:
    key: int
    reference: str
    on: date
    chair: tuple[int, int] | None
    minute_taker: tuple[int, int] | None
    is_approved: bool


def report(user: User, *, months: int, now: datetime) -> Report:
    """The core groups and child in need meetings held in the last `months`; always as many statements.

    Raises NotPermittedError.
    """
    access.require(user, access.Action.VIEW_MEETING_REPORTS)
    return _report(_begin(months, now), now)


@as_service(Service.OVERSIGHT)
def _report(since: datetime, now: datetime) -> Report:
    rows = _meetings(since, now)
    agencies = Agency.objects.in_bulk()
    care = {key for key, agency in agencies.items() if agency.is_lead and _is_social_care(agency)}
    asked, there = _asked(rows)
    chaired = Counter(row.chair[1] for row in rows if row.chair is not None)
    minuted = Counter(row.minute_taker[1] for row in rows if row.minute_taker is not None)
    approved = Counter(
        row.minute_taker[1] for row in rows if row.minute_taker is not None and row.is_approved
    )
    lines = [
        Line(
            agency=agencies[key].name,
            asked=asked[key],
            chaired=chaired[key],
            minuted=minuted[key],
            approved=approved[key],
            is_social_care=key in care,
        )
        for key in asked.keys() | chaired.keys() | minuted.keys()
    ]
    return Report(
        lines=sorted(lines, key=lambda line: (-line.minuted, -line.chaired, line.agency)),
        held=len(rows),
        with_minutes=sum(row.is_approved for row in rows),
        by_social_care=sum(minuted[key] for key in care),
        without_social_care=sum(not care & there[row.key] for row in rows if row.key in there),
        twice_running=_twice_running(rows, care),
    )


def _meetings(since: datetime, now: datetime) -> list[_Row]:
    approved = Minutes.objects.filter(meeting=OuterRef("pk"), approved_at__isnull=False)
    held = Meeting.objects.filter(kind__in=SHARED_BY_MEMBERS, held_at__gte=since, held_at__lte=now)
    rows = held.annotate(is_approved=Exists(approved)).order_by("held_at", "pk")
    return [
        _Row(
            key=row["pk"],
            reference=row["reference"],
            on=london_date(row["held_at"] or now),
            chair=_person(row["chair"], row["chair__agency"]),
            minute_taker=_person(row["minute_taker"], row["minute_taker__agency"]),
            is_approved=row["is_approved"],
        )
        for row in rows.values(
            "pk",
            "reference",
            "held_at",
            "chair",
            "chair__agency",
            "minute_taker",
            "minute_taker__agency",
            "is_approved",
        )
    ]


def _asked(rows: list[_Row]) -> tuple[Counter[int], dict[int, set[int]]]:
    """At how many meetings each agency was asked, and which were present at each where that is recorded."""

    asked: Counter[int] = Counter()
    there: dict[int, set[int]] = {}
    standing = Invitation.objects.filter(
        meeting__in=[row.key for row in rows], withdrawn_at=None, agency__isnull=False
    )
    seen = set()
    for meeting, agency, attendance in standing.values_list("meeting", "agency", "attendance"):
        if (meeting, agency) not in seen:
            seen.add((meeting, agency))
            asked[agency] += 1
        if attendance != Attendance.UNKNOWN:
            present = there.setdefault(meeting, set())
            if attendance in PRESENT:
                present.add(agency)
    return asked, there


def _twice_running(rows: list[_Row], care: set[int]) -> int:
    """How often a social worker had the same part in two core groups of a plan running."""
    by_key = {row.key: row for row in rows}
    of_plan: dict[int, list[_Row]] = {}
    for plan, meeting in MeetingPlan.objects.filter(meeting__in=list(by_key)).values_list("plan", "meeting"):
        of_plan.setdefault(plan, []).append(by_key[meeting])
    found = set()
    for own in of_plan.values():
        held = [Held(row.on, row.reference, _key(row.chair), _key(row.minute_taker)) for row in own]
        people = {person for row in own for person in (row.chair, row.minute_taker) if person is not None}
        members = [Member(str(user), "", is_social_worker=agency in care) for user, agency in people]
        for part in Part:
            found |= {(part, each.references) for each in rota.twice_running(part, members, held)}
    return len(found)


def _key(person: tuple[int, int] | None) -> str | None:
    return str(person[0]) if person is not None else None


def _person(user: int | None, agency: int | None) -> tuple[int, int] | None:
    return (user, agency) if user is not None and agency is not None else None


def _is_social_care(agency: Agency) -> bool:
    return agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE


def _begin(months: int, now: datetime) -> datetime:
    """The first instant of so many calendar months in London, the running one included."""
    today = now.astimezone(LONDON).date()
    index = today.year * 12 + today.month - months
    return at_hour(date(index // 12, index % 12 + 1, 1), 0)
