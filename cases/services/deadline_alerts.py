"""What one batch of time limits has to tell: to whom, in which words, and what the chronology says.

Works on plain rows, not on model objects: a batch is thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Final, NamedTuple

from django.db import connection
from django.urls import reverse

from cases import access_telling
from cases.models import Involvement
from cases.models.deadline import AlertStage
from cases.services.deadline_recipients import Held, Staff
from cases.states import EventKind, InvolvementRole, Sensitivity, Significance
from safeguarding.accounts.models import User
from safeguarding.notifications.bulk import Line
from safeguarding.notifications.models import Urgency
from safeguarding.rules import ladder
from safeguarding.rules.ladder import Stage, Step
from safeguarding.rules.timescales import TIMESCALES, Due, Recipient, Unit
from safeguarding.rules.working_days import Calendar
from safeguarding.ui.filters import date_text, datetime_text

# What the database stores for a stage of the ladder.
STORED: Final = {
    Stage.BEFORE: AlertStage.BEFORE,
    Stage.DUE_DAY: AlertStage.DUE_DAY,
    Stage.BREACH: AlertStage.BREACH,
    Stage.AFTER: AlertStage.AFTER,
}
# Whose breach has been told, and stands in the chronology.
TOLD_OF_BREACH: Final = frozenset({AlertStage.BREACH, AlertStage.AFTER})


class Claimed(NamedTuple):
    """One time limit whose alert is due, as the sweep claims it: columns in the order of its statement."""

    key: int
    rule_id: str
    due_on: date
    due_at: datetime
    alert_stage: int
    alert_number: int
    revision: int
    responsible: int | None
    team: int | None
    about_worker: int | None
    child: int | None
    reference: str | None
    is_restricted: bool | None
    allocated_to: int | None
    childs_team: int | None
    position: int | None
    referral: str | None
    meeting_chair: int | None

    @property
    def is_for_front_door(self) -> bool:
        """Whether it is done at the front door: an assessment has its referral too, and is not."""
        return self.rule_id == "referral_decision" or self.child is None

    @property
    def spoken_of(self) -> tuple[str, str]:
        """The reference by which people speak of it, and the same with the child's place in the referral:
        brothers and sisters share one."""
        if self.referral is not None and self.is_for_front_door:
            return self.referral, f"{self.referral}, child {self.position}"
        return self.reference or "", self.reference or ""


class Rung(NamedTuple):
    """Where a clock of one rule and one due instant stands: the step to tell (None before the first), when
    the next one comes, who hears of it and in which words."""

    step: Step | None
    next_at: datetime | None
    roles: tuple[Recipient, ...]
    text: str
    urgency: str


@dataclass(frozen=True)
class Run:
    """What one run of the sweep knows from its first batch to its last."""

    at: datetime
    calendar: Calendar
    staff: Staff
    lead_agency: int


class Batch:
    """The claimed rows of one transaction and what follows from them."""

    def __init__(self, rows: Sequence[Claimed], run: Run) -> None:
        self.rows = rows
        self.run = run
        self._rungs: dict[tuple[str, date, datetime], Rung] = {}

    def rung(self, row: Claimed) -> Rung:
        """Where this clock stands now."""
        asked = (row.rule_id, row.due_on, row.due_at)
        if asked not in self._rungs:
            self._rungs[asked] = _rung(*asked, self.run)
        return self._rungs[asked]

    def marks(self) -> Iterator[tuple[int, int, int, datetime | None]]:
        """How far the telling of each row has gone: key, stage, number, and when it goes on."""
        for row in self.rows:
            step, next_at, *_ = self.rung(row)
            if step is None:
                yield row.key, row.alert_stage, row.alert_number, next_at
            else:
                yield row.key, STORED[step.stage], step.number, next_at

    def breached(self) -> list[Claimed]:
        """The rows that have run out and of which that has not been told yet, since their due day was set."""
        return [
            row
            for row in self.rows
            if (step := self.rung(row).step) is not None
            and step.stage.is_breached
            and row.alert_stage not in TOLD_OF_BREACH
        ]

    def lines(self) -> Iterator[Line]:
        """Everything to be told to everybody; only people named on a restricted record hear which it is."""
        for row in self.rows:
            rung = self.rung(row)
            if rung.step is not None:
                yield from self._lines(row, rung, rung.step)

    def listeners(self, row: Claimed) -> set[int]:
        """The keys of those who are told of it now, or would have been by an earlier step of the ladder."""
        rung = self.rung(row)
        told = [line.recipient for line in self._lines(row, rung, rung.step)] if rung.step is not None else []
        before = ladder.told_before(TIMESCALES[row.rule_id])
        return {*told, *(user.pk for user in self._told(row, before, is_breached=False))}

    def _lines(self, row: Claimed, rung: Rung, step: Step) -> Iterator[Line]:
        reference, label = row.spoken_of
        key = f"deadline:{row.key}:{row.revision}:{step.stage}:{step.number}"
        subject, kind = f"deadline:{row.key}", f"deadline_{step.stage}"
        told = self._told(row, rung.roles, is_breached=step.stage.is_breached)
        text = f"{label}: {rung.text}" if label else rung.text
        for user in told:
            yield Line(user.pk, key, kind, text, _path(row.key), reference, rung.urgency, subject)
        for head in self._heads_not_named(row, rung.roles, told):
            text = f"A record that you are not named on: {rung.text}"
            yield Line(head.pk, key, kind, text, reverse("home"), "", rung.urgency, subject)

    def _told(self, row: Claimed, roles: Iterable[Recipient], *, is_breached: bool) -> list[User]:
        staff = self.run.staff
        found = staff.told(roles, self._held(row), is_breached=is_breached)
        if not row.is_restricted and not staff.deputies:
            return found

        def may_hear(user: User) -> bool:
            return self._hearers.may_hear(
                user, child=row.child, is_restricted=bool(row.is_restricted), about_worker=row.about_worker
            )

        if row.is_restricted:
            found = [user for user in found if may_hear(user)] or staff.those(may_hear)
        return list({user.pk: user for user in staff.with_deputies(found, may_hear)}.values())

    def _heads_not_named(self, row: Claimed, roles: Iterable[Recipient], told: Sequence[User]) -> list[User]:
        """On a restricted record, the heads of service whose turn it is hear that there is something."""
        if not row.is_restricted or (told and Recipient.HEAD_OF_SERVICE not in roles):
            return []
        return [user for user in self.run.staff.heads if user not in told]

    def _held(self, row: Claimed) -> Held:
        people = self.run.staff.people
        worker = row.responsible
        if worker is None and row.team is None:
            about = people.get(row.about_worker) if row.about_worker is not None else None
            worker = about.line_manager_id if about is not None else row.allocated_to
        of_people = (people[key].team_id for key in (worker, row.about_worker) if key is not None)
        teams = (row.team, *of_people, row.childs_team)
        chairs = self._chairs.get(row.child, ()) if row.child is not None else ()
        team = next((team for team in teams if team is not None), None)
        return Held(worker, team, row.about_worker, chairs, row.meeting_chair)

    @cached_property
    def _hearers(self) -> access_telling.Hearers:
        children = {row.child for row in self.rows if row.child is not None}
        restricted = {row.child for row in self.rows if row.child is not None and row.is_restricted}
        return access_telling.hearers(
            restricted=restricted, children=children, users=self.run.staff.stand_ins()
        )

    @cached_property
    def _chairs(self) -> dict[int, tuple[int, ...]]:
        """The people who are involved as conference chair with the children whose chair is to be told."""
        asked = {row.child for row in self.rows if Recipient.CONFERENCE_CHAIR in self.rung(row).roles}
        if not asked:
            return {}
        chairing = Involvement.objects.filter(
            child__in=asked, role=InvolvementRole.CONFERENCE_CHAIR, until=None, user__isnull=False
        )
        found: dict[int, tuple[int, ...]] = {}
        for child, user in chairing.order_by("pk").values_list("child", "user"):
            found[child] = (*found.get(child, ()), user)
        return found


def _rung(rule_id: str, due_on: date, due_at: datetime, run: Run) -> Rung:
    rule, due = TIMESCALES[rule_id], Due(at=due_at, on=due_on)
    step = ladder.step_at(rule, due, run.calendar, run.at)
    next_at = ladder.next_at(rule, due, run.calendar, run.at)
    if step is None:
        return Rung(None, next_at, (), "", Urgency.NORMAL)
    urgency = Urgency.URGENT if step.is_urgent else Urgency.NORMAL
    return Rung(step, next_at, ladder.told(rule, step), _text(rule_id, due_on, due_at, step.stage), urgency)


def _text(rule_id: str, due_on: date, due_at: datetime, stage: Stage) -> str:
    rule = TIMESCALES[rule_id]
    by_the_hour = rule.unit is Unit.HOURS
    due = f"due on {datetime_text(due_at)}" if by_the_hour else f"due by the end of {date_text(due_on)}"
    still = " and is still open" if stage is Stage.AFTER else ""
    return f"{rule.label} {'was' if stage.is_breached else 'is'} {due}{still}"


def _path(key: int) -> str:
    """The address that finds the page of the act for whoever reads the alert, when they read it."""
    return _address().replace("/0/", f"/{key}/")


@cache
def _address() -> str:
    """That address with its key still to be filled in: asked for once, not for each row."""
    return reverse("deadline_act", args=[0])


# Columns that are the same for all stand in the statement; the rest comes in arrays, one for each column.
_WRITE_BREACHES: Final = """
INSERT INTO cases_event
    (child_id, occurred_at, what_happened, source_reference, kind, recorded_at, agency_id, significance,
     sensitivity, impact_on_child, themes)
SELECT line.*, %s, %s, %s, %s, %s, '', '{}'
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[]) AS line
"""


class Breach(NamedTuple):
    """One line of a chronology: a time limit has passed. `source` is the referral's reference, if any."""

    child: int
    rule_id: str
    due_on: date
    due_at: datetime
    source: str


def write_breaches(breaches: Sequence[Breach], *, agency: int, at: datetime) -> None:
    """Write breaches into the children's chronologies for the lead agency; no person did them."""
    if not breaches:
        return
    columns = (
        [row.child for row in breaches],
        [row.due_at for row in breaches],
        [_breach_text(row) for row in breaches],
        [row.source for row in breaches],
    )
    same = (EventKind.DEADLINE_BREACHED, at, agency, Significance.NOTABLE, Sensitivity.PROFESSIONALS)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_BREACHES, [*same, *columns])


def _breach_text(row: Breach) -> str:
    return f"Time limit passed: {_text(row.rule_id, row.due_on, row.due_at, Stage.BREACH)}"
