"""The pages of concerns that recur: what each reader sees, and a manager's decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cases import access
from cases.models import Draft, Event
from cases.states import Sensitivity
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.states import RecurrenceState
from tests.factories import records

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hit(personas, at, time_machine):
    time_machine.move_to(at)
    child = records.child(by=personas.team_manager, at=at)
    lines = [
        records.event(child, by=personas.school, at=at - DAY, what_happened="Hungry at school"),
        records.event(
            child,
            by=personas.police,
            at=at,
            what_happened="An operation",
            sensitivity=Sensitivity.POLICE,
        ),
    ]
    made = RecurrenceHit(
        child=child,
        theme="neglect",
        evidence=[line.pk for line in lines],
        agencies=2,
        text="Neglect: 2 contacts from 2 agencies.",
        found_at=at,
    )
    made.record(by=None, at=at, reason="Found")
    return made


def _path(hit, name="recurrence_hit"):
    return reverse(name, args=[hit.child.reference, hit.pk])


def test_lines_that_the_reader_may_not_read_are_counted_and_not_shown(personas, hit, sign_in):
    page = sign_in(personas.social_worker).get(_path(hit)).content.decode()
    assert "Hungry at school" in page
    assert "An operation" not in page
    assert "1 further line that you may not read" in page


def test_only_managers_are_offered_the_decision_against_a_meeting(personas, hit, sign_in):
    decline = _path(hit, "recurrence_decline")
    assert decline in sign_in(personas.team_manager).get(_path(hit)).content.decode()
    assert decline not in sign_in(personas.social_worker).get(_path(hit)).content.decode()


def test_a_decision_is_saved_with_its_rationale_and_stands_on_the_page(personas, hit, sign_in):
    client = sign_in(personas.team_manager)
    empty = client.post(_path(hit, "recurrence_decline"), {"rationale": " "})
    assert "Say why no strategy meeting is called" in empty.content.decode()
    words = "Both calls were about one morning; the plan covers it"
    answer = client.post(_path(hit, "recurrence_decline"), {"rationale": words})
    assert answer.status_code == 303
    hit.refresh_from_db()
    assert (hit.state, hit.decided_by) == (RecurrenceState.DECLINED, personas.team_manager)
    page = client.get(_path(hit)).content.decode()
    assert words in page
    assert _path(hit, "recurrence_decline") not in page
    listed = client.get(reverse("recurrences")).content.decode()
    assert "Nothing waits for a decision." in listed
    assert _path(hit) in listed


def test_what_is_typed_is_kept_and_the_second_to_decide_is_told(personas, hit, sign_in):
    first, second = sign_in(personas.team_manager), sign_in(personas.head_of_service)
    path = _path(hit, "recurrence_decline")
    second.post(path, {"rationale": "Half a thought"}, headers={"X-Autosave": "1"})
    assert Draft.objects.filter(author=personas.head_of_service).count() == 1
    first.post(path, {"rationale": "Decided"})
    answer = second.post(path, {"rationale": "Decided as well"})
    assert "has decided on this already" in answer.content.decode()
    assert "Decided as well" in answer.content.decode()
    hit.refresh_from_db()
    assert hit.rationale == "Decided"


def test_an_open_hit_of_one_child_is_not_found_below_another(personas, hit, at, sign_in):
    other = records.child(by=personas.team_manager, at=at)
    answer = sign_in(personas.team_manager).get(reverse("recurrence_hit", args=[other.reference, hit.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("is_for_all", [False, True], ids=["a line of the police", "open lines alone"])
def test_the_network_reads_of_a_decision_that_rests_on_what_it_may_read_alone(
    personas, hit, at, sign_in, is_for_all
):
    records.involve(hit.child, personas.school, by=personas.team_manager, at=at)
    if is_for_all:
        hit.evidence = hit.evidence[:1]
        hit.record(by=None, at=at, reason="test data")
    page = sign_in(personas.team_manager).post(
        _path(hit, "recurrence_decline"), {"rationale": "Visited, and all is well"}
    )
    assert page.status_code == 303
    line = Event.objects.get(child=hit.child, kind="recurrence_decision")
    reads = {
        name: access.visible_events(getattr(personas, name)).filter(pk=line.pk).exists()
        for name in ("social_worker", "school")
    }
    assert reads == {"social_worker": True, "school": is_for_all}
