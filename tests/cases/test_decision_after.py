"""After a decision: the referrer is told, lateness explained, a decision taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Deadline, EpisodeOfNeed, Event, ReferralDecision
from cases.services import deadlines, decisions
from cases.states import EventKind, ReferralChildState, ToldHow
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


class TestTelling:
    """Decided and told: only both together meet the clock."""

    def test_a_referrer_with_an_account_is_told_at_once(self, personas, part, manager, at):
        decision = decide(part, manager, at)
        assert (decision.told_how, decision.told_at) == (ToldHow.SERVICE, at)
        told = Notification.objects.get(recipient=personas.school, kind="referral_decided")
        assert told.reference == part.referral.reference
        assert "Maisie" not in told.text
        assert clocks(part)["referral_decision"].met_at == at
        assert Event.objects.filter(kind=EventKind.REFERRER_TOLD).count() == 1

    @pytest.fixture
    def phoned(self, personas, child, at):
        """A referral that the front door wrote down for a neighbour."""
        worker = personas.front_door_worker
        return door.matched(
            child, author=worker, by=worker, at=at, is_for_someone_else=True, referrer_name="Mr Neighbour"
        )

    def test_somebody_else_is_told_by_hand(self, personas, phoned, manager, at):
        decision = decide(phoned, manager, at)
        assert decision.told_at is None
        assert clocks(phoned)["referral_decision"].met_at is None
        for _ in range(2):
            decision = decisions.tell(decision=decision, how="phone", by=personas.front_door_worker, at=at)
        assert decision.told_how == ToldHow.PHONE
        assert clocks(phoned)["referral_decision"].met_at == at
        assert Event.objects.filter(kind=EventKind.REFERRER_TOLD).count() == 1

    def test_a_referrer_who_left_is_told_by_hand(self, personas, part, manager, at):
        personas.school.is_active = False
        personas.school.save()
        assert decide(part, manager, at).told_at is None

    @pytest.mark.parametrize("how", ["service", "not_possible", "pigeon"])
    def test_a_way_that_cant_be_is_refused(self, phoned, manager, at, how):
        decision = decide(phoned, manager, at)
        with pytest.raises(DomainError) as refused:
            decisions.tell(decision=decision, how=how, by=manager, at=at)
        assert refused.value.field == "how"

    def test_an_anonymous_referrer_cant_be_told(self, personas, child, manager, at):
        worker = personas.front_door_worker
        part = door.matched(
            child, author=worker, by=worker, at=at, is_for_someone_else=True, referrer_is_anonymous=True
        )
        decision = decisions.tell(decision=decide(part, manager, at), how="not_possible", by=worker, at=at)
        line = Event.objects.get(kind=EventKind.REFERRER_TOLD)
        assert "could not be told" in line.what_happened
        assert clocks(part)["referral_decision"].met_at == decision.told_at

    def test_partners_tell_nobody(self, personas, phoned, manager, at):
        decision = decide(phoned, manager, at)
        with pytest.raises(NotPermittedError):
            decisions.tell(decision=decision, how="phone", by=personas.police, at=at)


class TestLateness:
    """Being late asks for a reason and never stops a decision."""

    @pytest.fixture
    def late(self, at):
        return at + timedelta(days=2)

    @pytest.mark.parametrize(
        ("code", "reason"), [("workload", "Two colleagues were ill"), ("", ""), ("workload", "")]
    )
    def test_a_late_decision_is_made_with_a_reason_or_without(self, part, manager, late, code, reason):
        decide(part, manager, late, lateness_code=code, lateness_reason=reason)
        clock = clocks(part)["referral_decision"]
        assert clock.met_at == late
        assert clock.lateness_reason == reason
        assert clock.lateness_code == (code if reason else "")

    def test_the_reason_given_with_it_outlives_the_telling(self, personas, child, manager, at, late):
        worker = personas.front_door_worker
        part = door.matched(
            child, author=worker, by=worker, at=at, is_for_someone_else=True, referrer_name="Mr Neighbour"
        )
        decision = decide(part, manager, late, lateness_code="workload", lateness_reason="Ill")
        decisions.tell(decision=decision, how="phone", by=worker, at=late + timedelta(hours=1))
        assert clocks(part)["referral_decision"].lateness_reason == "Ill"

    def test_without_a_running_clock_the_referrer_is_told_too(self, part, manager, at):
        clock = clocks(part)["referral_decision"]
        deadlines.cancel(deadline=clock, reason="Set by mistake", by=manager, at=at)
        assert decide(part, manager, at).told_how == ToldHow.SERVICE

    def test_in_time_no_reason_is_kept(self, part, manager, at):
        decide(part, manager, at, lateness_code="workload", lateness_reason="Ill")
        assert clocks(part)["referral_decision"].lateness_code == ""


class TestThinkingAgain:
    """A decision that is taken back stays on record."""

    def test_it_stays_marked_and_its_clocks_stop(self, personas, child, part, manager, at):
        first = decide(part, manager, at)
        later = at + timedelta(hours=3)
        row = decisions.reconsider(referral_child=part, reason="Police know more", by=manager, at=later)
        assert row.state == ReferralChildState.MATCHED
        first.refresh_from_db()
        assert (first.superseded_by, first.superseded_reason) == (manager, "Police know more")
        assert Deadline.objects.get(rule_id="assessment").cancelled_at == later
        running = Deadline.objects.get(referral_child=part, rule_id="referral_decision", met_at=None)
        assert running.starts_at == later
        assert Notification.objects.filter(recipient=personas.school, kind="referral_reconsidered").exists()
        line = Event.objects.get(child=child, kind=EventKind.REFERRAL_DECISION, superseded_by=None)
        assert "reconsidered" in line.what_happened
        second = decide(part, manager, later, outcome="strategy_meeting")
        assert second.pk != first.pk
        assert ReferralDecision.objects.filter(superseded_at=None).get() == second

    def test_what_it_opened_is_closed_when_the_next_one_ends_it(self, child, part, manager, at):
        decide(part, manager, at)
        decisions.reconsider(referral_child=part, reason="Wrong", by=manager, at=at)
        decide(part, manager, at, door.ending("transfer", transfer_to="Southmoor"))
        assert EpisodeOfNeed.objects.get(child=child).closure_reason == "RC5"

    def test_what_another_decision_needs_stays_open(self, personas, child, part, manager, at):
        other = door.matched(child, author=personas.gp, by=manager, at=at)
        decide(part, manager, at)
        decide(other, manager, at)
        decisions.reconsider(referral_child=part, reason="Wrong", by=manager, at=at)
        decide(part, manager, at, door.ending())
        assert EpisodeOfNeed.objects.get(child=child).closed_on is None

    def test_it_needs_a_reason_and_a_manager(self, personas, part, manager, at):
        decide(part, manager, at)
        with pytest.raises(DomainError):
            decisions.reconsider(referral_child=part, reason="", by=manager, at=at)
        with pytest.raises(NotPermittedError):
            decisions.reconsider(referral_child=part, reason="x", by=personas.front_door_worker, at=at)

    def test_a_decision_taken_back_is_not_told(self, personas, child, manager, at):
        worker = personas.front_door_worker
        part = door.matched(
            child, author=worker, by=worker, at=at, is_for_someone_else=True, referrer_name="Mr Neighbour"
        )
        decision = decide(part, manager, at)
        decisions.reconsider(referral_child=part, reason="Wrong", by=manager, at=at)
        with pytest.raises(ChangedMeanwhileError, match="taken back"):
            decisions.tell(decision=decision, how="phone", by=worker, at=at)
