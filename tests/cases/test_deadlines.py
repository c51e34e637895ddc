"""Time limits: set, met, cancelled, explained; where each stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from cases import tasks
from cases.exceptions import DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Draft, Event
from cases.models.deadline import AlertStage
from cases.queries import deadline_links
from cases.services import deadlines, drafts
from cases.services.deadlines import Status
from cases.states import EventKind
from tests.factories import partnership, records, referrals
from tests.factories.fixtures import LONDON


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.social_worker, at=at)


@pytest.fixture
def assessment(personas, child, at):
    worker = personas.social_worker
    return deadlines.set(
        rule_id="assessment", starts_at=at, by=worker, at=at, child=child, responsible=worker
    )


DUE = london(2026, 3, 12)  # the midnight that ends 11 March


def clock(**facts) -> Deadline:
    """A clock due by the end of 11 March, by its rule and as agreed, but for the facts that differ."""
    whole = {"due_on": date(2026, 3, 11), "due_at": DUE, "statutory_due_at": DUE, **facts}
    return Deadline(**whole)


# Agreed dates a week before and a week after the rule's own.
EARLIER = {"due_on": date(2026, 3, 4), "due_at": london(2026, 3, 5)}
LATER = {"due_on": date(2026, 3, 18), "due_at": london(2026, 3, 19)}


@pytest.mark.parametrize(
    ("now", "facts", "expected", "late"),
    [
        (london(2026, 3, 1), {}, Status.RUNNING, False),
        (london(2026, 3, 4, 23, 59), {}, Status.RUNNING, False),
        (london(2026, 3, 5), {}, Status.DUE_SOON, False),
        (london(2026, 3, 10, 23, 59), {}, Status.DUE_SOON, False),
        (london(2026, 3, 11), {}, Status.DUE_TODAY, False),
        (london(2026, 3, 11, 23, 59, 59), {}, Status.DUE_TODAY, False),
        (london(2026, 3, 12), {}, Status.OVERDUE, True),
        (london(2027, 1, 1), {}, Status.OVERDUE, True),
        (london(2027, 1, 1), {"met_at": london(2026, 3, 11, 23, 59, 59)}, Status.MET, False),
        (london(2027, 1, 1), {"met_at": london(2026, 3, 12)}, Status.MET_LATE, True),
        (london(2027, 1, 1), {"cancelled_at": london(2026, 3, 20)}, Status.CANCELLED, False),
        (
            london(2027, 1, 1),
            {"cancelled_at": london(2026, 3, 20), "superseded_by_id": 7},
            Status.SUPERSEDED,
            False,
        ),
        (london(2027, 1, 1), {"paused_at": london(2026, 3, 9)}, Status.PAUSED, False),
        (
            london(2027, 1, 1),
            {"paused_at": london(2026, 3, 9), "met_at": london(2026, 3, 10)},
            Status.MET,
            False,
        ),
        # Brought forward: overdue by what was agreed, and not late by the rule.
        (london(2026, 3, 5), EARLIER, Status.OVERDUE, False),
        (london(2026, 3, 12), EARLIER, Status.OVERDUE, True),
        (london(2026, 3, 20), {**EARLIER, "met_at": london(2026, 3, 11)}, Status.MET, False),
        # Moved beyond: still running by what was agreed, and late by the rule.
        (london(2026, 3, 11), LATER, Status.RUNNING, False),
        (london(2026, 3, 12), LATER, Status.DUE_SOON, True),
        (london(2026, 3, 20), {**LATER, "met_at": london(2026, 3, 13)}, Status.MET_LATE, True),
    ],
)
def test_where_a_time_limit_stands(now, facts, expected, late):
    deadline = clock(**facts)
    assert (deadlines.status(deadline, now), deadlines.is_late(deadline, now)) == (expected, late)
    assert expected.label


def test_a_decision_is_due_at_the_end_of_the_next_working_day(personas, at):
    sent = referrals.referral(
        by=personas.school, at=london(2026, 12, 24, 16, 0), children=(referrals.MAISIE,)
    )
    deadline = Deadline.objects.get(referral_child__referral=sent)
    assert (deadline.due_on, deadline.due_at) == (date(2026, 12, 29), london(2026, 12, 30))
    assert deadline.next_alert_at == london(2026, 12, 29, 8, 0)
    assert deadline.history.get().history_change_reason == "Clock started: referral received"


def test_setting_a_running_clock_again_gives_the_running_one(personas, child, assessment, at):
    later = at + timedelta(days=2)
    again = deadlines.set(
        rule_id="assessment", starts_at=later, by=personas.social_worker, at=later, child=child
    )
    assert again == assessment
    assert again.due_on == assessment.due_on
    deadlines.meet(rule_id="assessment", by=personas.team_manager, at=later, child=child)
    anew = deadlines.set(
        rule_id="assessment", starts_at=later, by=personas.social_worker, at=later, child=child
    )
    assert anew != assessment


def test_a_clock_is_about_somebody(personas, at):
    with pytest.raises(ValueError, match="about a child"):
        deadlines.set(rule_id="assessment", starts_at=at, by=personas.social_worker, at=at)


def test_a_clock_that_only_reports_is_never_swept(personas, child, at):
    census = deadlines.set(
        rule_id="assessment_census", starts_at=at, by=personas.social_worker, at=at, child=child
    )
    assert census.next_alert_at is None
    assert deadlines.sweep(at=at + timedelta(days=200)) == 0


def test_met_in_time_keeps_no_reason_for_lateness(personas, child, assessment, at):
    met = deadlines.meet(
        rule_id="assessment",
        by=personas.team_manager,
        at=at,
        child=child,
        lateness_code="workload",
        lateness_reason="Not late at all",
    )
    assert (met.met_at, met.met_by, met.lateness_code) == (at, personas.team_manager, "")
    assert deadlines.meet(rule_id="assessment", by=personas.team_manager, at=at, child=child) is None


def test_met_late_is_accepted_with_or_without_a_reason(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    part = sent.children.get()
    late = at + timedelta(days=3)
    met = deadlines.meet(
        rule_id="referral_decision",
        by=personas.front_door_manager,
        at=late,
        referral_child=part,
        lateness_code="workload",
        lateness_reason="Two workers were ill",
    )
    assert deadlines.status(met, late) == Status.MET_LATE
    assert (met.lateness_code, met.lateness_reason) == ("workload", "Two workers were ill")


def test_cancelling_says_why_and_is_harmless_twice(personas, assessment, at):
    with pytest.raises(DomainError) as told:
        deadlines.cancel(deadline=assessment, reason=" ", by=personas.team_manager, at=at)
    assert told.value.field == "reason"
    for reason in ("Moved away", "Said again"):
        cancelled = deadlines.cancel(deadline=assessment, reason=reason, by=personas.team_manager, at=at)
    assert cancelled.cancelled_reason == "Moved away"
    assert cancelled.history.count() == 2


def test_a_clock_follows_the_match_and_brings_its_breach_along(personas, child, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    part, worker = sent.children.get(), personas.front_door_worker
    late = at + timedelta(days=3)
    deadlines.sweep(at=late)
    assert not Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).exists()
    for _ in range(2):
        deadlines.attach(referral_child=part, child=child, by=worker, at=late)
    breach = Event.objects.get(kind=EventKind.DEADLINE_BREACHED)
    assert (breach.child, breach.recorded_by, breach.source_reference) == (child, None, sent.reference)
    deadlines.attach(referral_child=part, child=None, by=worker, at=late)
    assert Deadline.objects.get(referral_child=part).child is None


def test_who_answers_for_a_time_limit_says_why_it_is_late(personas, assessment, at):
    late = at + timedelta(days=120)
    for by in (personas.social_worker, personas.team_manager, personas.head_of_service):
        told = deadlines.explain_lateness(
            deadline=assessment, code="family_unavailable", reason="In hospital", by=by, at=late
        )
    assert (told.lateness_code, told.lateness_reason) == ("family_unavailable", "In hospital")


def test_the_team_that_holds_a_time_limit_says_why_it_is_late(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    deadline = Deadline.objects.get(referral_child__referral=sent)
    told = deadlines.explain_lateness(
        deadline=deadline,
        code="workload",
        reason="Many at once",
        by=personas.front_door_worker,
        at=at + timedelta(days=5),
    )
    assert told.lateness_code == "workload"


def test_others_do_not_say_why_it_is_late(personas, assessment, at):
    late = at + timedelta(days=120)
    facts = {"deadline": assessment, "code": "workload", "reason": "x", "at": late}
    with pytest.raises(NotVisibleError):
        deadlines.explain_lateness(by=personas.school, **facts)
    with pytest.raises(NotPermittedError):
        deadlines.explain_lateness(by=personas.business_support, **facts)
    records.involve(assessment.child, personas.police, by=personas.social_worker, at=at)
    boss = partnership.user("Petra Boss", personas.police.agency, "manager")
    records.involve(assessment.child, boss, by=personas.social_worker, at=at)
    with pytest.raises(NotPermittedError):
        deadlines.explain_lateness(by=boss, **facts)


@pytest.mark.parametrize(
    ("code", "reason", "days", "field"),
    [("workload", "x", 1, None), ("tired", "x", 120, "code"), ("workload", " ", 120, "reason")],
)
def test_a_reason_is_for_what_is_late_and_complete(personas, assessment, at, code, reason, days, field):
    with pytest.raises(DomainError) as told:
        deadlines.explain_lateness(
            deadline=assessment,
            code=code,
            reason=reason,
            by=personas.social_worker,
            at=at + timedelta(days=days),
        )
    assert told.value.field == field


def test_a_breach_shows_without_any_worker(assessment):
    assert deadlines.status(assessment, timezone.now()) == Status.OVERDUE
    assert assessment.alert_stage == 0


def test_somebody_who_can_do_nothing_about_it_is_led_home(personas, at):
    referrals.referral(by=personas.school, at=at)
    deadline = Deadline.objects.select_related("referral_child__referral", "child").first()
    assert deadline_links.act_path(deadline, personas.gp) == "/"


def test_the_tasks_run_the_services_at_the_clocks_own_time(personas, assessment):
    drafts.start(form="referral", by=personas.school, at=timezone.now() - timedelta(days=29))
    kept = drafts.start(form="referral", by=personas.school, at=timezone.now())
    tasks.sweep_deadlines()
    tasks.expire_drafts()
    assessment.refresh_from_db()
    assert assessment.alert_stage == AlertStage.AFTER
    assert list(Draft.objects.all()) == [kept]
