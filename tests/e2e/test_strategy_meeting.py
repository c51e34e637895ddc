"""From concerns that recur to minutes that the GP opened, and from the enquiry to the conference's request.

Nobody types an address: everybody comes from their home page or from an e-mail's link.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases import tasks
from cases.meeting_states import Attendance, MeetingFormat
from cases.models import Deadline, Invitation, MinutesCopy
from cases.services import attendance, invitations
from cases.services.attendance import Mark
from safeguarding.rules.london_time import LONDON
from strategy_meetings.models import Section47Enquiry, StrategyMeeting
from strategy_meetings.services import calling, deciding, holding, recurrence
from strategy_meetings.services.calling import Call
from strategy_meetings.states import StrategyOutcome, Trigger
from tests.e2e.hands import Mouse
from tests.factories import records

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def child(people):
    """A child of the social worker's, in whose network are school and GP."""
    at, manager = timezone.now() - 30 * DAY, people.team_manager
    made = records.child("Unity", "Quill", by=manager, at=at)
    made.allocated_to, made.team = people.social_worker, people.social_worker.team
    made.record(by=manager, at=at, reason="test data")
    with transaction.atomic():
        for who in (people.school.agency, people.gp):
            records.involve(made, who, by=manager, at=at)
    return made


def moment(name, value) -> dict[str, str]:
    """The boxes of a question for day and time."""
    local = value.astimezone(LONDON)
    day = {f"{name}_day": local.day, f"{name}_month": local.month, f"{name}_year": local.year}
    return {**{key: str(number) for key, number in day.items()}, f"{name}_time": f"{local:%H:%M}"}


def open_news(hands: Mouse, words: str) -> None:
    """From the home page to what a notification is about."""
    hands.follow("Home")
    hands.follow(words)
    hands.look()


def open_meeting(hands: Mouse, reference: str, tab: str = "") -> None:
    """From the lists of meetings to the meeting."""
    hands.follow("Meetings")
    if tab:
        hands.follow(tab)
    hands.look()
    hands.follow(reference)
    hands.look()


def guests_link() -> str:
    """Where the newest e-mail to somebody outside leads."""
    tasks.deliver_to_guests()
    return re.search(r"(/guest/[\w-]+/)", mail.outbox[-1].body)[1]


def test_from_the_hit_to_minutes_that_the_gp_opened(people, child, open_browser):
    now = timezone.now()
    # Given missing episodes, a hotel and an older male, recorded by three agencies
    for who, theme in (
        (people.police, "missing"),
        (people.gp, "hotels"),
        (people.school, "older_associates"),
    ):
        records.event(child, by=who, at=now - HOUR, themes=[theme])
    assert recurrence.search(at=now - timedelta(minutes=30)) >= 1
    worker, manager = Mouse(open_browser(people.social_worker)), Mouse(open_browser(people.team_manager))
    # When the social worker opens what recurs and calls the meeting for it
    open_news(worker, f"Concerns recur on {child.reference}")
    worker.follow("Call a strategy meeting")
    worker.look()
    worker.fill(
        **moment("starts_at", now - timedelta(minutes=5)),
        format="online",
        chair=people.team_manager.pk,
        minute_taker=people.social_worker.pk,
    )
    worker.press("Call the meeting")
    worker.look()
    # And asks police, health, social care, and the mother, who has no account
    worker.press("Ask them")
    worker.look()
    reference = StrategyMeeting.objects.get(recurrence__isnull=False).meeting.reference
    worker.follow("Ask somebody outside")
    worker.look()
    worker.fill(name="Mona Quill", email="mona@home.example", about=[child.pk])
    worker.press("Ask them")
    expect(worker.page.get_by_text("The e-mail is on its way")).to_be_visible()
    worker.look()
    # Then the police take the invitation on, the GP accepts, the mother answers by her link
    police, gp = Mouse(open_browser(people.police)), Mouse(open_browser(people.gp))
    open_news(police, f"You are asked to the meeting {reference}")
    police.press("Take it on")
    police.look()
    open_news(gp, f"You are asked to the meeting {reference}")
    gp.follow("Answer")
    gp.look()
    gp.fill(reply="accepted")
    gp.press("Save")
    guest = Mouse(open_browser())
    guest.page.goto(guests_link())
    guest.look()
    expect(guest.page.locator("body")).not_to_contain_text("Unity")
    guest.fill(reply="accepted")
    guest.press("Send your reply")
    guest.look()
    # When attendance is taken and the meeting is recorded as held
    open_meeting(worker, reference)
    worker.follow("Take attendance")
    worker.look()
    for row in Invitation.objects.filter(user__in=[people.social_worker, people.police, people.gp]):
        with worker.page.expect_response(lambda answer: answer.request.method == "POST"):
            worker.fill(**{f"came-{row.pk}": "attended"})
    expect(worker.page.get_by_role("status").get_by_text("Quorate", exact=True)).to_be_visible()
    worker.press("Save attendance")
    worker.follow("Record that it was held")
    worker.look()
    worker.press("Record that it was held")
    worker.look()
    # And the chair considers the history and records the decision
    open_meeting(manager, reference, tab="Past")
    manager.follow("plan, decisions and what follows")
    manager.look()
    manager.follow("History of the children")
    manager.press("Read the history")
    manager.look()
    manager.fill(note="Three agencies each saw a part")
    manager.press("Confirm that the history was considered")
    manager.follow("Decide for Unity Quill")
    manager.look()
    manager.fill(outcome="section_47_joint", reasons="A hotel and an older male")
    manager.press("Record the decision")
    manager.look()
    # And the minutes are written, approved and sent out
    open_meeting(worker, reference, tab="To minute")
    worker.follow("Write the minutes")
    worker.look()
    worker.press("Save the minutes")
    worker.look()
    open_meeting(manager, reference, tab="Past")
    manager.follow("All versions, and what to do next")
    manager.look()
    for act in ("Approve the minutes", "Send the minutes out"):
        manager.follow(act)
        manager.look()
        manager.press(act)
    manager.look()
    row = manager.page.get_by_role("row").filter(has_text="Gareth Penrose")
    expect(row).to_contain_text("Never opened")
    # Then the GP opens them, and the mother her own copy; who runs the meeting sees that
    open_news(gp, f"Minutes of the meeting {reference}")
    gp.press("I have read these minutes")
    gp.look()
    guest.page.goto(guests_link())
    guest.look()
    guest.press("I have read these minutes")
    manager.page.reload()
    expect(row).not_to_contain_text("Never opened")
    assert MinutesCopy.objects.get(invitation__user=people.gp).acknowledged_at is not None
    assert MinutesCopy.objects.get(invitation__outside_name="Mona Quill").opened_at is not None
    # And what recurred leads to the meeting
    open_meeting(worker, reference, tab="Past")
    worker.follow("plan, decisions and what follows")
    worker.follow(f"What recurs for {child.reference}")
    worker.look()
    expect(worker.page.get_by_role("link", name=f"Strategy meeting {reference}")).to_be_visible()


