"""Business support books a conference, the chair decides, and the GP opens the letter.

Nobody types an address: everybody comes from their home page.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases.meeting_states import Attendance
from cases.models import Invitation, Plan
from cases.services import attendance
from cases.services.attendance import Mark
from core_groups.models import Conference, LetterCopy
from safeguarding.rules.london_time import LONDON, london_date
from tests.access.conference_rows import weekday_before
from tests.e2e.hands import Mouse
from tests.factories import conferences, plans, records

MONTH = timedelta(days=30)


@pytest.fixture
def child(people):
    """A child of the social worker's whose initial conference is due, in whose network are school and GP."""
    at, manager = timezone.now() - MONTH, people.team_manager
    made = records.child("Unity", "Quill", by=manager, at=at)
    made.allocated_to, made.team = people.social_worker, people.social_worker.team
    made.record(by=manager, at=at, reason="test data")
    with transaction.atomic():
        for who in (people.school, people.gp):
            records.involve(made, who, by=manager, at=at)
        plans.episode(made, london_date(at), by=manager, at=at)
        conferences.due(made, people, timezone.now() - timedelta(days=10))
    return made


def day(name, on) -> dict[str, str]:
    """The boxes of a question for a day."""
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def weekday(on):
    """This day, or the Friday before it."""
    while on.weekday() > 4:
        on -= timedelta(days=1)
    return on


def test_from_the_list_to_the_opened_letter(people, child, open_browser):
    held_at = weekday_before(timezone.now()).astimezone(LONDON)
    unit, chair = Mouse(open_browser(people.business_support)), Mouse(open_browser(people.conference_chair))
    # When business support books what waits, first for a Saturday
    unit.follow("Conferences")
    unit.look()
    unit.follow("Unity Quill")
    unit.look()
    saturday = held_at + timedelta(days=5 - held_at.weekday())
    unit.fill(
        reason="The enquiry found continuing risk",
        **day("starts_at", saturday),
        starts_at_time="10:00",
        format="in_person",
        chair=people.conference_chair.pk,
    )
    unit.press("Book it")
    expect(unit.page.get_by_text("never on a Saturday or a Sunday: choose").first).to_be_visible()
    unit.look()
    unit.fill(**day("starts_at", held_at))
    unit.press("Book it")
    unit.look()
    unit.press("Ask them")
    unit.look()
    conference = Conference.objects.get()
    _came(conference, people)
    # Then the chair records that it was held, and decides
    chair.follow("Conferences")
    chair.follow("Unity Quill")
    chair.follow("Record that the conference was held")
    chair.look()
    chair.press("Record that it was held")
    chair.look()
    chair.follow("Decide for Unity Quill")
    chair.look()
    chair.fill(decision="make_plan")
    chair.fill(
        participation="PN1",
        category="NEG",
        outline_plan="Breakfast every day",
        **day("core_group_on", weekday(held_at.date() + timedelta(days=8))),
        **day("next_review_on", weekday(held_at.date() + timedelta(days=80))),
        reasons="Neglect that goes on",
    )
    chair.look()
    chair.press("Record the decision")
    chair.look()
    assert Plan.objects.get(child=child).started_on == held_at.date()
    # And business support sends the letter, which the GP opens
    unit.follow("Conferences")
    unit.look()
    unit.follow("Letter to be sent: Unity Quill")
    unit.follow("Send the decision letter")
    unit.look()
    unit.fill(outside_how="post")
    unit.press("Send the letter")
    unit.look()
    gp = Mouse(open_browser(people.gp))
    gp.follow("The decision letter of the conference")
    gp.look()
    expect(gp.page.get_by_text("Breakfast every day")).to_be_visible()
    gp.page.set_viewport_size({"width": 360, "height": 800})
    assert gp.page.evaluate("document.documentElement.scrollWidth") == 360
    assert LetterCopy.objects.get(invitation__user=people.gp).received_by == people.gp


def _came(conference: Conference, people) -> None:
    """Everybody asked was there."""
    marks = {
        row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED)
        for row in Invitation.objects.filter(meeting=conference.pk)
    }
    with transaction.atomic():
        attendance.record(
            meeting=conference.meeting, marks=marks, by=people.business_support, at=timezone.now()
        )
