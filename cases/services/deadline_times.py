"""When a clock runs out and is told: the rule as it was when it started, and what moves its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import cast

from cases.exceptions import DomainError
from cases.models import Deadline
from cases.models.deadline import AlertStage
from cases.queries import working_calendar
from safeguarding.rules import pauses, timescales
from safeguarding.rules.london_time import end_of_day
from safeguarding.rules.timescales import TIMESCALES, Due, Timescale, Unit
from safeguarding.rules.working_days import BeyondCalendar, Calendar


def rule_of(deadline: Deadline) -> Timescale:
    """The rule as it was when the clock started: a local amount changed since then moves nothing."""
    rule = TIMESCALES[deadline.rule_id]
    return replace(rule, amount=deadline.amount, unit=Unit(deadline.unit), edition=deadline.edition)


def first_alert(rule: Timescale, due: Due, calendar: Calendar) -> datetime | None:
    """When `due` is first told; None for a clock that only reports, which is never swept.

    Raises BeyondCalendar.
    """
    if not rule.told_on_breach:
        return None
    return timescales.alert_at(rule.id, due, calendar) or due.at


def move_to(deadline: Deadline, due_on: date) -> None:
    """Agree another day on the (locked) `deadline`; its alerts are told anew. Raises DomainError.

    The statutory day itself stands for the rule's own instant, by the hour where hours are counted.
    """
    own = due_on == deadline.statutory_due_on
    due = Due(at=deadline.statutory_due_at if own else end_of_day(due_on), on=due_on)
    _tell_anew(deadline, due, working_calendar.current())


def end_pause(deadline: Deadline, at: datetime) -> None:
    """Let the paused (locked) `deadline` run again: both its dates move by the pause. Raises DomainError."""
    calendar = working_calendar.current()
    try:
        agreed, statutory = _after_the_pause(deadline, at, calendar)
    except BeyondCalendar as horizon:
        raise DomainError(str(horizon)) from horizon
    _run_on(deadline, statutory)
    _tell_anew(deadline, agreed, calendar)


def end_pause_as_met(deadline: Deadline, at: datetime) -> None:
    """As `end_pause` for what is met while it is paused: never an error, nobody is told of it any more."""
    try:
        agreed, statutory = _after_the_pause(deadline, at, working_calendar.current())
    except BeyondCalendar:
        agreed, statutory = (
            pauses.extended_by_plain_days(due, _paused_at(deadline), at) for due in _dues(deadline)
        )
    _run_on(deadline, statutory)
    deadline.due_on, deadline.due_at = agreed.on, agreed.at


def _dues(deadline: Deadline) -> tuple[Due, Due]:
    return (
        Due(at=deadline.due_at, on=deadline.due_on),
        Due(at=deadline.statutory_due_at, on=deadline.statutory_due_on),
    )


def _paused_at(deadline: Deadline) -> datetime:
    return cast(datetime, deadline.paused_at)


def _after_the_pause(deadline: Deadline, at: datetime, calendar: Calendar) -> tuple[Due, Due]:
    agreed, statutory = _dues(deadline)
    since = _paused_at(deadline)
    return pauses.extended(agreed, since, at, calendar), pauses.extended(statutory, since, at, calendar)


def _run_on(deadline: Deadline, statutory: Due) -> None:
    deadline.statutory_due_on, deadline.statutory_due_at = statutory.on, statutory.at
    deadline.paused_at, deadline.paused_by, deadline.paused_reason = None, None, ""


def _tell_anew(deadline: Deadline, due: Due, calendar: Calendar) -> None:
    try:
        deadline.next_alert_at = first_alert(rule_of(deadline), due, calendar)
    except BeyondCalendar as horizon:
        raise DomainError(str(horizon), field="due_on") from horizon
    deadline.due_on, deadline.due_at = due.on, due.at
    deadline.revision += 1
    deadline.alert_stage, deadline.alert_number = AlertStage.NONE, 0
