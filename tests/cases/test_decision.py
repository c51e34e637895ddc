"""A manager's decision: who may, what it may not lack, what follows, how the referrer is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, EpisodeOfNeed, Event, ReferralDecision
from cases.queries import digest
from cases.services import children, decisions, front_door
from cases.services.decision_facts import CLOSURE_GATE
from cases.services.decisions import DigestChangedError
from cases.states import ENDING_OUTCOMES, EventKind, ReferralChildState, ReferralOutcome, ToldHow
from safeguarding.notifications.models import Notification
from tests.factories import front_door as door
from tests.factories import records


@pytest.fixture
def manager(personas):
    return personas.front_door_manager


@pytest.fixture
def child(personas, at):
    return records.child("Maisie", "Thornbury", by=personas.front_door_worker, at=at)


@pytest.fixture
def part(personas, child, at):
    return door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)


def decide(part, manager, at, facts=None, **changed):
    return decisions.decide(referral_child=part, facts=facts or door.facts(**changed), by=manager, at=at)


def clocks(part):
    return {row.rule_id: row for row in Deadline.objects.filter(referral_child=part, cancelled_at=None)}


class TestWho:
    """Managers of social care who didn't write the referral."""

    @pytest.mark.parametrize("name", ["front_door_worker", "social_worker", "conference_chair", "police"])
    def test_nobody_but_a_manager_decides(self, personas, part, at, name):
        with pytest.raises(NotPermittedError):
            decide(part, getattr(personas, name), at)

    @pytest.mark.parametrize("name", ["front_door_manager", "team_manager", "head_of_service"])
    def test_managers_decide(self, personas, part, at, name):
        assert decide(part, getattr(personas, name), at).decided_by == getattr(personas, name)

    def test_the_author_doesnt_decide(self, personas, child, manager, at):
        part = door.matched(child, author=manager, by=personas.front_door_worker, at=at)
        with pytest.raises(DomainError, match="You wrote this referral"):
            decide(part, manager, at)
        assert decide(part, personas.head_of_service, at).pk


