"""Neglect family: the school dissents in a core group, nobody challenges, and the office sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cases.meeting_states import Attendance
from cases.models import Invitation
from cases.services import attendance
from cases.services.attendance import Mark
from core_groups.models import CoreGroup
from safeguarding.accounts.identity import as_user
from tests.factories import core_groups

pytestmark = pytest.mark.django_db
WORDS = "Four years of the same words. He is still hungry, and we are told it is not enough."


@pytest.fixture
def held(personas, at) -> CoreGroup:
    """A core group at which the school and the health visitor were."""
    group = core_groups.planned(core_groups.plan(personas, at), personas=personas, at=at)
    chair = personas.health_visitor
    rows = Invitation.objects.filter(meeting=group.meeting, agency__isnull=False)
    with as_user(chair):
        marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in rows}
        attendance.record(meeting=group.meeting, marks=marks, by=chair, at=at)
    return core_groups.held(group, at)


def silences(sign_in, personas, at) -> str:
    with time_machine.travel(at, tick=False):
        page = sign_in(personas.partnership_admin).get(reverse("challenge_desk"))
    assert page.status_code == 200
    text: str = page.content.decode()
    # The section alone, up to the next one.
    return text.split('id="silence"')[1].split("<h2", maxsplit=1)[0]


def test_dissent_that_nobody_followed_up_is_seen_until_somebody_does(sign_in, personas, held, at):
    """In the review each agency was told no, minuted its dissent, and left it at that.

    Given the school says in the core group that it doesn't agree, and raises no challenge,
    when a fortnight later the partnership's office opens its desk, then the silence stands there without a
    name; when the school challenges after all, then it stands there no more.
    """
    child = held.meeting.children.get().child
    school = personas.school
    assert "No dissent of the last year" in silences(sign_in, personas, at)

    with time_machine.travel(at + timedelta(hours=3), tick=False):
        sent = sign_in(school).post(
            reverse("core_group_dissent", args=[held.meeting.reference, child.reference]),
            {"agency": str(school.agency_id), "words": WORDS},
        )
    assert sent.status_code == 303, sent.content.decode()[:2000]

    later = silences(sign_in, personas, at + timedelta(days=14))
    assert school.agency.name in later
    assert "Core group" in later
    assert ">14<" in re.sub(r"\s", "", later)
    assert WORDS not in later
    assert child.person.family_name not in later

    with time_machine.travel(at + timedelta(days=15), tick=False):
        raised = sign_in(school).post(
            reverse("challenge_new", args=[child.reference]),
            {
                "is_danger": "no",
                "interim_safety": "Breakfast and dinner at school every day",
                "against": str(personas.social_worker.agency_id),
                "ground": "plan_not_progressing",
                "concern": WORDS,
                "outcome_sought": "The conference is brought forward",
            },
        )
    assert raised.status_code == 303, raised.content.decode()[:2000]

    assert "No dissent of the last year" in silences(sign_in, personas, at + timedelta(days=16))
