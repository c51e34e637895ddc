"""Alex: the school's call the same day brings police, health and social care to one table."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse

from cases.meeting_states import Attendance
from cases.models import Deadline, Invitation
from cases.services import attendance
from cases.services.attendance import Mark
from safeguarding.accounts.models import AgencyKind
from safeguarding.demo.stories import alex
from safeguarding.rules.quorum import HEALTH
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.services import holding
from tests.factories import front_door
from tests.scenarios.conftest import AT, Told

STORY = alex
KEY, CHILD = "picture", "jodie"


def _ticked(page: str, name: str) -> list[str]:
    """What the page proposes: the boxes of this name that are ticked already."""
    return re.findall(rf'name="{name}" type="checkbox" value="([^"]+)" checked', page)


def _call(told: Told) -> StrategyMeeting:
    """The manager decides on a strategy meeting and calls it, through the pages."""
    part = told.match(KEY, CHILD)
    manager = told.stage.staff("front_door_manager")
    front_door.decided(part, by=manager, at=told.stage.at, outcome="strategy_meeting")
    part = told.part(KEY, CHILD)
    page = told.page("front_door_manager", "front_door_child", part.referral.reference, part.position)
    path = reverse(
        "strategy_call_referral", args=[part.child.reference, part.referral.reference, part.position]
    )
    assert path in page
    when = {"day": AT.day, "month": AT.month, "year": AT.year}
    client = told.sign_in(manager)
    form = client.get(path).content.decode()
    answer = client.post(
        path,
        {
            "reason": "A picture, and what she describes is rape",
            **{f"concern_at_{name}": value for name, value in when.items()},
            "concern_at_time": "09:00",
            **{f"starts_at_{name}": value for name, value in when.items()},
            "starts_at_time": "15:00",
            "harm": _ticked(form, "harm"),
            "children": [part.child.reference],
            "minutes": "60",
            "format": "online",
            "chair": str(manager.pk),
            "minute_taker": str(manager.pk),
        },
    )
    assert answer.status_code == 303, answer.content.decode()
    people = _ticked(client.get(answer.url).content.decode(), "people")
    assert client.post(answer.url, {"people": people}).status_code == 303
    return StrategyMeeting.objects.select_related("meeting").get()


def test_the_schools_call_the_same_day_brings_police_health_and_social_care(told: Told) -> None:
    """In the review parents were told to ring the police, and nobody met.

    Given the school's call was decided on as a strategy meeting,
    when the manager calls it from the referral,
    then it is the same day, and police, health, social care and the school are asked, each for their part.
    """
    strategy = _call(told)

    assert strategy.is_same_day
    asked = list(Invitation.objects.filter(meeting=strategy.meeting).select_related("agency"))
    kinds = {row.agency.kind for row in asked}
    assert {AgencyKind.POLICE, AgencyKind.SCHOOL} <= kinds
    assert kinds & HEALTH
    assert AgencyKind.CHILDRENS_SOCIAL_CARE in kinds
    assert all(row.part for row in asked)
    assert {row.agency.kind for row in asked if not row.is_required}.isdisjoint({AgencyKind.POLICE, *HEALTH})


def test_an_attempt_without_health_is_inquorate_and_shows_it(told: Told) -> None:
    """Meetings were held without health, and nobody could see that they were.

    Given everybody who is asked comes but health,
    when the meeting is held with the reason why,
    then it stands as inquorate, unsigned, and a full meeting must follow.
    """
    strategy = _call(told)
    manager = told.stage.staff("front_door_manager")
    rows = Invitation.objects.filter(meeting=strategy.meeting).exclude(agency__kind__in=HEALTH)
    marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in rows}
    assert attendance.record(meeting=strategy.meeting, marks=marks, by=manager, at=AT) == []

    at = AT + timedelta(hours=6)
    holding.hold(strategy=strategy, held_at=at, inquorate_reason="The surgery was shut", by=manager, at=at)

    page = told.page("front_door_manager", "strategy_meeting", strategy.meeting.reference)
    assert "Inquorate: held without health" in page
    assert "No manager has signed this" in page
    clocks = Deadline.objects.filter(rule_id="strategy_follow_up", met_at=None)
    assert clocks.exists()
