"""Who hears of a meeting's own clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.meeting_states import MeetingFormat
from cases.models import Deadline, ReferralChild
from cases.services import deadline_sweep
from cases.services import front_door as door
from safeguarding.notifications.models import Notification
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.services import calling, holding
from strategy_meetings.services.calling import Call
from strategy_meetings.states import Trigger
from tests.factories import front_door, records, referrals
from tests.strategy_meetings.steps import QUORUM, attend, call, when

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


def test_one_meeting_stops_the_clocks_of_both_children_of_a_referral(personas, child, at, go):
    both = (referrals.MAISIE, referrals.ALFIE)
    first = front_door.part(by=personas.school, at=at, children=both)
    by = personas.team_manager
    brother = records.child("Rory", "Ashdown", by=by, at=at)
    mother = records.person("Ruth", "Ashdown", by=by, at=at)
    for each in (child, brother):
        records.relate(mother, each.person, "mother", by=by, at=at, in_household=True)
    second = ReferralChild.objects.get(referral=first.referral, position=2)
    for part, who in ((first, child), (second, brother)):
        row = door.match(referral_child=part, child=who, by=personas.front_door_worker, at=at)
        front_door.decided(row, by=personas.front_door_manager, at=at, outcome="strategy_meeting")
    running = Deadline.objects.filter(
        rule_id__startswith="strategy_discussion", met_at=None, cancelled_at=None
    )
    assert running.count() == 2
    where = (child.reference, first.referral.reference, 1)
    sent = call(personas, child, at, children=[child.reference, brother.reference])
    go("front_door_manager", "strategy_call_referral", *where, **sent)
    called = StrategyMeeting.objects.select_related("meeting").get()
    page = go("front_door_manager", "front_door_child", first.referral.reference, 2)
    assert reverse("meeting", args=[called.meeting.reference]) in page
    attend(called, personas, QUORUM, at)
    go("front_door_manager", "strategy_hold", called.meeting.reference, **when("held_at", at))
    assert list(running) == []
