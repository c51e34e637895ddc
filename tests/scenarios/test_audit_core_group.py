"""The audit's core group: a new concern about children on a plan is a contact on their open record."""

from __future__ import annotations

import pytest

from cases.models import Event, Minutes, MinutesCopy
from cases.services import distribution, minutes, plan_progress
from cases.services.minutes_gate import MinutesNotReadyError
from cases.states import ContactKind, EventKind, ReferralOutcome
from core_groups.models import CoreGroup
from core_groups.queries import core_group_reports
from safeguarding.accounts.identity import as_user
from safeguarding.demo import core_groups
from safeguarding.demo.referring import Decided, decide
from safeguarding.demo.stories import audit_core_group
from safeguarding.notifications.models import Notification
from tests.scenarios.conftest import Told

STORY = audit_core_group
KEY = "stairs"


def test_a_new_concern_is_a_contact_on_the_open_record(told: Told) -> None:
    """Concerns about children on plans were taken as new cases, and their worker heard late.

    Given both children have a plan and a worker, when school sends a concern and it is matched,
    then it is a contact, no re-referral, and the page offers to pass it to the worker.
    """
    part = told.part(KEY, "isaac")

    assert part.contact_kind == ContactKind.CONTACT
    assert not part.is_re_referral
    history = told.digest(KEY, "isaac")
    assert history.is_open
    assert not history.is_re_referral
    page = told.page("front_door_manager", "front_door_decide", part.referral.reference, part.position)
    assert "Pass to the worker who knows the child" in page


def test_the_plan_that_runs_is_in_the_history(told: Told) -> None:
    """Given the plan for neglect runs, then the history has it, without an end."""

    (plan,) = told.digest(KEY, "isaac").plans

    assert (plan.category, plan.ended) == ("Neglect", "")


def test_the_men_whom_no_core_group_asked_are_named(told: Told) -> None:
    """Relevant males were missing from core groups and plans.

    Given the father and the mother's partner are in the network, then both are on the digest.
    """

    males = {male.name: male.in_household for male in told.digest(KEY, "grace").males}

    assert males == {"Emmanuel Asante": False, "Dean Crossley": True}


def test_six_core_groups_without_minutes_are_in_the_chronology(told: Told) -> None:
    """Minutes were missing and nobody could see it.

    Given six meetings, all chaired and minuted by the worker, when a partner in the network reads the
    chronology, then each stands there with what became of its minutes.
    """
    child = told.stage.children["isaac"]

    groups = Event.objects.filter(child=child, kind=EventKind.CORE_GROUP)

    assert groups.count() == 6
    page = told.page("school", "child_chronology", child.reference)
    assert page.count("No minutes on file.") >= 3


def test_the_worker_is_told_of_the_contact(told: Told) -> None:
    """Given a worker holds the case, when the manager passes it on, then the worker hears at once."""
    part = told.part(KEY, "isaac")
    passed = Decided(
        outcome=ReferralOutcome.PASS_TO_WORKER,
        level=4,
        why="The worker sees Isaac today, with police.",
        told="His worker will see him today.",
        no_meeting="The strategy meeting is the worker's to call today.",
    )

    decide(told.stage, part, passed, sent=told.stage.at)

    worker = told.stage.staff("social_worker")
    assert Notification.objects.filter(recipient=worker, kind="contact_decided").exists()


def test_minutes_wait_for_every_item_and_the_report_says_who_minutes(told: Told) -> None:
    """The worker alone chaired and minuted, the plan wasn't followed, minutes were missing.

    Given school chaired and the health visitor minuted, without the worker, and one item of each child's plan
    was left out: when school approves the minutes, then it is told which items, and nothing is approved. When
    they are addressed, then the minutes are approved and sent, and the report shows who minutes and who
    doesn't.
    """
    stage = told.stage
    core_groups.load(stage.cast, stage.at)
    group = CoreGroup.objects.filter(meeting__state="drafted").select_related("meeting__chair").get()
    chair, meeting = stage.staff("school"), group.meeting
    assert meeting.chair == chair
    draft = Minutes.objects.get(meeting=meeting)

    with as_user(chair), pytest.raises(MinutesNotReadyError) as refused:
        minutes.approve(minutes=draft, by=chair, at=stage.at)

    named = [each.text for each in refused.value.refusals]
    assert named == [f"1 plan item not addressed: {core_groups.ITEMS[-1].action}"] * 2
    meeting.refresh_from_db()
    assert meeting.state == "drafted"
    page = told.page("school", "minutes_approve", meeting.reference, draft.number)
    assert page.count(core_groups.ITEMS[-1].action) >= 2

    with as_user(chair):
        for row in group.meeting.plans.select_related("plan"):
            plan_progress.record(
                item=row.plan.items.get(number=len(core_groups.ITEMS)),
                progress="Talked with both at school",
                impact="Grace told whom she would tell",
                meeting=meeting,
                by=chair,
                at=stage.at,
            )
        approved = minutes.approve(minutes=draft, by=chair, at=stage.at)
        distribution.distribute(minutes=approved, by=chair, at=stage.at)

    assert MinutesCopy.objects.filter(minutes=approved).count() == 4
    manager = stage.staff("team_manager")
    report = core_group_reports.report(manager, months=12, now=stage.at)
    lines = {line.agency: line for line in report.lines}
    school, health = lines[chair.agency.name], lines[stage.staff("health_visitor").agency.name]
    care = lines[manager.agency.name]
    assert (school.chaired, school.minuted) == (1, 1)
    assert (health.chaired, health.minuted, health.approved) == (1, 1, 1)
    assert care.never
    assert (report.held, report.with_minutes, report.without_social_care) == (2, 2, 1)
    shown = told.page("team_manager", "core_group_reports")
    assert "Asked, and never chaired or minuted" in shown
    assert care.agency in shown
