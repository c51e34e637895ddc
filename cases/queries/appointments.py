"""A child's appointments, what the missed ones come to, and their pattern by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases import access_voice
from cases.exceptions import NotVisibleError
from cases.models import Appointment, Child, Deadline, MissedAppointmentLimits, Plan
from cases.voice_states import AppointmentOutcome
from safeguarding.accounts.models import User
from safeguarding.rules import ages, was_not_brought
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.was_not_brought import DEFAULTS, Finding, Limits, Outcome

QUARTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Quarter:
    """How appointments of three months ended."""

    words: str
    attended: int
    missed: int
    put_off: int


@dataclass(frozen=True, slots=True)
class Line:
    """One appointment as the page shows it."""

    row: Appointment
    outcome: str
    is_missed: bool
    may_change: bool
    may_follow_up: bool


@dataclass(frozen=True, slots=True)
class Appointments:
    """The page of a child's appointments."""

    lines: list[Line]
    finding: Finding
    limits: Limits
    pattern: list[Quarter]
    supervision: Deadline | None


def limits_in_force() -> Limits:
    """The partnership's newest numbers, or the defaults."""
    row = MissedAppointmentLimits.objects.first()
    if row is None:
        return DEFAULTS
    return Limits(row.in_a_row, row.in_a_year, row.persistent_in_a_row, row.persistent_in_a_year)


def limits_so_far() -> list[MissedAppointmentLimits]:
    """The partnership's own numbers, the newest first."""
    return list(MissedAppointmentLimits.objects.select_related("set_by"))


def has_plan_or_is_unborn(child: Child) -> bool:
    """Whether a plan runs for the child, or the child isn't born yet."""
    person = child.person
    if ages.is_unborn(person.date_of_birth, person.expected_date):
        return True
    return Plan.objects.filter(child=child, ended_on=None).exists()


def finding(child: Child, *, today: date) -> Finding:
    """What the child's missed appointments, with all services, come to."""
    rows = Appointment.objects.filter(child=child).exclude(outcome="")
    return _finding(child, rows, limits_in_force(), today)


def _finding(child: Child, rows: Iterable[Appointment], limits: Limits, today: date) -> Finding:
    return was_not_brought.assess(
        [_as_rule(row) for row in rows if row.outcome],
        today=today,
        has_plan_or_is_unborn=has_plan_or_is_unborn(child),
        limits=limits,
    )


def _as_rule(row: Appointment) -> was_not_brought.Appointment:
    return was_not_brought.Appointment(
        row.on, Outcome(row.outcome), f"{row.agency_id} {row.service.casefold()}"
    )


def appointments(user: User, child: Child, *, today: date, can_write: bool) -> Appointments:
    """The child's appointments, the newest first, and what they come to; for a page that may be read.

    `can_write`: the person may change what they see here (not in an emergency, not on paper).
    """
    rows = list(
        access_voice.visible_appointments(user)
        .filter(child=child)
        .select_related("agency", "recorded_by", "followed_up_by")
    )
    may_follow = can_write and access_voice.may_follow_up(user, child)
    limits = limits_in_force()
    return Appointments(
        lines=[
            Line(
                row=row,
                outcome=AppointmentOutcome(row.outcome).label if row.outcome else "Still to come",
                is_missed=row.outcome in was_not_brought.NOT_SEEN,
                may_change=can_write and access_voice.may_change(user, row),
                may_follow_up=may_follow
                and row.outcome in was_not_brought.NOT_SEEN
                and row.followed_up_at is None,
            )
            for row in rows
        ],
        finding=_finding(child, rows, limits, today),
        limits=limits,
        pattern=pattern(rows, today=today),
        supervision=Deadline.objects.filter(
            child=child, rule_id="supervision_was_not_brought", met_at=None, cancelled_at=None
        ).first(),
    )


def get_appointment(user: User, child: Child, pk: int) -> Appointment:
    """The child's appointment with this key; raises NotVisibleError."""
    found = access_voice.visible_appointments(user).filter(child=child, pk=pk)
    row = found.select_related("agency", "child__person").first()
    if row is None:
        raise NotVisibleError
    return row


def pattern(rows: Iterable[Appointment], *, today: date) -> list[Quarter]:
    """How appointments ended, by three months each, the last of which end today; the oldest first."""
    known = [row for row in rows if row.outcome]
    quarters = []
    for number in reversed(range(QUARTERS)):
        until, since = add_months(today, -3 * number), add_months(today, -3 * (number + 1))
        ended = [row.outcome for row in known if since < row.on <= until]
        quarters.append(
            Quarter(
                words=f"{since:%b %Y} to {until:%b %Y}",
                attended=ended.count(Outcome.ATTENDED),
                missed=sum(outcome in was_not_brought.NOT_SEEN for outcome in ended),
                put_off=ended.count(Outcome.RESCHEDULED),
            )
        )
    return quarters