class TestWhatItMayNotLack:
    """Each with the field that it is shown beside."""

    @pytest.mark.parametrize("outcome", sorted(ENDING_OUTCOMES))
    @pytest.mark.parametrize("field", sorted(CLOSURE_GATE))
    def test_nothing_ends_without_the_closure_gate(self, part, manager, at, outcome, field):
        facts = door.ending(outcome, **{field: " ", "transfer_to": "Southmoor"})
        with pytest.raises(DomainError) as refused:
            decide(part, manager, at, facts)
        assert refused.value.field == field

    @pytest.mark.parametrize("outcome", sorted(ENDING_OUTCOMES))
    def test_with_the_closure_gate_it_ends(self, part, manager, at, outcome):
        decision = decide(part, manager, at, door.ending(outcome, transfer_to="Southmoor"))
        assert decision.sexual_abuse_considered
        assert decision.transfer_to == ("Southmoor" if outcome == ReferralOutcome.TRANSFER else "")
        assert not EpisodeOfNeed.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"outcome": "pass_to_worker"}, "outcome"),
            ({"outcome": "nonsense"}, "outcome"),
            ({"level": 5}, "level"),
            ({"criteria": ("nonsense",)}, "criteria"),
            ({"rationale": ""}, "rationale"),
            ({"reasons_for_referrer": ""}, "reasons_for_referrer"),
            ({"outcome": "transfer", **door.GATE}, "transfer_to"),
            ({"level": 4, "strategy_declined_reason": ""}, "strategy_declined_reason"),
            ({"lateness_code": "nonsense"}, "lateness_code"),
        ],
    )
    def test_what_is_missing_or_wrong_is_named(self, part, manager, at, changed, field):
        with pytest.raises(DomainError) as refused:
            decide(part, manager, at, **changed)
        assert refused.value.field == field
        assert not ReferralDecision.objects.exists()

    def test_a_re_referral_needs_its_cause(self, personas, child, manager, at):
        door.matched(child, author=personas.gp, by=manager, at=at - timedelta(days=100))
        part = door.matched(child, author=personas.school, by=manager, at=at)
        with pytest.raises(DomainError) as refused:
            decide(part, manager, at, re_referral_cause="")
        assert refused.value.field == "re_referral_cause"
        assert decide(part, manager, at, re_referral_cause="closed_too_early").pk

    @pytest.mark.parametrize("changed", [{"crime_alleged": True}, {"immediate_danger": True}, {"level": 4}])
    def test_not_following_the_suggestion_of_a_strategy_meeting_needs_a_reason(
        self, personas, child, manager, at, changed
    ):
        part = door.matched(child, author=personas.school, by=manager, at=at, **changed)
        with pytest.raises(DomainError) as refused:
            decide(part, manager, at, level=1, strategy_declined_reason="")
        assert refused.value.field == "strategy_declined_reason"
        decision = decide(part, manager, at, level=1, strategy_declined_reason="Police have dealt with it")
        assert decision.strategy_declined_reason
        assert decision.suggestion[0]["is_today"]

    def test_a_high_risk_history_suggests_a_strategy_meeting(self, personas, child, manager, at):
        records.event(child, by=manager, at=at - timedelta(days=3000), kind=EventKind.SECTION_47_ENQUIRY)
        part = door.matched(child, author=personas.school, by=manager, at=at)
        with pytest.raises(DomainError) as refused:
            decide(part, manager, at, strategy_declined_reason="")
        assert refused.value.field == "strategy_declined_reason"

    def test_a_theme_from_two_agencies_asks_to_consider_one(self, personas, child, manager, at):
        records.event(
            child, by=personas.gp, at=at - timedelta(days=30), themes=["neglect"], agency=personas.gp.agency
        )
        part = door.matched(child, author=personas.school, by=manager, at=at)
        with pytest.raises(DomainError) as refused:
            decide(part, manager, at, strategy_declined_reason="")
        assert refused.value.field == "strategy_declined_reason"

    def test_answers_to_questions_not_asked_are_left_out(self, part, manager, at):
        decision = decide(part, manager, at, transfer_to="Southmoor", **door.GATE)
        assert (decision.transfer_to, decision.neglect_considered) == ("", "")
        assert decision.strategy_declined_reason == ""


class TestTheHistorySeen:
    """What the manager was shown is kept, and has to be what is known."""

    def test_it_is_kept_with_the_decision(self, child, part, manager, at):
        seen = digest.build(user=manager, child=child, at=at, referral_child=part)
        decision = decide(part, manager, at, digest_seen=seen.fingerprint)
        decision.refresh_from_db()
        assert decision.digest == seen.as_json()

    def test_when_it_changed_meanwhile_nothing_is_decided(self, personas, child, part, manager, at):
        seen = digest.build(user=manager, child=child, at=at, referral_child=part)
        records.event(child, by=personas.gp, at=at, kind=EventKind.WAS_NOT_BROUGHT)
        with pytest.raises(DigestChangedError):
            decide(part, manager, at, digest_seen=seen.fingerprint)
        assert not ReferralDecision.objects.exists()


