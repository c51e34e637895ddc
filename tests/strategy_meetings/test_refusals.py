"""What strategy meetings refuse, and in which words: from the call to what an agency doesn't agree with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import Attendance, MeetingFormat
from cases.models import Deadline
from cases.services import attendance, invitations, meetings
from cases.services.attendance import Mark
from safeguarding.accounts.identity import as_user
from strategy_meetings.models import Section47Enquiry, StrategyMeeting
from strategy_meetings.services import calling, deciding, holding
from strategy_meetings.services.calling import Call
from strategy_meetings.states import StrategyOutcome, Trigger
from tests.factories import records

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
JOINT = [StrategyOutcome.SECTION_47_JOINT]


def facts(at, personas, **more) -> Call:
    given = {
        "trigger": Trigger.EVENT,
        "reason": "A bruise",
        "concern_at": at,
        "is_same_day": True,
        "starts_at": at,
        "ends_at": at + HOUR,
        "format": MeetingFormat.ONLINE,
        "chair": personas.team_manager,
        "minute_taker": personas.business_support,
    }
    return Call(**{**given, **more})


@pytest.fixture
def by(personas):
    return personas.social_worker


@pytest.fixture
def planned(personas, child, at, by) -> StrategyMeeting:
    with as_user(by):
        return calling.call(facts=facts(at, personas), children=[child], by=by, at=at)


def come(strategy, personas, at, *names) -> None:
    """These people are asked and attend."""
    by = personas.social_worker
    with as_user(by):
        asked = [
            invitations.invite_user(meeting=strategy.meeting, user=getattr(personas, name), by=by, at=at)
            for name in names
        ]
        marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}
        attendance.record(meeting=strategy.meeting, marks=marks, by=by, at=at)


def ready(strategy, personas, at, *, confirm=True, **hold) -> StrategyMeeting:
    """Held, and its history considered."""
    chair = personas.team_manager
    with as_user(chair):
        strategy = holding.hold(strategy=strategy, held_at=at, by=chair, at=at, **hold)
        if confirm:
            calling.make_history(strategy=strategy, by=chair, at=at)
            strategy = calling.confirm_history(strategy=strategy, note="Looked at", by=chair, at=at)
    return strategy


@pytest.mark.parametrize(
    ("change", "words"),
    [({"concern_at": HOUR}, "in the future"), ({"starts_at": -HOUR}, "before the concern")],
    ids=["a concern to come", "a meeting before the concern"],
)
def test_a_call_has_its_order(personas, child, at, by, change, words):
    [(name, shift)] = change.items()
    with as_user(by), pytest.raises(DomainError, match=words):
        calling.call(facts=facts(at, personas, **{name: at + shift}), children=[child], by=by, at=at)


def test_the_history_is_read_considered_with_a_note_and_then_stays(personas, planned, at):
    chair = personas.team_manager
    with as_user(chair):
        confirm = {"strategy": planned, "by": chair, "at": at}
        with pytest.raises(DomainError, match="Read the history first"):
            calling.confirm_history(note="Looked at", **confirm)
        calling.make_history(**confirm)
        with pytest.raises(DomainError, match="what the history means"):
            calling.confirm_history(note=" ", **confirm)
        calling.confirm_history(note="Looked at", **confirm)
        assert calling.confirm_history(note="Another", **confirm).history_note == "Looked at"
        with pytest.raises(ChangedMeanwhileError, match="stays as it was shown"):
            calling.make_history(**confirm)


def test_the_agenda(personas, planned, at, by):
    write = {"strategy": planned, "by": by, "at": at}
    with as_user(by):
        version = StrategyMeeting.objects.get(pk=planned.pk).version
        with pytest.raises(DomainError, match="no point of the agenda"):
            holding.write_agenda(words={"reason": "x"}, expected_version=version, **write)
        holding.write_agenda(words={"voice": "She is afraid"}, expected_version=version, **write)
        with pytest.raises(ChangedMeanwhileError, match="Somebody else"):
            holding.write_agenda(words={"voice": "x"}, expected_version=version, **write)
        meetings.cancel(meeting=planned.meeting, reason="Held elsewhere", by=by, at=at)
        with pytest.raises(ChangedMeanwhileError, match="cancelled"):
            holding.write_agenda(words={"voice": "x"}, expected_version=version + 1, **write)


def test_an_inquorate_meeting_is_signed_by_another_manager_once(personas, child, at):
    chair, manager = personas.team_manager, personas.front_door_manager
    with as_user(chair):
        strategy = calling.call(facts=facts(at, personas), children=[child], by=chair, at=at)
        with pytest.raises(DomainError, match="had its quorum, or wasn't held yet"):
            holding.sign_inquorate(strategy=strategy, by=chair, at=at)
        strategy = holding.hold(
            strategy=strategy, held_at=at, inquorate_reason="Nobody came", by=chair, at=at
        )
        assert not holding.is_quorate(strategy)
        with pytest.raises(DomainError, match="Another manager"):
            holding.sign_inquorate(strategy=strategy, by=chair, at=at)
    with as_user(personas.social_worker), pytest.raises(NotPermittedError):
        holding.sign_inquorate(strategy=strategy, by=personas.social_worker, at=at)
    with as_user(manager):
        holding.sign_inquorate(strategy=strategy, by=manager, at=at)
        with pytest.raises(ChangedMeanwhileError, match="has signed this already"):
            holding.sign_inquorate(strategy=strategy, by=manager, at=at)


def test_what_is_no_decision(personas, planned, child, at, by):
    come(planned, personas, at, "social_worker", "police", "gp")
    decide = {"strategy": planned, "child": child, "outcomes": JOINT, "reasons": "Hurt", "by": by, "at": at}
    with as_user(by), pytest.raises(ChangedMeanwhileError, match="was held"):
        deciding.decide(**decide)
    ready(planned, personas, at)
    further = StrategyOutcome.CONFERENCE
    without = StrategyOutcome.NO_FURTHER_ACTION
    stranger = records.child("Ola", "Other", by=by, at=at)
    with as_user(by):
        for wrong, words in (
            ({"outcomes": []}, "Choose one"),
            ({"outcomes": [without, *JOINT]}, "Choose one"),
            ({"outcomes": [without, further]}, "follows from a section 47"),
            ({"reasons": " "}, "reasons for the decision"),
        ):
            with pytest.raises(DomainError, match=words):
                deciding.decide(**{**decide, **wrong})
        with pytest.raises(NotVisibleError):
            deciding.decide(**{**decide, "child": stranger})
        deciding.decide(**{**decide, "outcomes": [*JOINT, further]})
        with pytest.raises(ChangedMeanwhileError, match="decided for this child already"):
            deciding.decide(**decide)
    assert Deadline.objects.filter(child=child, rule_id="icpc_request").exists()


def test_a_decision_waits_for_the_history(personas, planned, child, at, by):
    come(planned, personas, at, "social_worker", "police", "gp")
    ready(planned, personas, at, confirm=False)
    with as_user(by), pytest.raises(DomainError, match="history was considered"):
        deciding.decide(strategy=planned, child=child, outcomes=JOINT, reasons="Hurt", by=by, at=at)


@pytest.mark.parametrize("is_first", [True, False], ids=["the first enquiry", "there were earlier ones"])
def test_a_discussion_by_phone_is_not_enough_where_there_were_enquiries(personas, child, at, by, is_first):
    if not is_first:
        records.event(
            child, by=by, at=at - timedelta(days=900), kind="section_47_enquiry", what_happened="Ended"
        )
    with as_user(by):
        call = facts(at, personas, format=MeetingFormat.PHONE)
        strategy = calling.call(facts=call, children=[child], by=by, at=at)
    come(strategy, personas, at, "social_worker", "police", "gp")
    strategy = ready(strategy, personas, at)
    before = Deadline.objects.filter(rule_id=holding.FOLLOW_UP).count()
    with as_user(by):
        deciding.decide(strategy=strategy, child=child, outcomes=JOINT, reasons="Hurt", by=by, at=at)
        assert calling.has_earlier_enquiry(child, at, by) is not is_first
    assert Deadline.objects.filter(rule_id=holding.FOLLOW_UP).count() >= before


def test_who_may_disagree_and_how_often(personas, planned, child, at, by):
    come(planned, personas, at, "social_worker", "police", "gp")
    ready(planned, personas, at)
    with as_user(by):
        decision = deciding.decide(
            strategy=planned, child=child, outcomes=JOINT, reasons="Hurt", by=by, at=at
        )
        # An enquiry that is open goes on, whatever a later meeting decides.
        assert Section47Enquiry.objects.filter(child=child).count() == 1
    gp = {"decision": decision, "agency": personas.gp.agency, "at": at}
    with as_user(personas.gp):
        with pytest.raises(DomainError, match="doesn't agree"):
            deciding.dissent(words=" ", by=personas.gp, **gp)
        with pytest.raises(NotPermittedError):
            deciding.dissent(words="x", by=personas.gp, **{**gp, "agency": personas.police.agency})
        deciding.dissent(words="Too early", by=personas.gp, **gp)
        with pytest.raises(ChangedMeanwhileError, match="on record already"):
            deciding.dissent(words="Too early", by=personas.gp, **gp)
    with as_user(by), pytest.raises(DomainError, match="wasn't at the meeting"):
        deciding.dissent(words="x", by=by, **{**gp, "agency": personas.school.agency})
    # Somebody on duty knows of the meeting, and of no decision.
    with as_user(by):
        invitations.invite_duty(meeting=planned.meeting, agency=personas.health_visitor.agency, by=by, at=at)
    visitor = personas.health_visitor
    with as_user(visitor), pytest.raises(NotVisibleError):
        deciding.dissent(words="x", by=visitor, **{**gp, "agency": visitor.agency})
