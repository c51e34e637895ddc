"""A police officer challenges a closure, social care offers, the police accept; the partnership admin's desk.

Nobody types an address: everybody comes from their home page.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from cases.services import involvements
from cases.states import EventKind, InvolvementRole
from escalation.models import Challenge
from escalation.services import ladder
from tests.e2e.hands import Mouse
from tests.factories import records

HOUR = timedelta(hours=1)


@pytest.fixture
def child(people):
    """A child whom the social worker closed this morning; police and school work with her."""
    at, worker = timezone.now() - 2 * HOUR, people.social_worker
    made = records.child("Unity", "Quill", by=worker, at=at)
    made.allocated_to, made.team = worker, worker.team
    made.record(by=worker, at=at, reason="test data")
    with transaction.atomic():
        for agency in (people.police.agency, people.school.agency):
            records.involve(made, agency, by=worker, at=at)
    records.event(
        made, by=worker, at=at, kind=EventKind.EPISODE_CLOSED, what_happened="Closed: youth justice leads"
    )
    return made


def picture(hands: Mouse, name: str) -> None:
    """The page at both widths, where PICTURES says into which directory; it never scrolls sideways."""
    before = hands.page.viewport_size
    for width in (1280, 360):
        hands.page.set_viewport_size({"width": width, "height": 900})
        wide = hands.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        if os.environ.get("PICTURES"):
            hands.page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}-{width}.png", full_page=True)
    hands.page.set_viewport_size(before)


def see(hands: Mouse, name: str) -> None:
    """Axe finds nothing on the page, and it fits both widths."""
    hands.look()
    picture(hands, name)


def test_police_challenge_a_closure_and_accept_an_offer(people, child, open_browser):
    # Given the closure in the chronology, when the police officer challenges it from there
    officer = Mouse(open_browser(people.police))
    officer.page.goto(f"/children/{child.reference}/")
    officer.follow("Chronology")
    see(officer, "chronology")
    officer.follow("Challenge this decision")
    see(officer, "raise")
    officer.press("Raise the challenge")
    see(officer, "raise-errors")
    officer.fill(
        is_danger="no",
        interim_safety="A response officer visits tonight",
        against=people.social_worker.agency.pk,
        ground="closure_or_step_down",
        concern="Found at night for the third time",
        outcome_sought="All agencies meet",
    )
    officer.press("Raise the challenge")
    see(officer, "challenge")
    # Then the social worker is told, and records that they spoke
    worker = Mouse(open_browser(people.social_worker))
    worker.follow("A decision is challenged")
    worker.follow("Record a contact")
    see(worker, "contact")
    worker.fill(how="phone", with_whom="PC Dhillon", words="We see it differently")
    worker.press("Save")
    # When it moves up, the manager offers a plan with a day
    officer.follow("Move it up")
    see(officer, "up")
    officer.press("Move it up")
    manager = Mouse(open_browser(people.team_manager))
    manager.follow("Challenges")
    see(manager, "list")
    manager.follow(Challenge.objects.get().reference)
    manager.follow("Make an offer")
    see(manager, "offer")
    day = timezone.localdate() + timedelta(days=4)
    manager.fill(
        words="The case is opened and we meet",
        what_1="Open the case",
        agency_1=people.team_manager.agency.pk,
        who_1="Tom Whitfield",
        due_on_1_day=day.day,
        due_on_1_month=day.month,
        due_on_1_year=day.year,
    )
    manager.press("Send the offer")
    see(manager, "offered")
    # Then the police accept it, and both record what is learned
    officer.follow("Challenges")
    officer.follow(Challenge.objects.get().reference)
    officer.follow("Answer the offer")
    see(officer, "answer")
    officer.fill(is_accepted="yes")
    officer.press("Send the answer")
    officer.follow("Record what is to be learned")
    see(officer, "learning")
    officer.fill(theme="closed_too_early", words="Ask every agency before closing")
    officer.press("Save")
    see(officer, "ended")
    assert Challenge.objects.get().state == "agreed"


def test_the_partnership_admins_desk_leads_to_the_decision(people, child, open_browser):
    # Given a challenge at the top, the office let in to see the child, and one that it may not see
    at = timezone.now() - HOUR
    facts = {
        "ground": "plan_not_progressing",
        "concern": "Nothing changes",
        "outcome_sought": "A review",
        "interim_safety": "Seen daily",
    }
    with transaction.atomic():
        for by in (people.school, people.police):
            made = ladder.raise_challenge(
                child=child,
                facts=ladder.Facts(against=people.social_worker.agency, **facts),
                by=by,
                at=at,
            )
        ladder.move_up(challenge=made, to=5, reason="No answer", by=people.police, at=at)
        involvements.start(
            child=child,
            agency=people.partnership_admin.agency,
            user=people.partnership_admin,
            role=InvolvementRole.OTHER,
            reason="Decides",
            by=people.team_manager,
            at=at,
        )
    # When the admin publishes the policy and opens the desk
    admin = Mouse(open_browser(people.partnership_admin))
    admin.follow("Escalation policy")
    see(admin, "policy-none")
    admin.follow("Publish a new version")
    see(admin, "policy-new")
    admin.fill(text="Speak first.\n\nThen challenge.")
    admin.press("Publish it")
    see(admin, "policy")
    admin.press("I have read this version")
    admin.follow("Challenges")
    see(admin, "desk")
    admin.follow(made.reference)
    see(admin, "top")
    admin.follow("Record the partnership’s decision")
    see(admin, "decide")
    admin.fill(decided_by="Dr Ines Vale, independent scrutineer", words="The plan is reviewed this week")
    admin.press("Record the decision")
    see(admin, "decided")
    # Then it is final
    made.refresh_from_db()
    assert (made.state, made.decided_by_name) == ("decided", "Dr Ines Vale, independent scrutineer")
