"""The team manager's morning: signatures, the team's time limits; then the head of service's decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import HistoricRiskReview
from tests.e2e.hands import Mouse
from tests.factories import historic_risk as risk
from tests.factories import records, supervisions
from tests.factories.worklists import LATE, clock


@pytest.fixture
def child(people):
    """A boy of the team with a plan of long ago and a late time limit, referred again this morning."""
    at, worker = timezone.now() - timedelta(hours=3), people.social_worker
    with transaction.atomic():
        made = risk.child_with_history(by=worker, at=at - timedelta(days=900))
        made.allocated_to, made.team = worker, worker.team
        made.record(by=people.team_manager, at=at, reason="test data")
        clock(made, by=worker, at=at, started=at - LATE, responsible=worker)
        risk.referred(made, people, at)
        records.event(
            made,
            by=people.gp,
            at=at + timedelta(hours=1),
            what_happened="He has lost four kilograms since the autumn",
        )
        supervisions.signed_by(
            supervisions.written(supervisions.begun(people, at, children=[made]), at, by=people.team_manager),
            worker,
            at=at,
        )
    return made


def test_the_manager_signs_looks_at_the_team_and_the_head_decides_for_good(people, child, open_browser):
    # Given a manager who comes in, and sees on the home page what waits for their signature
    hands = Mouse(open_browser(people.team_manager))
    expect(hands.page.get_by_text("Historic high risk: senior view: 1")).to_be_visible()
    hands.look()
    hands.follow("Read and sign")
    # Then the list says what has changed since, and offers nothing to sign several with
    expect(hands.page.get_by_role("heading", name="Signatures")).to_be_visible()
    expect(hands.page.get_by_text("in the chronology since then").first).to_be_visible()
    expect(hands.page.get_by_role("main").get_by_role("checkbox")).to_have_count(0)
    hands.look()
    # When they read it and sign without words, then with words
    hands.follow("Historic high risk: senior view: Callum Stannard")
    expect(hands.page.get_by_text("He has lost four kilograms since the autumn").first).to_be_visible()
    hands.look()
    hands.press("Give your view to the head of service")
    expect(hands.page.locator("#id_view-error")).to_be_visible()
    hands.look()
    hands.fill(view="The same cancelled visits as before the plan ended")
    hands.press("Give your view to the head of service")
    expect(hands.page.get_by_role("alert")).to_contain_text("The head of service is asked to decide")
    hands.look()
    # And read a supervision that its worker has signed, and sign it
    hands.follow("Signatures (")
    hands.follow("Supervision to sign: ")
    expect(hands.page.get_by_text("Words on lived_experience").first).to_be_visible()
    hands.look()
    hands.fill(agreed=True)
    hands.press("Sign")
    expect(hands.page.get_by_role("alert")).to_contain_text("Everybody has signed: it stands")
    # And look at the team's time limits
    hands.follow("Team")
    hands.look()
    hands.follow("Overdue")
    expect(hands.page.get_by_text(child.reference).first).to_be_visible()
    hands.look()

    # When the head of service decides
    hands = Mouse(open_browser(people.head_of_service))
    hands.follow("Signatures (1)")
    hands.look()
    hands.follow("Historic high risk: decision: Callum Stannard")
    hands.look()
    hands.fill(decision="strategy", rationale="Eight quiet years were years in which nobody looked")
    hands.press("Decide for good")
    expect(hands.page.get_by_role("alert")).to_contain_text("Your decision stands")
    # Then nobody is asked again, and the record says so above everything else
    expect(hands.page.get_by_role("button", name="Read everything and decide")).to_have_count(0)
    hands.look()
    hands.page.goto(f"/children/{child.reference}/")
    expect(hands.page.get_by_text("years in which nobody looked").first).to_be_visible()
    hands.look()
    assert HistoricRiskReview.objects.get().state == "decided"


def test_on_a_telephone_without_scripts(people, child, open_browser):
    page = open_browser(people.team_manager, javascript=False, phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    hands = Mouse(page, runs_scripts=False)
    page.goto("/signatures/?kind=senior")
    hands.follow("Historic high risk: senior view: Callum Stannard")
    hands.fill(view="Seen on the way to court: the same as then")
    hands.press("Give your view to the head of service")
    expect(page.get_by_text("Seen on the way to court")).to_be_visible()
    for path in ("/signatures/", f"/children/{child.reference}/historic-risk/"):
        page.goto(path)
        width = page.locator("main").evaluate("main => main.scrollWidth")
        assert width <= 360, f"{path} moves sideways"