class TestWhatFollows:
    """Episode, clocks, lines in the chronology, word to the child's worker."""

    def test_an_assessment_opens_the_child_on_the_day_of_the_referral(self, child, part, manager, at):
        decide(part, manager, at + timedelta(days=1))
        assert EpisodeOfNeed.objects.get(child=child).opened_on == date(2026, 3, 10)
        clock = clocks(part)["assessment"]
        assert (clock.starts_at, clock.child) == (at, child)
        line = Event.objects.get(child=child, kind=EventKind.REFERRAL_DECISION)
        assert "Assessment" in line.what_happened
        assert line.source_reference == part.referral.reference

    @pytest.mark.parametrize(
        ("referral", "rule_id"),
        [
            ({}, "strategy_discussion"),
            ({"themes": ("physical_abuse",)}, "strategy_discussion_same_day"),
            ({"crime_alleged": True}, "strategy_discussion_same_day"),
        ],
    )
    def test_a_strategy_meeting_has_its_clock(self, personas, child, manager, at, referral, rule_id):
        part = door.matched(child, author=personas.school, by=manager, at=at, **referral)
        decision = decide(part, manager, at, outcome="strategy_meeting")
        assert rule_id in clocks(part)
        assert decision.strategy_declined_reason == ""
        assert EpisodeOfNeed.objects.filter(child=child, closed_on=None).exists()

    def test_a_contact_is_passed_to_the_worker_who_is_told(self, personas, child, manager, at):
        children.open_episode(child=child, opened_on=date(2026, 1, 5), by=manager, at=at)
        worker = personas.social_worker
        children.allocate(
            child=child, worker=worker, team=worker.team, by=manager, at=at, reason="Their area"
        )
        part = door.matched(child, author=personas.school, by=manager, at=at)
        decision = decide(part, manager, at, outcome="pass_to_worker", re_referral_cause="")
        assert Notification.objects.get(recipient=worker, kind="contact_decided").reference == child.reference
        assert decision.outcome == "pass_to_worker"

    def test_a_contact_that_nobody_is_allocated_to_is_decided_too(self, child, personas, manager, at):
        children.open_episode(child=child, opened_on=date(2026, 1, 5), by=manager, at=at)
        part = door.matched(child, author=personas.school, by=manager, at=at)
        assert decide(part, manager, at, outcome="pass_to_worker").pk

    def test_a_child_who_closed_meanwhile_opens_after_that_day(self, personas, child, manager, at):
        later = at + timedelta(days=3)
        episode = children.open_episode(child=child, opened_on=date(2026, 1, 5), by=manager, at=at)
        part = door.matched(child, author=personas.school, by=manager, at=at)
        children.close_episode(
            episode=episode, closed_on=date(2026, 3, 12), closure_reason="RC8", by=manager, at=later
        )
        decide(part, manager, later, outcome="strategy_meeting")
        assert EpisodeOfNeed.objects.get(child=child, closed_on=None).opened_on == date(2026, 3, 12)

    def test_the_same_decision_sent_twice_is_one(self, part, manager, at):
        first = decide(part, manager, at)
        assert decide(part, manager, at + timedelta(seconds=2)) == first
        assert Event.objects.filter(kind=EventKind.REFERRAL_DECISION).count() == 1

    def test_a_second_manager_is_told_who_was_first(self, personas, part, manager, at):
        decide(part, manager, at)
        with pytest.raises(ChangedMeanwhileError, match="Dana Okafor has already decided"):
            decide(part, personas.head_of_service, at)


def test_a_referral_matched_to_a_restricted_record_isnt_there_for_others(personas, at, manager):
    hidden = records.child(by=personas.head_of_service, at=at, is_restricted=True)
    records.involve(hidden, manager, by=personas.head_of_service, at=at)
    part = door.part(by=personas.school, at=at)
    front_door.match(referral_child=part, child=hidden, by=manager, at=at)
    for act in (
        decide,
        lambda *args: decisions.reconsider(referral_child=part, reason="x", by=args[1], at=at),
    ):
        with pytest.raises(NotVisibleError):
            act(part, personas.head_of_service, at)
    assert decide(part, manager, at).told_how == ToldHow.SERVICE


def test_checking_the_answers_decides_nothing(personas, child, part, manager, at):
    seen = digest.build(user=manager, child=child, at=at, referral_child=part)
    decisions.check(referral_child=part, facts=door.facts(), seen=seen, by=manager)
    assert part.state == ReferralChildState.MATCHED
    assert not ReferralDecision.objects.exists()
    with pytest.raises(DomainError):
        decisions.check(referral_child=part, facts=door.facts(rationale=""), seen=seen, by=manager)
