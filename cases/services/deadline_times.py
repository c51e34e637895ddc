"""When a clock runs out and is told: the rule as it was when it started, and what moves its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import cast

from cases.models import Deadline
from cases.models.deadline import AlertStage
from cases.queries import working_calendar
from safeguarding.rules import ladder, past_horizon, pauses
from safeguarding.rules.london_time import end_of_day
from safeguarding.rules.timescales import TIMESCALES, Authority, Due, Timescale, Unit
from safeguarding.rules.working_days import Calendar


def rule_of(deadline: Deadline) -> Timescale:
    """The rule as it was when the clock started: a local amount changed since then moves nothing."""
    rule = TIMESCALES[deadline.rule_id].with_amount(deadline.amount, Unit(deadline.unit))
    return replace(rule, edition=deadline.edition)


def own_date(rule: Timescale) -> str:
    """What the date that the rule itself sets is called beside another that was agreed."""
    is_statutory = rule.authority in {Authority.LAW, Authority.STAT}
    return "statutory date" if is_statutory else "date that the rule sets"


def move_to(deadline: Deadline, due_on: date) -> None:
    """Agree another day on the (locked) `deadline`; its alerts are told anew.

    The statutory day itself stands for the rule's own instant, by the hour where hours are counted.
    """
    own = due_on == deadline.statutory_due_on
    due = Due(at=deadline.statutory_due_at if own else end_of_day(due_on), on=due_on)
    _tell_anew(deadline, due, working_calendar.current())


def end_pause(deadline: Deadline, at: datetime) -> None:
    """Let the paused (locked) `deadline` run again: both its dates move on by the pause."""
    calendar, since = working_calendar.current(), cast(datetime, deadline.paused_at)
    agreed = Due(at=deadline.due_at, on=deadline.due_on)
    statutory = Due(at=deadline.statutory_due_at, on=deadline.statutory_due_on)
    statutory = pauses.extended(statutory, since, at, calendar)
    deadline.statutory_due_on, deadline.statutory_due_at = statutory.on, statutory.at
    deadline.paused_at, deadline.paused_by, deadline.paused_reason = None, None, ""
    _tell_anew(deadline, pauses.extended(agreed, since, at, calendar), calendar)


def _tell_anew(deadline: Deadline, due: Due, calendar: Calendar) -> None:
    # A reminder past the horizon comes by the working week: never too late.
    known = past_horizon.weekdays(calendar)
    deadline.next_alert_at = ladder.first_at(rule_of(deadline), due, known)
    deadline.due_on, deadline.due_at = due.on, due.at
    deadline.revision += 1
    deadline.alert_stage, deadline.alert_number = AlertStage.NONE, 0
