"""A health visitor chairs a core group on a phone's width; the social worker is absent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases.meeting_states import Attendance
from cases.models import Meeting, MinutesCopy, PlanItemProgress
from core_groups.models import AgendaNote
from tests.e2e.hands import Mouse
from tests.factories import core_groups, records

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def plan(people):
    """A child protection plan of two items; the father is known."""
    at = timezone.now() - timedelta(days=20)
    with transaction.atomic():
        made = core_groups.plan(people, at, items=2)
        by = people.social_worker
        father = records.person("Emmanuel", "Asante", by=by, at=at, sex="M")
        records.relate(father, made.child.person, "father", by=by, at=at)
    return made


@pytest.fixture
def meeting(people, plan):
    """Its core group, an hour ago, chaired by the health visitor and minuted by the school."""
    starts_at = timezone.now() - timedelta(hours=1)
    with transaction.atomic():
        group = core_groups.planned(
            plan, personas=people, at=starts_at - timedelta(days=7), starts_at=starts_at
        )
    return group.meeting


def no_wider_than_the_phone(hands: Mouse) -> None:
    """Nothing has to be scrolled sideways."""
    wide = hands.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], f"{hands.page.url} is {wide} pixels wide"


def look(hands: Mouse) -> None:
    """Axe finds nothing, and it fits."""
    hands.look()
    no_wider_than_the_phone(hands)


def to_the_core_group(hands: Mouse, meeting: Meeting) -> None:
    """From the lists of meetings to the core group's own page."""
    hands.page.set_viewport_size(PHONE)
    hands.page.goto("/meetings/")
    if not hands.page.get_by_role("link", name=meeting.reference).count():
        hands.follow("Past")
    hands.follow(meeting.reference)
    look(hands)
    hands.follow("Core group: plan, decisions and what follows")
    look(hands)


def test_a_health_visitor_chairs_on_a_phone_without_the_social_worker(people, plan, meeting, open_browser):
    chair = Mouse(open_browser(people.health_visitor))
    to_the_core_group(chair, meeting)
    # Given she reads the pack
    chair.follow("Plan pack")
    expect(chair.page.get_by_text("A bedtime at eight, every evening").first).to_be_visible()
    look(chair)
    chair.follow("Back")
    # When she takes attendance: the social worker sent apologies
    chair.follow("Take attendance")
    chair.page.wait_for_load_state("networkidle")
    for user, came in (
        (people.social_worker, Attendance.APOLOGIES),
        (people.health_visitor, Attendance.ATTENDED),
    ):
        row = meeting.invitations.get(user=user)
        with chair.page.expect_response(lambda answer: answer.request.method == "POST"):
            chair.page.check(f"#came-{row.pk}-{came.value}", force=True)
    look(chair)
    chair.press("Save attendance")
    chair.follow("Core group: plan, decisions and what follows")
    # And writes under the agenda: each line is saved as she goes on
    chair.follow("Write under the agenda")
    chair.page.wait_for_load_state("networkidle")
    look(chair)
    day = f"words_childs-day-{plan.child_id}"
    with chair.page.expect_response(
        lambda answer: answer.request.method == "POST" and "agenda" in answer.url
    ):
        chair.fill(**{day: "She says that mornings are quieter"})
        chair.page.keyboard.press("Tab")
    expect(chair.page.get_by_text("Saved by Hope Adeyemi")).to_be_visible()
    assert AgendaNote.objects.get(point="childs_day").text == "She says that mornings are quieter"
    first, second = plan.items.order_by("number")
    chair.fill(
        **{
            f"words_item-{first.pk}": "Nine nights of ten",
            f"impact_item-{first.pk}": "Awake at school",
            "words_who-is-here": "All but the social worker",
            "words_next": "In six weeks",
        }
    )
    look(chair)
    chair.press("Save what was said")
    look(chair)
    assert PlanItemProgress.objects.get(item=first).impact == "Awake at school"
    # And records that it was held
    chair.follow("Record that it was held")
    expect(chair.page.get_by_text("It goes ahead, and the social worker is told")).to_be_visible()
    look(chair)
    chair.press("Record that it was held")
    expect(chair.page.get_by_text("It went ahead without children’s social care")).to_be_visible()
    # And writes the minutes from it
    chair.follow("Write, approve and send the minutes")
    chair.follow("Write the minutes")
    look(chair)
    chair.press("Save the minutes")
    look(chair)
    # Then they can't be approved: an item and the father are left out, and each is a link
    chair.follow("Approve the minutes")
    left = chair.page.locator("#lacking")
    expect(left).to_contain_text(second.action)
    expect(left).to_contain_text("Emmanuel Asante")
    look(chair)
    chair.press("Approve the minutes")
    expect(chair.page.locator(".govuk-error-summary")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).state == "drafted"
    # When she follows the link and goes through the item, and records the father
    left.get_by_role("link", name=second.action).click()
    chair.fill(**{f"words_item-{second.pk}": "He was met once", f"impact_item-{second.pk}": "Less afraid"})
    chair.press("Save what was said")
    chair.follow("Record a father or another male")
    look(chair)
    chair.fill(reason="Nobody had his address; school gives it to us")
    chair.press("Save")
    look(chair)
    # Then they are approved, and go out to everybody
    chair.follow("Write, approve and send the minutes")
    chair.follow("Approve the minutes")
    look(chair)
    chair.press("Approve the minutes")
    chair.follow("Send the minutes out")
    look(chair)
    chair.press("Send the minutes out")
    look(chair)
    assert MinutesCopy.objects.filter(minutes__meeting=meeting).count() == 4
