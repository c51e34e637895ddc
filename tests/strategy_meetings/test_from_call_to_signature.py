"""From the call of a strategy meeting to the end of the enquiry, each persona behind the wall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import Attendance, MeetingFormat
from cases.models import Deadline
from cases.services import attendance, invitations
from cases.services.attendance import Mark
from cases.states import EventKind
from safeguarding.accounts.identity import as_user
from strategy_meetings.services import calling, checks, deciding, enquiries, holding, protection
from strategy_meetings.services.calling import Call
from strategy_meetings.services.checks import MedicalPlan, MedicalResult
from strategy_meetings.services.enquiries import Result, Seen
from strategy_meetings.states import (
    EnquiryOutcome,
    EnquiryState,
    Findings,
    ProtectionKind,
    StrategyOutcome,
    Trigger,
)
from tests.factories import records

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def child(personas, at):
    made = records.child(by=personas.team_manager, at=at)
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=personas.team_manager, at=at, reason="test data")
    return made


def _call(personas, at, child, *, format=MeetingFormat.ONLINE, follows=None):
    facts = Call(
        trigger=Trigger.FOLLOW_UP if follows else Trigger.EVENT,
        reason="A bruise that nobody explained",
        concern_at=at,
        is_same_day=True,
        starts_at=at + HOUR,
        ends_at=at + 2 * HOUR,
        format=format,
        chair=personas.team_manager,
        minute_taker=personas.business_support,
        follows=follows,
    )
    return calling.call(facts=facts, children=[child], by=personas.social_worker, at=at)


def _attend(strategy, personas, names, at):
    by = personas.social_worker
    asked = [
        invitations.invite_user(meeting=strategy.meeting, user=getattr(personas, name), by=by, at=at)
        for name in names
    ]
    marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}
    assert attendance.record(meeting=strategy.meeting, marks=marks, by=by, at=at) == []


def _hold(strategy, personas, at, **facts):
    return holding.hold(strategy=strategy, held_at=at, by=personas.social_worker, at=at, **facts)


def _confirm(strategy, personas, at):
    strategy = calling.make_history(strategy=strategy, by=personas.team_manager, at=at)
    return calling.confirm_history(
        strategy=strategy, note="Nothing like it before", by=personas.team_manager, at=at
    )


def _running(child):
    rows = Deadline.objects.filter(child=child, met_at=None, cancelled_at=None)
    return set(rows.values_list("rule_id", flat=True))


QUORUM = ("social_worker", "police", "gp")


def test_a_meeting_with_police_health_and_social_care_stops_its_clock(personas, at, child):
    with as_user(personas.social_worker):
        strategy = _call(personas, at, child)
        assert _running(child) == {"strategy_discussion_same_day"}
        _attend(strategy, personas, QUORUM, at)
        held = _hold(strategy, personas, at + 2 * HOUR)
        assert held.inquorate_reason == ""
        assert _running(child) == {"strategy_record"}


def test_an_inquorate_meeting_needs_a_reason_and_another_managers_signature(personas, at, child):
    with as_user(personas.social_worker):
        strategy = _call(personas, at, child)
        _attend(strategy, personas, ("social_worker", "police"), at)
        with pytest.raises(DomainError, match="health"):
            _hold(strategy, personas, at + 2 * HOUR)
        strategy = _hold(strategy, personas, at + 2 * HOUR, inquorate_reason="Nobody on call")
        assert _running(child) == {"strategy_record", "strategy_follow_up"}
        with pytest.raises(NotPermittedError):
            holding.sign_inquorate(strategy=strategy, by=personas.social_worker, at=at)
    with as_user(personas.team_manager):
        signed = holding.sign_inquorate(strategy=strategy, by=personas.team_manager, at=at + 3 * HOUR)
        assert signed.inquorate_signed_by == personas.team_manager
        with pytest.raises(ChangedMeanwhileError):
            holding.sign_inquorate(strategy=strategy, by=personas.team_manager, at=at + 3 * HOUR)


def test_a_full_follow_up_stops_the_follow_up_clock_and_moves_no_other(personas, at, child):
    with as_user(personas.social_worker):
        first = _call(personas, at, child)
        first = _hold(first, personas, at + 2 * HOUR, inquorate_reason="Nobody could come")
        follow_up = _call(personas, at + 3 * HOUR, child, follows=first)
        _attend(follow_up, personas, QUORUM, at + 3 * HOUR)
        _hold(follow_up, personas, at + 5 * HOUR)
        assert "strategy_follow_up" not in _running(child)


def test_a_decision_needs_the_history_and_starts_the_enquirys_clocks(personas, at, child):
    with as_user(personas.social_worker):
        strategy = _call(personas, at, child)
        _attend(strategy, personas, QUORUM, at)
        strategy = _hold(strategy, personas, at + 2 * HOUR)
        facts = {
            "strategy": strategy,
            "child": child,
            "outcomes": [StrategyOutcome.SECTION_47_JOINT],
            "reasons": "Unexplained injury",
            "by": personas.social_worker,
            "at": at + 3 * HOUR,
        }
        with pytest.raises(DomainError, match="history"):
            deciding.decide(**facts)
    with as_user(personas.team_manager):
        _confirm(strategy, personas, at + 2 * HOUR)
    with as_user(personas.social_worker):
        deciding.decide(**facts)
        with pytest.raises(ChangedMeanwhileError):
            deciding.decide(**facts)
        assert {"section_47", "section_47_maximum", "section_47_child_seen", "icpc"} <= _running(child)
        icpc = Deadline.objects.get(child=child, rule_id="icpc")
        assert icpc.starts_at == at + 2 * HOUR


def _enquiry(personas, at, child):
    with as_user(personas.team_manager):
        strategy = _call(personas, at, child)
        _attend(strategy, personas, QUORUM, at)
        strategy = _confirm(_hold(strategy, personas, at + 2 * HOUR), personas, at + 2 * HOUR)
        decision = deciding.decide(
            strategy=strategy,
            child=child,
            outcomes=[StrategyOutcome.SECTION_47_JOINT, StrategyOutcome.MEDICAL],
            reasons="Unexplained injury",
            by=personas.social_worker,
            at=at + 2 * HOUR,
        )
        return decision, child.section_47_enquiries.get()


def test_an_enquiry_goes_from_being_seen_to_the_request_for_a_conference(personas, at, child):
    _, enquiry = _enquiry(personas, at, child)
    worker, later = personas.social_worker, at + 5 * HOUR
    with as_user(worker):
        enquiries.record_seen(
            enquiry=enquiry,
            seen=Seen(at=later, where="School", alone=True, child_says="It hurt"),
            by=worker,
            at=later,
        )
        assert "section_47_child_seen" not in _running(child)
        check = checks.ask(
            enquiry=enquiry, agency=personas.gp.agency, question="Earlier injuries?", by=worker, at=later
        )
        medical = checks.plan_medical(
            enquiry=enquiry,
            plan=MedicalPlan(purpose="Cause of the bruise", where="Hospital", consent="Mother"),
            by=worker,
            at=later,
        )
        checks.hold_medical(
            medical=medical,
            result=MedicalResult(later, True, "He says he fell", "Not consistent with a fall"),
            by=worker,
            at=later,
        )
    with as_user(personas.gp):
        checks.reply(check=check, words="Two attendances in May", by=personas.gp, at=later)
    with as_user(worker):
        result = Result(
            Findings.CONTINUING_RISK, EnquiryOutcome.CONFERENCE, "Risk goes on", "Pattern of injuries"
        )
        enquiries.submit(enquiry=enquiry, result=result, by=worker, at=later)
        with pytest.raises(NotPermittedError):
            enquiries.sign(enquiry=enquiry, by=worker, at=later)
    with as_user(personas.team_manager):
        ended = enquiries.sign(enquiry=enquiry, by=personas.team_manager, at=later)
        assert ended.state == EnquiryState.ENDED
        assert _running(child) == {"strategy_record", "icpc", "icpc_request"}


def test_without_a_conference_its_clock_is_cancelled_with_the_cause(personas, at, child):
    _, enquiry = _enquiry(personas, at, child)
    worker, later = personas.social_worker, at + 5 * HOUR
    with as_user(worker):
        enquiries.record_not_seen(enquiry=enquiry, reason="Abroad until Monday", by=worker, at=later)
        result = Result(
            Findings.NOT_SUBSTANTIATED, EnquiryOutcome.NO_FURTHER_ACTION, "Accident", "Consistent"
        )
        enquiries.submit(enquiry=enquiry, result=result, by=worker, at=later)
    with as_user(personas.team_manager):
        enquiries.sign(enquiry=enquiry, by=personas.team_manager, at=later)
    icpc = Deadline.objects.get(child=child, rule_id="icpc")
    assert "without a conference" in icpc.cancelled_reason


def test_dissent_stands_on_record_in_the_agencys_own_words(personas, at, child):
    decision, _ = _enquiry(personas, at, child)
    with as_user(personas.police):
        deciding.dissent(
            decision=decision,
            agency=personas.police.agency,
            words="A single enquiry would do",
            by=personas.police,
            at=at + 3 * HOUR,
        )
    with as_user(personas.school), pytest.raises(NotVisibleError):
        deciding.dissent(
            decision=decision, agency=personas.school.agency, words="No", by=personas.school, at=at
        )


def test_police_protection_counts_72_hours_and_ends_with_how_the_child_is_safe(personas, at, child):
    records.involve(child, personas.police, by=personas.team_manager, at=at)
    with as_user(personas.police):
        running = protection.begin(
            child=child,
            kind=ProtectionKind.POLICE_PROTECTION,
            begun_at=at,
            reason="Nobody at home",
            by=personas.police,
            at=at,
        )
        clock = Deadline.objects.get(child=child, rule_id="police_protection")
        assert clock.due_at == at + timedelta(hours=72)
        with pytest.raises(DomainError, match="how the child is safe"):
            protection.end(protection=running, ended_at=at + HOUR, how=" ", by=personas.police, at=at + HOUR)
        protection.end(
            protection=running,
            ended_at=at + HOUR,
            how="With the grandmother",
            by=personas.police,
            at=at + HOUR,
        )
        assert "police_protection" not in _running(child)
    with as_user(personas.team_manager):
        reviewed = protection.review(
            protection=running, words="Rightly used", by=personas.team_manager, at=at + 2 * HOUR
        )
        assert reviewed.reviewed_by == personas.team_manager
    kinds = set(child.events.values_list("kind", flat=True))
    assert EventKind.POLICE_PROTECTION in kinds
