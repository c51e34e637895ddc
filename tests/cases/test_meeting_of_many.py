"""A meeting about eight children with sixty people asked costs what a small one costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind
from cases.services import invitations, meeting_actions, meeting_information, meetings
from safeguarding.rules.london_time import london_date
from tests.factories import partnership, records

INVITED, CHILDREN = 60, 8
# What the page of a small meeting asks, and the page on which attendance is taken.
BUDGETS = {"": 13, "attendance/": 9}


def _planned(personas, *, children: int, invited: int):
    at, by = timezone.now(), personas.social_worker
    about = [records.child(f"Child{number}", "Example", by=by, at=at) for number in range(children)]
    meeting = meetings.plan(
        kind=MeetingKind.STRATEGY_MEETING,
        children=about,
        starts_at=at + timedelta(days=1),
        ends_at=at + timedelta(days=1, hours=1),
        format=MeetingFormat.HYBRID,
        reason="Eight children of one household",
        by=by,
        at=at,
    )
    common = {"meeting": meeting, "by": by, "at": at}
    for number in range(invited):
        if number % 3:
            invitations.invite_outside(
                name=f"Parent {number}", email="", copy_kind=CopyKind.PARENTS, about=about, **common
            )
            continue
        person = partnership.user(f"Invited {children} {number}", personas.police.agency)
        asked = invitations.invite_user(user=person, **common)
        invitations.give_report(invitation=asked, text="What is known", by=by, at=at)
        meeting_information.share(agency=person.agency, child=about[0], text="What is known", **common)
        meeting_actions.add(what="Visit", owner=person, due_on=london_date(at), child=about[-1], **common)
    return meeting


@pytest.mark.parametrize("page", sorted(BUDGETS))
def test_sixty_people_and_eight_children_stay_within_the_budget(personas, sign_in, page):
    large = _planned(personas, children=CHILDREN, invited=INVITED)
    client = sign_in(personas.social_worker)
    path = f"/meetings/{large.reference}/{page}"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    assert "Parent 59" in answer.content.decode()
    asked = [query["sql"][:120] for query in queries]
    assert len(asked) <= BUDGETS[page], "\n".join(asked)
