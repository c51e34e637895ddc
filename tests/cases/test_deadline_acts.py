"""The acts that meet a rule stop its clock; and a referral's clocks follow what happens to it.

`deadlines.meet` with the rule's id is the seam for every act: shown here for each rule, whether its act has a
page yet or not.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.models import Deadline, Event
from cases.services import children, deadlines, decisions, front_door
from cases.services.deadlines import Status
from cases.states import EventKind
from safeguarding.rules.episode_clocks import END_WITH_THE_EPISODE
from safeguarding.rules.timescales import TIMESCALES
from tests.factories import clocks, records
from tests.factories import front_door as door

RULES = sorted(TIMESCALES)


@pytest.fixture
def child(personas, at):
    return records.child("Maisie", "Thornbury", by=personas.front_door_worker, at=at)


@pytest.fixture
def manager(personas):
    return personas.front_door_manager


def running(**of) -> set[str]:
    return set(
        Deadline.objects.filter(met_at=None, cancelled_at=None, **of).values_list("rule_id", flat=True)
    )


class TestTheSeam:
    """Each rule's clock is set and met by the rule's id."""

    @pytest.mark.parametrize("rule_id", RULES)
    def test_meeting_the_rule_stops_its_clock_and_no_other(self, personas, child, at, rule_id):
        worker = personas.social_worker
        sibling = records.child(by=worker, at=at)
        other_rule = "visit_cp" if rule_id != "visit_cp" else "visit_cin"
        other = clocks.start(other_rule, child=child, worker=worker, at=at)
        theirs = clocks.start(rule_id, child=sibling, worker=personas.team_manager, at=at)
        clock = clocks.start(rule_id, child=child, worker=worker, at=at)
        stale = clocks.told(clock, worker, at=at)
        met = deadlines.meet(rule_id=rule_id, by=worker, at=at, **clocks.about(rule_id, child, worker))
        assert met == clock
        assert (met.met_at, met.met_by) == (at, worker)
        assert deadlines.status(met, at) == Status.MET
        assert met.history.first().history_change_reason == f"Met: {TIMESCALES[rule_id].met_by}"
        stale.refresh_from_db()
        assert stale.withdrawn_at == at
        for untouched in (other, theirs):
            untouched.refresh_from_db()
            assert untouched.met_at is None

    @pytest.mark.parametrize("rule_id", RULES)
    def test_late_it_is_met_all_the_same_with_a_reason_now_or_later(self, personas, child, at, rule_id):
        worker = personas.social_worker
        clock = clocks.start(rule_id, child=child, worker=worker, at=at)
        of = {"rule_id": rule_id, "by": worker, **clocks.about(rule_id, child, worker)}
        met = deadlines.meet(at=clock.statutory_due_at, **of)
        assert deadlines.status(met, met.met_at) == Status.MET_LATE
        assert met.lateness_code == ""
        explained = deadlines.explain_lateness(
            deadline=met, code="workload", reason=" Ill ", by=worker, at=met.met_at
        )
        assert (explained.lateness_code, explained.lateness_reason) == ("workload", "Ill")

    def test_one_of_several_of_a_rule_is_met_by_its_subject(self, personas, child, at):
        worker = personas.social_worker
        first = clocks.start("conference_minutes", child=child, worker=worker, at=at, subject="meeting:1")
        clocks.start("conference_minutes", child=child, worker=worker, at=at, subject="meeting:2")
        of = {"rule_id": "conference_minutes", "by": worker, "at": at, "child": child}
        assert deadlines.meet(subject="meeting:1", **of) == first
        assert deadlines.meet(subject="meeting:1", **of) is None
        assert deadlines.meet(subject="", **of) is None

    def test_a_reason_given_before_outlives_the_act_and_one_given_with_it_replaces_it(
        self, personas, child, at
    ):
        worker, of = personas.social_worker, {"rule_id": "assessment", "child": child}
        for said, kept in (("", "Ill"), ("Ill again", "Ill again")):
            clock = clocks.start("assessment", child=child, worker=worker, at=at)
            late = clock.due_at + timedelta(days=1)
            deadlines.explain_lateness(deadline=clock, code="workload", reason="Ill", by=worker, at=late)
            code = "other" if said else ""
            met = deadlines.meet(by=worker, at=late, lateness_code=code, lateness_reason=said, **of)
            assert met.lateness_reason == kept


class TestTheReferral:
    """Sent, matched, decided, told: and back."""

    def test_deciding_and_telling_in_the_service_stops_the_clock(self, personas, child, manager, at):
        part = door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
        assert running(referral_child=part) == {"referral_decision"}
        door.decided(part, by=manager, at=at)
        assert running(referral_child=part) == {"assessment"}

    def test_telling_by_phone_stops_the_clock_and_deciding_alone_does_not(self, personas, child, manager, at):
        worker = personas.front_door_worker
        part = door.matched(
            child, author=worker, by=worker, at=at, is_for_someone_else=True, referrer_name="Mr Neighbour"
        )
        decision = door.decided(part, by=manager, at=at)
        assert running(referral_child=part) == {"referral_decision", "assessment"}
        decisions.tell(decision=decision, how="phone", by=worker, at=at)
        assert running(referral_child=part) == {"assessment"}

    def test_thinking_again_stops_what_the_decision_started_and_starts_the_decisions_clock(
        self, personas, child, manager, at
    ):
        part = door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
        door.decided(part, by=manager, at=at)
        decisions.reconsider(referral_child=part, reason="Police know more", by=manager, at=at)
        assert running(referral_child=part) == {"referral_decision"}
        line = Event.objects.get(child=child, kind=EventKind.DEADLINE_CHANGED)
        assert line.what_happened == "No longer due: Assessment. The decision is reconsidered"
        assert line.source_reference == part.referral.reference
        first = Deadline.objects.get(referral_child=part, rule_id="assessment")
        door.decided(part, by=manager, at=at, rationale="Still needed")
        assert running(referral_child=part) == {"assessment"}
        again = Deadline.objects.get(referral_child=part, rule_id="assessment", cancelled_at=None)
        assert again != first

    def test_a_match_undone_takes_every_clock_and_its_lines_out_of_the_record(
        self, personas, child, manager, at
    ):
        """Even those already met or stopped: a record keeps nothing about another child."""
        worker = personas.front_door_worker
        part = door.matched(child, author=personas.school, by=worker, at=at)
        door.decided(part, by=manager, at=at)
        own = clocks.start("visit_cin", child=child, worker=personas.social_worker, at=at)
        decisions.reconsider(referral_child=part, reason="Wrong child", by=manager, at=at)
        deadlines.sweep(at=at + timedelta(days=3))
        breach = Event.objects.get(child=child, kind=EventKind.DEADLINE_BREACHED)
        front_door.unmatch(referral_child=part, reason="Wrong child", by=worker, at=at)
        assert list(Deadline.objects.filter(child=child)) == [own]
        stale = Event.objects.filter(
            child=child, kind__in=[EventKind.DEADLINE_BREACHED, EventKind.DEADLINE_CHANGED]
        )
        standing = list(stale.filter(superseded_by=None))
        assert {line.supersedes for line in standing} == set(stale) - set(standing)
        assert breach in {line.supersedes for line in standing}
        assert all("isn’t about this child" in line.what_happened for line in standing)

        right = records.child("Milly", "Thornberry", by=worker, at=at)
        front_door.match(referral_child=part, child=right, by=worker, at=at)
        assert running(child=right) == {"referral_decision"}
        assert Event.objects.filter(child=right, kind=EventKind.DEADLINE_BREACHED).count() == 1
        # The corrections stay as they are when the mistake is made a second time.
        front_door.unmatch(referral_child=part, reason="Wrong again", by=worker, at=at)
        front_door.match(referral_child=part, child=child, by=worker, at=at)
        front_door.unmatch(referral_child=part, reason="Wrong", by=worker, at=at)
        assert not stale.filter(superseded_by=None, supersedes=None).exists()


class TestClosing:
    """What social care was going to do ends with the episode."""

    @pytest.fixture
    def episode(self, child, personas, at):
        return children.open_episode(child=child, opened_on=at.date(), by=personas.social_worker, at=at)

    def close(self, episode, personas, at):
        return children.close_episode(
            episode=episode, closed_on=at.date(), closure_reason="RC7", by=personas.team_manager, at=at
        )

    @pytest.mark.parametrize("rule_id", RULES)
    def test_a_closure_stops_what_no_longer_applies_with_its_cause(
        self, personas, child, episode, at, rule_id
    ):
        clock = clocks.start(rule_id, child=child, worker=personas.social_worker, at=at)
        self.close(episode, personas, at)
        clock.refresh_from_db()
        if rule_id in END_WITH_THE_EPISODE:
            assert (clock.cancelled_at, clock.cancelled_by) == (at, personas.team_manager)
            assert clock.cancelled_reason.startswith("The child was closed to children’s social care: ")
            line = Event.objects.get(child=child, kind=EventKind.DEADLINE_CHANGED)
            assert TIMESCALES[rule_id].label in line.what_happened
        else:
            assert clock.cancelled_at is None
            assert not Event.objects.filter(child=child, kind=EventKind.DEADLINE_CHANGED).exists()

    def test_several_make_one_line(self, personas, child, episode, at):
        for rule_id in ("assessment", "visit_cin", "cin_review"):
            clocks.start(rule_id, child=child, worker=personas.social_worker, at=at)
        self.close(episode, personas, at)
        line = Event.objects.get(child=child, kind=EventKind.DEADLINE_CHANGED)
        assert line.what_happened.startswith(
            "No longer due: Assessment; Visit, child in need plan; Child in need review. The child was closed"
        )

    def test_a_closed_childs_other_clocks_and_other_childrens_run_on(self, personas, child, episode, at):
        other = records.child(by=personas.social_worker, at=at)
        theirs = clocks.start("assessment", child=other, worker=personas.social_worker, at=at)
        self.close(episode, personas, at)
        theirs.refresh_from_db()
        assert theirs.cancelled_at is None

    def test_open_again_the_child_gets_new_clocks(self, personas, child, manager, at):
        part = door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
        door.decided(part, by=manager, at=at)
        first = Deadline.objects.get(child=child, rule_id="assessment")
        self.close(child.episodes.get(), personas, at)
        later = at + timedelta(days=30)
        again = door.matched(child, author=personas.school, by=personas.front_door_worker, at=later)
        door.decided(again, by=manager, at=later)
        second = Deadline.objects.get(child=child, rule_id="assessment", cancelled_at=None)
        assert (second.starts_at, second.referral_child) == (later, again)
        first.refresh_from_db()
        assert deadlines.status(first, later) == Status.CANCELLED

    def test_another_decision_that_closes_what_the_first_opened_stops_its_clocks_too(
        self, personas, child, manager, at
    ):
        part = door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
        door.decided(part, by=manager, at=at)
        clocks.start("visit_cin", child=child, worker=personas.social_worker, at=at)
        decisions.reconsider(referral_child=part, reason="Police know more", by=manager, at=at)
        decisions.decide(referral_child=part, facts=door.ending(), by=manager, at=at)
        assert running(child=child) == set()
