"""Raising a challenge and climbing the ladder: by hand, past a stage, by time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Event
from cases.queries import dissents
from cases.states import EventKind
from escalation.models import ChallengeStage
from escalation.queries import desk
from escalation.services import counterparts, ending, ladder
from escalation.states import HowMoved
from escalation.tasks import move_up_by_time
from safeguarding.accounts.models import Role
from safeguarding.audit.models import JobRun
from safeguarding.notifications.models import Notification
from tests.factories import partnership, records

A_WEEK = timedelta(days=7)


def lines(scene) -> list[str]:
    found = Event.objects.filter(child=scene.child, kind=EventKind.CHALLENGE).order_by("pk")
    return [each.what_happened for each in found]


def told(user) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def running(challenge) -> ChallengeStage:
    return challenge.stages.get(left_at=None)


def test_a_school_challenges_a_closure(scene):
    challenge = scene.raised()
    stage = running(challenge)
    assert (challenge.stage, challenge.state, stage.how) == (1, "open", HowMoved.RAISED)
    # Practitioner with practitioner: whoever works with the child answers.
    assert stage.counterpart == scene.personas.social_worker
    assert stage.deadline.rule_id == "challenge_stage_1"
    assert str(stage.deadline.due_on) == "2026-03-12"
    assert stage.deadline.responsible == scene.personas.social_worker
    assert lines(scene) == [
        "Professional challenge raised with Northmoor Children's Services: Closure or step-down"
    ]
    assert told(scene.personas.social_worker) == ["challenge_raised"]


def test_the_chronology_tells_of_a_challenge_and_not_its_words(scene):
    challenge = scene.raised()
    event = Event.objects.get(child=scene.child, kind=EventKind.CHALLENGE)
    assert event.source_reference == challenge.reference
    assert "flinches" not in event.what_happened


def test_a_challenge_may_be_about_no_decision_at_all(scene):
    challenge = ladder.raise_challenge(
        child=scene.child, facts=scene.facts(ground="action_not_done"), by=scene.personas.police, at=scene.at
    )
    assert challenge.event is None
    assert challenge.raising_agency == scene.personas.police.agency


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"concern": " "}, "concern"),
        ({"outcome_sought": ""}, "outcome_sought"),
        ({"interim_safety": ""}, "interim_safety"),
        ({"ground": "anger"}, "ground"),
        ({"is_danger": True}, "danger_done"),
    ],
)
def test_what_a_challenge_lacks_is_said_beside_the_field(scene, changed, field):
    with pytest.raises(DomainError) as refused:
        scene.raised(**changed)
    assert refused.value.field == field


def test_nobody_challenges_their_own_agency(scene):
    with pytest.raises(DomainError) as refused:
        scene.raised(against=scene.personas.school.agency)
    assert refused.value.field == "against"


def test_a_decision_of_another_child_is_not_challenged_here(scene):
    other = records.child(by=scene.personas.social_worker, at=scene.at)
    scene.closure = records.event(other, by=scene.personas.social_worker, at=scene.at)
    with pytest.raises(DomainError):
        scene.raised()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("gp", NotVisibleError),
        ("business_support", NotPermittedError),
        ("partnership_admin", NotVisibleError),
    ],
)
def test_only_those_who_work_with_the_child_challenge(scene, who, refusal):
    user = getattr(scene.personas, who)
    with pytest.raises(refusal):
        ladder.raise_challenge(child=scene.child, facts=scene.facts(), by=user, at=scene.at)


def test_in_immediate_danger_it_goes_straight_to_senior_managers(scene):
    challenge = scene.raised(is_danger=True, danger_done="999 called at 09:40")
    assert challenge.stage == 3
    stages = list(challenge.stages.order_by("stage"))
    assert [(each.stage, each.reason) for each in stages] == [
        (0, "999 called at 09:40"),
        (3, "Immediate danger"),
    ]
    assert stages[1].counterpart == scene.personas.head_of_service
    urgent = Notification.objects.get(recipient=scene.personas.head_of_service)
    assert urgent.urgency == "urgent"


def test_moved_up_by_hand_the_manager_answers(scene):
    challenge = scene.raised()
    later = scene.at + timedelta(hours=3)
    moved = ladder.move_up(challenge=challenge, to=2, reason="", by=scene.personas.school, at=later)
    assert (moved.stage, running(moved).how) == (2, HowMoved.HAND)
    assert running(moved).counterpart.role == Role.MANAGER
    first = Deadline.objects.get(rule_id="challenge_stage_1")
    assert first.met_at == later
    assert lines(scene)[-1] == "Moved up from stage 1 of a professional challenge: now stage 2"
    assert told(scene.personas.social_worker) == ["challenge_raised", "challenge_moved"]


def test_a_stage_is_passed_over_only_with_a_reason(scene):
    challenge = scene.raised()
    with pytest.raises(DomainError) as refused:
        ladder.move_up(challenge=challenge, to=4, reason=" ", by=scene.personas.school, at=scene.at)
    assert refused.value.field == "reason"
    moved = ladder.move_up(
        challenge=challenge, to=4, reason="Nobody answers", by=scene.personas.school, at=scene.at
    )
    assert (running(moved).how, running(moved).reason) == (HowMoved.SKIP, "Nobody answers")


@pytest.mark.parametrize("to", [0, 1, 6])
def test_a_challenge_moves_neither_down_nor_off_the_ladder(scene, to):
    challenge = scene.raised()
    with pytest.raises(DomainError):
        ladder.move_up(challenge=challenge, to=to, reason="Because", by=scene.personas.school, at=scene.at)


def test_an_agency_that_is_no_party_moves_nothing(scene):
    challenge = scene.raised()
    with pytest.raises(NotVisibleError):
        ladder.move_up(challenge=challenge, to=2, reason="", by=scene.personas.police, at=scene.at)


def test_time_that_has_run_out_moves_it_up_by_itself(scene, time_machine_at):
    challenge = scene.raised()
    due = running(challenge).deadline.due_at
    assert ladder.move_up_by_time(at=due - timedelta(seconds=1)) == 0
    time_machine_at(due)
    move_up_by_time()
    challenge.refresh_from_db()
    stage = running(challenge)
    assert (challenge.stage, stage.how, stage.entered_by) == (2, HowMoved.TIME, None)
    assert Event.objects.filter(kind=EventKind.CHALLENGE).latest("pk").recorded_by is None
    assert lines(scene)[-1] == "The time ran out at stage 1 of a professional challenge: now stage 2"
    assert JobRun.objects.get(job="challenges").count == 1
    assert ladder.move_up_by_time(at=due) == 0
    assert told(scene.personas.school) == ["challenge_moved"]
    late = Deadline.objects.get(rule_id="challenge_stage_1")
    assert (late.met_at, late.lateness_code) == (due, "other")


def test_at_the_top_it_waits_for_the_partnership(scene):
    challenge = scene.raised()
    ladder.move_up(challenge=challenge, to=5, reason="No answer", by=scene.personas.school, at=scene.at)
    assert ladder.move_up_by_time(at=scene.at + 10 * A_WEEK) == 0
    challenge.refresh_from_db()
    assert challenge.stage == 5


def test_one_that_has_ended_is_moved_by_nobody(scene):
    challenge = scene.raised()
    ending.withdraw(challenge=challenge, reason="Reopened", by=scene.personas.school, at=scene.at)
    assert ladder.move_up_by_time(at=scene.at + A_WEEK) == 0
    with pytest.raises(ChangedMeanwhileError):
        ladder.move_up(challenge=challenge, to=2, reason="", by=scene.personas.school, at=scene.at)


def test_one_that_ended_while_the_run_was_under_way_stays_as_it_is(scene):
    challenge = scene.raised()
    stage = running(challenge)
    ending.withdraw(challenge=challenge, reason="Reopened", by=scene.personas.school, at=scene.at)
    assert ladder._move_by_time(stage.pk, scene.at + A_WEEK) is False


def test_either_agency_names_who_answers(scene):
    challenge = scene.raised()
    colleague = partnership.user("Wanda Hill", scene.social_care, in_team=scene.personas.social_worker.team)
    stage = counterparts.name(
        challenge=challenge, counterpart=colleague, by=scene.personas.team_manager, at=scene.at
    )
    assert stage.counterpart == colleague
    assert Deadline.objects.get(rule_id="challenge_stage_1").responsible == colleague
    assert "challenge_named" in told(colleague)


def test_a_counterpart_is_of_the_challenged_agency_and_fits_the_stage(scene):
    challenge = scene.raised()
    for nobody in (scene.personas.school, scene.personas.head_of_service):
        with pytest.raises(DomainError):
            counterparts.name(challenge=challenge, counterpart=nobody, by=scene.personas.school, at=scene.at)


def test_whose_clock_was_stopped_by_hand_may_still_be_named_anew(scene):
    challenge = scene.raised()
    clock = running(challenge).deadline
    clock.cancelled_at, clock.cancelled_reason = scene.at, "Set twice"
    clock.record(by=None, at=scene.at, reason="test data")
    counterparts.name(
        challenge=challenge,
        counterpart=scene.personas.front_door_worker,
        by=scene.personas.school,
        at=scene.at,
    )
    assert Deadline.objects.get(pk=clock.pk).responsible == scene.personas.social_worker


def test_where_nobody_fits_the_stage_waits_for_a_name(scene):
    small = partnership.agency("Little Acorns", "early_years")
    challenge = scene.raised(against=small)
    assert running(challenge).counterpart is None


def test_at_the_managers_stage_the_workers_own_manager_answers(scene):
    challenge = scene.raised()
    ladder.move_up(challenge=challenge, to=2, reason="", by=scene.personas.school, at=scene.at)
    assert running(challenge).counterpart == scene.personas.team_manager


def test_dissent_without_a_challenge_shows_on_the_desk_until_one_follows(scene, monkeypatch):
    said = dissents.Dissented(
        scene.child.pk, scene.personas.school.agency_id, scene.at - timedelta(days=2), "Strategy meeting"
    )
    monkeypatch.setattr(dissents, "_REGISTERED", [lambda since: [said]])
    admin = scene.personas.partnership_admin
    (silence,) = desk.desk(admin, now=scene.at).silences
    assert (silence.agency, silence.what, silence.days) == ("Ashfield Primary School", "Strategy meeting", 2)
    scene.raised()
    assert desk.desk(admin, now=scene.at).silences == []
