"""Clocks with a provisional day get their certain one once the calendar goes on past it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from cases.models import Deadline
from cases.models.deadline import AlertStage
from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications.services import withdraw
from safeguarding.rules import ladder, past_horizon
from safeguarding.rules.timescale_rows import Unit
from safeguarding.rules.timescales import TIMESCALES, Timescale
from safeguarding.rules.working_days import Calendar
from safeguarding.ui.filters import date_text

_BATCH: Final = 500


@transaction.atomic
@as_service(Service.TIMESCALES)
def settle(*, calendar: Calendar, at: datetime) -> int:
    """Count anew the running clocks that were counted past an older calendar's end; returns how many moved.

    What people have moved keeps the day that was agreed: only the rule's own day beside it becomes certain.
    """
    settled, last = 0, 0
    while batch := _batch(calendar, last):
        settled += sum(_settle(deadline, calendar, at) for deadline in batch)
        last = batch[-1].pk
    return settled


def _batch(calendar: Calendar, after: int) -> list[Deadline]:
    waiting = Deadline.objects.filter(
        counted_past__lt=calendar.horizon, met_at=None, cancelled_at=None, pk__gt=after
    )
    return list(waiting.order_by("pk").select_for_update(no_key=True)[:_BATCH])


def _settle(deadline: Deadline, calendar: Calendar, at: datetime) -> bool:
    rule = as_it_started(deadline)
    counted = past_horizon.count(rule, deadline.starts_at, calendar)
    has_moved = counted.due.at != deadline.due_at and deadline.rescheduled_at is None
    deadline.counted_past = counted.horizon
    deadline.statutory_due_on, deadline.statutory_due_at = counted.due.on, counted.due.at
    if has_moved:
        deadline.due_on, deadline.due_at = counted.due.on, counted.due.at
    # What is missed by the certain day too was told of already.
    tells_anew = has_moved and counted.due.at > at
    if tells_anew:
        deadline.revision += 1
        deadline.alert_stage, deadline.alert_number = AlertStage.NONE, 0
        deadline.next_alert_at = ladder.first_at(rule, counted.due, counted.calendar)
    reason = f"The bank holidays until {date_text(calendar.horizon)} are known now: the day is certain"
    deadline.record(by=None, at=at, reason=reason)
    if tells_anew:
        withdraw(subjects=[f"deadline:{deadline.pk}"], at=at)
    return has_moved


def as_it_started(deadline: Deadline) -> Timescale:
    """The rule with the amount that the clock started under."""
    return TIMESCALES[deadline.rule_id].with_amount(deadline.amount, Unit(deadline.unit))