@pytest.fixture
def enquiry(people, child) -> Section47Enquiry:
    """A joint enquiry of yesterday's quorate strategy meeting."""
    by, at = people.social_worker, timezone.now() - HOUR
    facts = Call(
        trigger=Trigger.EVENT,
        reason="A bruise that nobody explained",
        concern_at=at,
        is_same_day=True,
        starts_at=at,
        ends_at=at + HOUR,
        format=MeetingFormat.ONLINE,
        chair=people.team_manager,
        minute_taker=people.business_support,
    )
    strategy = calling.call(facts=facts, children=[child], by=by, at=at)
    asked = [
        invitations.invite_user(meeting=strategy.meeting, user=user, by=by, at=at)
        for user in (by, people.police, people.gp)
    ]
    marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}
    attendance.record(meeting=strategy.meeting, marks=marks, by=by, at=at)
    strategy = holding.hold(strategy=strategy, held_at=at, by=by, at=at)
    calling.make_history(strategy=strategy, by=by, at=at)
    calling.confirm_history(strategy=strategy, note="Nothing like it before", by=by, at=at)
    deciding.decide(
        strategy=strategy,
        child=child,
        outcomes=[StrategyOutcome.SECTION_47_JOINT],
        reasons="Unexplained injury",
        by=by,
        at=at,
    )
    return child.section_47_enquiries.get()


def test_from_the_enquiry_to_the_request_of_the_conference(people, child, enquiry, open_browser):
    worker, manager = Mouse(open_browser(people.social_worker)), Mouse(open_browser(people.team_manager))
    gp = Mouse(open_browser(people.gp))
    # Given the social worker's child with an enquiry, found from the home page
    worker.follow("Unity Quill")
    worker.follow("Strategy meetings")
    worker.look()
    worker.follow(enquiry.reference)
    worker.look()
    # When the child is seen, and the GP is asked what the practice knows
    worker.follow("The child was seen")
    worker.look()
    seen = moment("at", timezone.now() - timedelta(minutes=5))
    worker.fill(**seen, where="School", alone="yes", child_says="It hurt")
    worker.press("Save")
    worker.follow("Ask an agency what it knows")
    worker.look()
    worker.fill(agency=people.gp.agency_id, question="Earlier injuries?")
    worker.press("Ask")
    # Then the GP is told, answers, and sees nothing else of the enquiry
    open_news(gp, f"Your agency is asked what it knows of {child.reference}")
    gp.fill(words="Two attendances in May")
    gp.press("Send the answer")
    gp.look()
    expect(gp.page.locator("main")).not_to_contain_text(enquiry.reference)
    # When the enquiry is given in and the manager, who is told, signs it
    open_news(worker, f"What you asked about {child.reference} has been answered")
    worker.follow(enquiry.reference)
    expect(worker.page.get_by_text("Two attendances in May")).to_be_visible()
    worker.follow("Give it to a manager to sign")
    worker.look()
    worker.fill(
        findings="continuing_risk",
        outcome="conference",
        analysis="The risk goes on",
        reason="A pattern of injuries",
    )
    worker.press("Give it to a manager")
    open_news(manager, f"A section 47 enquiry is to be signed: {enquiry.reference}")
    manager.press("Sign the enquiry")
    manager.look()
    # And the social worker, who is told, requests the conference
    open_news(worker, f"A section 47 enquiry is signed: {enquiry.reference}")
    worker.follow("Request the conference")
    worker.look()
    worker.fill(words="Ask the grandmother; an interpreter for the father")
    worker.press("Request the conference")
    worker.look()
    # Then the request stands on the enquiry and on the child's page, and the conference's clock runs on
    expect(worker.page.locator("#conference")).to_contain_text("by Sam Brennan")
    worker.follow(child.reference)
    expect(worker.page.get_by_text("Conference requested")).to_be_visible()
    worker.follow("Overview")
    expect(worker.page.locator("#clocks")).to_contain_text("15 working days")
    chair = Mouse(open_browser(people.conference_chair))
    open_news(chair, f"An initial child protection conference is requested: {enquiry.reference}")
    expect(chair.page.locator("#conference")).to_contain_text("Ask the grandmother")
    clocks = {row.rule_id: row.met_at for row in Deadline.objects.filter(child=child)}
    assert clocks["icpc_request"] is not None
    assert clocks["icpc"] is None
