"""Who hears of a meeting's own clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.meeting_states import MeetingFormat
from cases.models import Deadline
from cases.services import deadline_sweep
from safeguarding.notifications.models import Notification
from strategy_meetings.services import calling, holding
from strategy_meetings.services.calling import Call
from strategy_meetings.states import Trigger
from tests.strategy_meetings.steps import attend

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_chair_hears_that_the_record_is_late(personas, child, at):
    chair = personas.front_door_manager
    facts = Call(
        trigger=Trigger.EVENT,
        reason="A bruise that nobody explained",
        concern_at=at,
        is_same_day=True,
        starts_at=at + HOUR,
        ends_at=at + 2 * HOUR,
        format=MeetingFormat.ONLINE,
        chair=chair,
        minute_taker=personas.business_support,
    )
    strategy = calling.call(facts=facts, children=[child], by=personas.social_worker, at=at)
    attend(strategy, personas, ("social_worker", "police", "gp"), at)
    holding.hold(strategy=strategy, held_at=at + HOUR, by=personas.social_worker, at=at + 2 * HOUR)
    record = Deadline.objects.get(rule_id="strategy_record", met_at=None)
    deadline_sweep.sweep(at=record.due_at + HOUR)
    told = Notification.objects.filter(kind="deadline_breach", subject=f"deadline:{record.pk}")
    assert chair in {note.recipient for note in told}
