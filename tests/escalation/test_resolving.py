"""Contacts, offers and answers; how a challenge ends; who may and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Event
from cases.states import EventKind
from escalation.models import ChallengeOffer
from escalation.services import ending, ladder, talking
from escalation.services.talking import Step
from escalation.states import ContactHow, LearningTheme
from safeguarding.accounts.identity import as_user
from tests.factories import records


def offered(scene, challenge, **changed) -> ChallengeOffer:
    step = Step(
        what="The referral is read again with the school",
        agency=scene.social_care,
        who="Tom Whitfield",
        due_on=scene.at.date() + timedelta(days=3),
    )
    said = {"words": "The case is opened again", "steps": [step], "by": scene.personas.team_manager}
    return talking.offer(challenge=challenge, at=scene.at, **{**said, **changed})


def contact(scene, challenge, **changed):
    said = {
        "happened_at": scene.at,
        "how": ContactHow.PHONE,
        "with_whom": "Sam Brennan",
        "words": "He sees no risk",
        "by": scene.personas.school,
    }
    return talking.record_contact(challenge=challenge, at=scene.at, **{**said, **changed})


def to_the_top(scene):
    challenge = scene.raised()
    return ladder.move_up(
        challenge=challenge, to=5, reason="Nobody answers", by=scene.personas.school, at=scene.at
    )


def test_both_agencies_record_their_contacts(scene):
    challenge = scene.raised()
    contact(scene, challenge)
    contact(scene, challenge, by=scene.personas.social_worker, how=ContactHow.NO_ANSWER)
    assert challenge.contacts.count() == 2


@pytest.mark.parametrize("field", ["with_whom", "words"])
def test_a_contact_says_with_whom_and_what(scene, field):
    challenge = scene.raised()
    with pytest.raises(DomainError) as refused:
        contact(scene, challenge, **{field: " "})
    assert refused.value.field == field


def test_a_contact_was_not_in_the_future(scene):
    with pytest.raises(DomainError) as refused:
        contact(scene, scene.raised(), happened_at=scene.at + timedelta(hours=1))
    assert refused.value.field == "happened_at"


def test_the_raising_agency_accepts_an_offer_and_it_is_the_agreed_plan(scene):
    challenge = scene.raised()
    made = offered(scene, challenge)
    ended = talking.accept(offer=made, words="", by=scene.personas.school, at=scene.at)
    assert (ended.state, ended.resolution, ended.ended_by) == (
        "agreed",
        "The case is opened again",
        scene.personas.school,
    )
    assert not Deadline.objects.filter(subject=challenge.subject, met_at=None).exists()
    last = Event.objects.filter(child=scene.child, kind=EventKind.CHALLENGE).latest("pk")
    assert last.what_happened == "Professional challenge agreed between the two agencies"


@pytest.mark.parametrize("answer", [talking.accept, talking.refuse])
def test_only_the_raising_agency_answers_an_offer(scene, answer):
    made = offered(scene, scene.raised())
    with pytest.raises(NotPermittedError):
        answer(offer=made, words="Enough", by=scene.personas.social_worker, at=scene.at)


def test_only_the_challenged_agency_offers(scene):
    challenge = scene.raised()
    with pytest.raises(NotPermittedError):
        offered(scene, challenge, by=scene.personas.school)


def test_an_offer_that_is_not_accepted_says_why_and_the_challenge_goes_on(scene):
    challenge = scene.raised()
    made = offered(scene, challenge)
    with pytest.raises(DomainError) as refused:
        talking.refuse(offer=made, words=" ", by=scene.personas.school, at=scene.at)
    assert refused.value.field == "words"
    going_on = talking.refuse(offer=made, words="Too little", by=scene.personas.school, at=scene.at)
    assert going_on.is_open
    with pytest.raises(ChangedMeanwhileError):
        talking.accept(offer=made, words="", by=scene.personas.school, at=scene.at)
    assert offered(scene, challenge).answer == "waiting"


def test_one_offer_waits_at_a_time(scene):
    challenge = scene.raised()
    offered(scene, challenge)
    with pytest.raises(ChangedMeanwhileError):
        offered(scene, challenge)


def test_an_offer_stays_when_the_stage_runs_out_of_time(scene):
    challenge = scene.raised()
    made = offered(scene, challenge)
    ladder.move_up_by_time(at=scene.at + timedelta(days=7))
    ended = talking.accept(offer=made, words="", by=scene.personas.school, at=scene.at + timedelta(days=7))
    assert (ended.stage, ended.state) == (2, "agreed")


def test_an_offer_has_words_and_days_to_come_and_one_of_the_two_agencies(scene):
    challenge = scene.raised()
    step = Step("Visit", scene.social_care, "Sam", scene.at.date())
    with pytest.raises(DomainError) as wordless:
        offered(scene, challenge, words=" ")
    past = scene.at.date() - timedelta(days=1)
    with pytest.raises(DomainError) as late:
        offered(scene, challenge, steps=[step, Step("Visit", scene.social_care, "Sam", past)])
    with pytest.raises(DomainError) as foreign:
        offered(scene, challenge, steps=[Step("Visit", scene.personas.police.agency, "P", step.due_on)])
    fields = [each.value.field for each in (wordless, late, foreign)]
    assert fields == ["words", "due_on_2", "agency_1"]


def test_an_action_of_the_agreed_plan_is_done_with_what_shows_it(scene):
    made = offered(scene, scene.raised())
    action = made.actions.get()
    done = {"action": action, "by": scene.personas.social_worker, "at": scene.at}
    with pytest.raises(DomainError, match="isn’t agreed"):
        talking.finish_action(words="Read", **done)
    talking.accept(offer=made, words="", by=scene.personas.school, at=scene.at)
    with pytest.raises(DomainError) as refused:
        talking.finish_action(words=" ", **done)
    assert refused.value.field == "words"
    assert talking.finish_action(words="Read on Monday", **done).done_by == scene.personas.social_worker
    with pytest.raises(ChangedMeanwhileError):
        talking.finish_action(words="Again", **done)


def test_a_challenge_is_withdrawn_by_its_agency_with_a_reason(scene):
    challenge = scene.raised()
    with pytest.raises(DomainError) as refused:
        ending.withdraw(challenge=challenge, reason="", by=scene.personas.school, at=scene.at)
    assert refused.value.field == "reason"
    with pytest.raises(NotPermittedError):
        ending.withdraw(challenge=challenge, reason="Go away", by=scene.personas.team_manager, at=scene.at)
    ended = ending.withdraw(challenge=challenge, reason="Opened again", by=scene.personas.school, at=scene.at)
    assert (ended.state, ended.resolution) == ("withdrawn", "Opened again")


def test_the_partnership_decides_at_the_top_and_says_who(scene):
    challenge = to_the_top(scene)
    admin = scene.personas.partnership_admin
    records.involve(scene.child, admin, by=scene.personas.social_worker, at=scene.at)
    said = {"decided_by": "Dr Ines Vale, independent scrutineer", "words": "The plan goes on"}
    with as_user(admin):
        ended = ending.decide(challenge=challenge, **said, by=admin, at=scene.at)
    assert (ended.state, ended.decided_by_name) == ("decided", said["decided_by"])
    last = Event.objects.filter(child=scene.child, kind=EventKind.CHALLENGE).latest("pk")
    assert "Dr Ines Vale" in last.what_happened
    with pytest.raises(ChangedMeanwhileError):
        ending.decide(challenge=challenge, **said, by=admin, at=scene.at)


def test_the_partnership_decides_nothing_below_the_top_nor_without_a_name_and_words(scene):
    challenge = scene.raised()
    admin = scene.personas.partnership_admin
    records.involve(scene.child, admin, by=scene.personas.social_worker, at=scene.at)
    with pytest.raises(DomainError, match="Stage 1"):
        ending.decide(challenge=challenge, decided_by="Dr Vale", words="No", by=admin, at=scene.at)
    challenge.refresh_from_db()
    for field in ("decided_by", "words"):
        said = {"decided_by": "Dr Vale", "words": "The plan goes on", field: " "}
        with pytest.raises(DomainError) as refused:
            ending.decide(challenge=challenge, **said, by=admin, at=scene.at)
        assert refused.value.field == field


@pytest.mark.parametrize("who", ["school", "team_manager", "head_of_service"])
def test_neither_side_decides(scene, who):
    challenge = to_the_top(scene)
    with pytest.raises(NotPermittedError):
        ending.decide(
            challenge=challenge,
            decided_by="I",
            words="We win",
            by=getattr(scene.personas, who),
            at=scene.at,
        )


def test_the_office_does_not_decide_on_what_its_own_agency_raised(scene):
    challenge = to_the_top(scene)
    admin = scene.personas.partnership_admin
    records.involve(scene.child, admin, by=scene.personas.social_worker, at=scene.at)
    challenge.raising_agency = admin.agency
    challenge.record(by=None, at=scene.at, reason="test data")
    with pytest.raises(NotPermittedError):
        ending.decide(challenge=challenge, decided_by="I", words="We win", by=admin, at=scene.at)


def test_the_office_decides_on_no_child_whom_it_does_not_see(scene):
    challenge = to_the_top(scene)
    with pytest.raises(NotVisibleError):
        ending.decide(
            challenge=challenge,
            decided_by="Dr Vale",
            words="No",
            by=scene.personas.partnership_admin,
            at=scene.at,
        )


def test_what_still_divides_them_and_what_is_learned_stands_once_it_has_ended(scene):
    challenge = scene.raised()
    school = {"by": scene.personas.school, "at": scene.at}
    with pytest.raises(DomainError):
        ending.record_dissent(challenge=challenge, words="Still wrong", **school)
    with pytest.raises(DomainError):
        ending.record_learning(challenge=challenge, theme=LearningTheme.DRIFT, words="Slow", **school)
    ending.withdraw(challenge=challenge, reason="Moved away", **school)
    for words in ("", "  "):
        with pytest.raises(DomainError):
            ending.record_dissent(challenge=challenge, words=words, **school)
        with pytest.raises(DomainError):
            ending.record_learning(challenge=challenge, theme=LearningTheme.DRIFT, words=words, **school)
    ending.record_dissent(challenge=challenge, words="Still wrong", **school)
    ended = ending.record_learning(challenge=challenge, theme=LearningTheme.NONE, words="", **school)
    assert (ended.dissent, ended.learning_theme) == ("Still wrong", "none")


def test_the_database_too_refuses_a_decision_below_the_top(scene):
    challenge = scene.raised()
    challenge.state, challenge.resolution, challenge.decided_by_name = "decided", "No", "Dr Vale"
    challenge.ended_at, challenge.ended_by = scene.at, scene.personas.partnership_admin
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        challenge.record(by=None, at=scene.at, reason="test data")
    assert "decided_at_the_top_by_somebody_else" in str(refused.value)


def test_the_database_too_refuses_a_second_running_stage(scene):
    challenge = scene.raised()
    stage = challenge.stages.get()
    stage.pk, stage.stage = None, 2
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        stage.record(by=None, at=scene.at, reason="test data")
    assert "one_running_stage_of_a_challenge" in str(refused.value)
