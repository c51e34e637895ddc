"""What meetings and enquiries leave in a child's history."""

from __future__ import annotations

import pytest
import time_machine

from cases.queries import history
from cases.queries.history import Filters
from cases.services import meeting_information
from cases.states import Sensitivity
from safeguarding.accounts.identity import as_user
from tests.factories import records
from tests.strategy_meetings.steps import decide

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at):
    with time_machine.travel(at, tick=False):
        yield


def changes(user, child, part):
    with as_user(user):
        return history.page(history.read(user, child), filters=Filters(part=part)).changes


def test_a_decision_and_its_enquiry_stand_in_the_history_in_words(personas, called, child, at, go):
    decide(personas, called, child, at, go)
    [decision] = changes(personas.social_worker, child, "strategydecision")
    said = {each.label: each.after for each in decision.differences}
    assert decision.what == "Decision of a strategy meeting"
    assert "Section 47 enquiry jointly with the police" in said["Outcomes"]
    assert said["Reasons"] == "Unexplained injury"
    [enquiry] = changes(personas.social_worker, child, "section47enquiry")
    assert enquiry.is_new
    page = go("social_worker", "child_history", child.reference)
    assert "Strategy meeting" in page
    assert "Invitation to a meeting" in page


def test_what_the_police_alone_may_read_is_not_in_the_history_of_others(personas, called, child, at, go):
    decide(personas, called, child, at, go)
    police = personas.police
    facts = {"meeting": called.meeting, "at": at, "by": police, "agency": police.agency, "child": child}
    meeting_information.share(text="Seen near the docks", sensitivity=Sensitivity.POLICE, **facts)
    meeting_information.share(text="Stopped on Friday", **facts)
    found = changes(personas.social_worker, child, "sharedinformation")
    assert {each.after for one in found for each in one.differences if each.label == "What was said"} == {
        "Stopped on Friday"
    }


def test_a_meeting_about_a_hidden_brother_is_not_in_the_childs_history(personas, called, child, at, go):
    brother = records.child("Rory", "Ashdown", by=personas.team_manager, at=at)
    called.meeting.children.model(meeting=called.meeting, child=brother).record(
        by=personas.team_manager, at=at, reason="test data"
    )
    assert changes(personas.front_door_worker, child, "meeting")
    brother.is_restricted, brother.restricted_reason = True, "A member of staff's family"
    brother.record(by=personas.head_of_service, at=at, reason="A member of staff's family")
    for part in ("meeting", "strategymeeting", "invitation"):
        assert changes(personas.front_door_worker, child, part) == []
