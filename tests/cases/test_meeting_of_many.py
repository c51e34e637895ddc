"""A meeting of sixty people and eight children costs what a small one costs; an act, so much for each."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Invitation
from cases.services import meetings
from safeguarding.accounts.identity import as_user
from tests.cases.test_minutes_pages import posted
from tests.factories import large_meeting
from tests.factories.large_meeting import INVITED

# What a page asks of the database, however many are asked to the meeting.
PAGES = {"meeting": 14, "meeting_attendance": 10, "minutes_draft": 15}
# What an act asks: once, and for each of those asked (a row, its history, and what tells them).
ACTS = {"meeting_attendance": (9, 2), "minutes_draft": (23, 0), "minutes_approve": (14, 0)}
# Most of it for those outside, who get a new link each.
DISTRIBUTING = (17, 7)


@pytest.fixture
def large(personas):
    return large_meeting.planned(personas, at=timezone.now(), with_emails=True)


@contextmanager
def at_most(budget: int):
    with CaptureQueriesContext(connection) as queries:
        yield
    asked = [query["sql"][:120] for query in queries]
    assert len(asked) <= budget, f"{len(asked)} instead of {budget}\n" + "\n".join(asked[:80])


@pytest.mark.parametrize("name", sorted(PAGES))
def test_sixty_people_and_eight_children_stay_within_the_budget(personas, large, sign_in, name):
    if name == "minutes_draft":
        _hold(large, personas)
    client = sign_in(personas.social_worker)
    path = reverse(name, args=[large.reference])
    client.get(path)
    with at_most(PAGES[name]):
        answer = client.get(path)
    assert answer.status_code == 200
    assert "Parent 59" in answer.content.decode()


def _hold(meeting, personas):
    with as_user(personas.social_worker):
        now = timezone.now()
        meetings.hold(meeting=meeting, held_at=now, by=personas.social_worker, at=now)


def _budget(act: tuple[int, int]) -> int:
    once, each = act
    return once + each * INVITED


def test_each_act_asks_so_much_for_each_of_those_asked(personas, large, sign_in):
    worker, chair = sign_in(personas.social_worker), sign_in(personas.team_manager)

    def act(client, name: str, data: dict[str, str], budget: tuple[int, int], *parts: int) -> None:
        path = reverse(name, args=[large.reference, *parts])
        with at_most(_budget(budget)):
            answer = client.post(path, data)
        assert answer.status_code == 303, name

    path = reverse("meeting_attendance", args=[large.reference])
    marks = posted(worker.get(path))
    for row in Invitation.objects.filter(meeting=large):
        marks |= {f"seen-{row.pk}": "unknown", f"came-{row.pk}": "attended"}
    act(worker, "meeting_attendance", marks, ACTS["meeting_attendance"])
    assert Invitation.objects.filter(meeting=large, attendance="attended").count() == INVITED
    _hold(large, personas)
    typed = posted(worker.get(reverse("minutes_draft", args=[large.reference])))
    act(worker, "minutes_draft", typed, ACTS["minutes_draft"])
    act(chair, "minutes_approve", {"number": "1"}, ACTS["minutes_approve"], 1)
    act(chair, "minutes_distribute", {"number": "1"}, DISTRIBUTING, 1)
