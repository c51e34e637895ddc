"""A plan steps down with a lead, a first meeting, and a receiving agency that accepts and has the summary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Plan, PlanScale
from cases.services import plans as plan_services
from cases.services import warnings
from cases.states import EventKind, PlanKind, Sensitivity
from core_groups.models import StepDown
from core_groups.queries import step_downs as queries
from core_groups.services import membership, step_downs
from core_groups.services.membership import Member
from core_groups.step_down_states import StepDownState
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.core_groups import endings
from tests.core_groups.endings import WEEK
from tests.factories import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return endings.child(personas, at, "school", "gp")


@pytest.fixture
def plan(personas, child, at):
    return endings.protection_plan(child, personas, at)


def running(child, rule_id):
    return Deadline.objects.filter(child=child, rule_id=rule_id, met_at=None, cancelled_at=None)


class TestFromChildProtection:
    def test_the_child_in_need_plan_begins_on_the_day_of_the_conference(self, personas, child, plan, at):
        endings.item(plan, 1, by=personas.social_worker, at=at)
        endings.item(plan, 2, by=personas.social_worker, at=at, action="School every day")
        membership.fix(plan=plan, members=[Member(user=personas.gp)], by=personas.social_worker, at=at)
        review = at + 12 * WEEK
        endings.ended(plan, personas, review)
        later = review + timedelta(days=3)
        step = endings.answered(Plan.objects.get(pk=plan.pk), personas, later)
        assert queries.in_the_way(step) == ()
        with as_user(personas.social_worker):
            done = step_downs.complete(step=step, by=personas.social_worker, at=later)
        new = done.new_plan
        assert (new.kind, new.started_on, new.lead) == (
            PlanKind.CHILD_IN_NEED,
            review.date(),
            personas.health_visitor,
        )
        assert new.oversight_by == personas.social_worker
        assert [row.action for row in new.items.all()] == ["Bedtime at eight", "School every day"]
        assert {row.closed_reason for row in plan.items.all()} == {"Goes on in the child in need plan"}
        assert {row.user for row in membership.current(new)} == {personas.gp, personas.health_visitor}
        assert done.conference == Plan.objects.get(pk=plan.pk).ended_by

    def test_its_clocks_start_with_the_conference_and_the_first_meeting(self, personas, child, plan, at):
        review = at + 12 * WEEK
        endings.ended(plan, personas, review)
        assert not running(child, "visit_cp").exists()
        step = endings.answered(Plan.objects.get(pk=plan.pk), personas, review + timedelta(days=3))
        planning = running(child, "cin_planning").get()
        assert planning.starts_at == review
        # The meeting may be held before the step is completed: it isn't asked for twice.
        planning.met_at, planning.met_by = review + timedelta(days=4), personas.social_worker
        planning.record(by=personas.social_worker, at=planning.met_at)
        step_downs.complete(step=step, by=personas.social_worker, at=review + timedelta(days=5))
        assert Deadline.objects.filter(child=child, rule_id="cin_planning").count() == 1
        assert running(child, "visit_cin").exists()

    def test_prepared_before_the_conference_it_waits_for_its_decision(self, personas, child, plan, at):
        before = at + 11 * WEEK
        step = endings.answered(plan, personas, before)
        assert queries.in_the_way(StepDown.objects.get(pk=step.pk)) == (
            "A child protection plan ends by the decision of a conference",
        )
        with pytest.raises(DomainError, match="decision of a conference"):
            step_downs.complete(step=step, by=personas.social_worker, at=before)
        assert not running(child, "cin_planning").exists()
        review = before + timedelta(days=2)
        endings.ended(plan, personas, review)
        done = step_downs.complete(step=step, by=personas.social_worker, at=review)
        assert running(child, "cin_planning").get().starts_at == review
        assert (done.decided_on, done.state) == (review.date(), StepDownState.COMPLETED)

    def test_a_plan_that_moved_away_or_has_another_after_it_doesnt_step_down(self, personas, child, plan, at):
        later = at + 12 * WEEK
        moved = plan_services.move_away(
            plan=plan, authority="Leedale", ended_on=later.date(), by=personas.conference_chair, at=later
        )
        with pytest.raises(ChangedMeanwhileError):
            step_downs.propose(
                plan=moved,
                proposal=endings.proposal(personas, later),
                by=personas.social_worker,
                at=later,
            )


class TestToEarlyHelp:
    @pytest.fixture
    def need(self, personas, child, at):
        return endings.need_plan(child, personas, at)

    def test_the_child_in_need_plan_ends_and_early_help_begins(self, personas, child, need, at):
        step = endings.answered(need, personas, at, lead=None, lead_name="Ann Carr, family hub")
        done = step_downs.complete(step=step, by=personas.social_worker, at=at)
        need.refresh_from_db()
        assert (need.ended_on, need.end_reason) == (at.date(), "Stepped down to early help")
        assert done.new_plan.kind == PlanKind.EARLY_HELP
        assert done.new_plan.lead_name == "Ann Carr, family hub"
        assert not running(child, "visit_cin").exists()
        line = child.events.filter(kind=EventKind.STEP_DOWN).latest("pk")
        assert line.what_happened.startswith(
            "Stepped down to an early help plan, led by Ann Carr, family hub"
        )

    def test_the_receiving_agency_reads_the_record_from_the_proposal_on(self, personas, child, need, at):
        receiver = personas.health_visitor
        assert not access.visible_children(receiver).filter(pk=child.pk).exists()
        with as_user(personas.social_worker):
            step_downs.propose(
                plan=need, proposal=endings.proposal(personas, at), by=personas.social_worker, at=at
            )
        assert access.visible_children(receiver).filter(pk=child.pk).exists()
        told = Notification.objects.get(kind="step_down_proposed", recipient=receiver)
        assert "Rosalind" not in told.text

    def test_a_refusal_is_kept_ends_the_reading_and_asks_for_another_proposal(
        self, personas, child, need, at
    ):
        receiver = personas.health_visitor
        step = step_downs.propose(
            plan=need, proposal=endings.proposal(personas, at), by=personas.social_worker, at=at
        )
        with as_user(receiver):
            with pytest.raises(DomainError, match="doesn’t take it on"):
                step_downs.refuse(step=step, reason=" ", by=receiver, at=at)
            step_downs.refuse(step=step, reason="Nobody has seen her at home", by=receiver, at=at)
        step = StepDown.objects.get(pk=step.pk)
        assert "refuses the step-down: Nobody has seen her" in step.refused_event.what_happened
        assert not access.visible_children(receiver).filter(pk=child.pk).exists()
        assert Notification.objects.filter(kind="step_down_refused").get().recipient == personas.social_worker
        with pytest.raises(ChangedMeanwhileError):
            step_downs.complete(step=step, by=personas.social_worker, at=at)
        again = step_downs.propose(
            plan=need,
            proposal=endings.proposal(personas, at, agency=personas.school.agency, lead=personas.school),
            by=personas.social_worker,
            at=at,
        )
        assert again.began is None, "the school reads the record already"

    def test_a_refusal_by_an_agency_that_was_there_before_leaves_it_there(self, personas, child, need, at):
        facts = {"agency": personas.school.agency, "lead": personas.school}
        step = step_downs.propose(
            plan=need, proposal=endings.proposal(personas, at, **facts), by=personas.social_worker, at=at
        )
        step_downs.refuse(step=step, reason="Too early", by=personas.school, at=at)
        assert access.visible_children(personas.school).filter(pk=child.pk).exists()

    def test_everything_that_is_missing_is_named(self, personas, need, at):
        step = step_downs.propose(
            plan=need, proposal=endings.proposal(personas, at), by=personas.social_worker, at=at
        )
        with pytest.raises(DomainError) as refused:
            step_downs.complete(step=step, by=personas.social_worker, at=at)
        assert "hasn’t accepted yet" in str(refused.value)
        assert "hasn’t confirmed the transfer summary" in str(refused.value)

    def test_nobody_answers_for_another_agency_or_for_what_they_proposed(self, personas, need, at):
        step = step_downs.propose(
            plan=need, proposal=endings.proposal(personas, at), by=personas.social_worker, at=at
        )
        for who in ("school", "social_worker", "team_manager"):
            with pytest.raises(NotPermittedError):
                step_downs.accept(step=step, by=getattr(personas, who), at=at)
        with pytest.raises(NotVisibleError):
            step_downs.accept(step=step, by=personas.other_school, at=at)
        own = endings.proposal(personas, at, agency=personas.social_worker.agency)
        step_downs.drop(step=step, reason="Another way", by=personas.social_worker, at=at)
        step = step_downs.propose(plan=need, proposal=own, by=personas.social_worker, at=at)
        with pytest.raises(NotPermittedError):
            step_downs.accept(step=step, by=personas.social_worker, at=at)
        # Whoever works no cases takes no child on.
        with pytest.raises(NotPermittedError):
            step_downs.accept(step=step, by=personas.business_support, at=at)
        assert step_downs.accept(step=step, by=personas.team_manager, at=at).answered_by == (
            personas.team_manager
        )

    def test_a_team_that_is_asked_answers_itself_and_hears_of_it(self, personas, need, at):
        team = personas.front_door_worker.team
        facts = {"agency": team.agency, "team": team, "lead": personas.front_door_worker}
        step = step_downs.propose(
            plan=need, proposal=endings.proposal(personas, at, **facts), by=personas.social_worker, at=at
        )
        with pytest.raises(NotPermittedError):
            step_downs.accept(step=step, by=personas.team_manager, at=at)
        step_downs.accept(step=step, by=personas.front_door_worker, at=at)
        told = Notification.objects.filter(kind="step_down_proposed")
        assert personas.front_door_manager in {each.recipient for each in told}

    def test_dropped_it_lets_go_whom_it_let_in(self, personas, child, need, at):
        step = step_downs.propose(
            plan=need, proposal=endings.proposal(personas, at), by=personas.social_worker, at=at
        )
        with pytest.raises(DomainError, match="isn’t pursued"):
            step_downs.drop(step=step, reason="", by=personas.social_worker, at=at)
        step_downs.drop(step=step, reason="A new concern", by=personas.social_worker, at=at)
        assert not access.visible_children(personas.health_visitor).filter(pk=child.pk).exists()
        with pytest.raises(ChangedMeanwhileError, match="not pursued"):
            step_downs.send_summary(step=step, by=personas.social_worker, at=at)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"lead": None}, "lead"),
            ({"lead_name": "Both"}, "lead"),
            ({"first_meeting_on": None}, "first_meeting_on"),
            ({"first_meeting_on": date(2026, 3, 9)}, "first_meeting_on"),
        ],
    )
    def test_what_is_proposed_is_whole(self, personas, need, at, facts, field):
        with pytest.raises(DomainError) as refused:
            step_downs.propose(
                plan=need,
                proposal=endings.proposal(personas, at, **facts),
                by=personas.social_worker,
                at=at,
            )
        assert refused.value.field == field

    def test_a_team_is_one_of_the_agency(self, personas, need, at):
        facts = {"team": personas.police.team}
        with pytest.raises(DomainError, match="team of that agency"):
            step_downs.propose(
                plan=need,
                proposal=endings.proposal(personas, at, **facts),
                by=personas.social_worker,
                at=at,
            )


class TestSummary:
    @pytest.fixture
    def step(self, personas, child, plan, at):
        by = personas.social_worker
        plan.danger_statement, plan.safety_goal = "Mum leaves her alone", "Somebody safe is always there"
        plan.contingency = "We call a strategy meeting"
        plan.record(by=by, at=at)
        endings.item(plan, 1, by=by, at=at, owner=personas.gp, due_on=date(2026, 4, 1))
        done = {"state": "done", "impact": "She eats breakfast", "closed_at": at, "closed_by": by}
        endings.item(plan, 2, by=by, at=at, need="Food", **done)
        endings.item(plan, 3, by=by, at=at, action="Ring", agency=personas.school.agency)
        endings.item(plan, 4, by=by, at=at, action="Visit", owner_name="Grandmother")
        endings.item(plan, 5, by=by, at=at, action="Think")
        for score, when in ((3, date(2026, 3, 1)), (7, date(2026, 3, 9))):
            PlanScale(plan=plan, who="Mother", score=score, reason="Calmer", given_on=when).record(
                by=by, at=at
            )
        for sensitivity, words in (
            (Sensitivity.PROFESSIONALS, "I like it at home now"),
            (Sensitivity.SOCIAL_CARE, "A secret"),
        ):
            records.event(
                child, by=by, at=at, kind=EventKind.VOICE, what_happened=words, sensitivity=sensitivity
            )
        warnings.add_warning(child=child, text="Dog in the house", by=by, at=at)
        return step_downs.propose(plan=plan, proposal=endings.proposal(personas, at), by=by, at=at)

    def test_it_is_made_from_the_record_without_what_is_not_for_all(self, step):
        for words in (
            "She has slept at home safely for three months",
            "Mum leaves her alone",
            "Somebody safe is always there",
            "- Food: She eats breakfast",
            "- Bedtime at eight (Gareth Penrose, by 1 April 2026)",
            "- Ring (Ashfield Primary School)",
            "- Visit (Grandmother)",
            "- Think (nobody yet)",
            "- Mother: 7 on 9 March 2026 (Calmer)",
            "I like it at home now",
            "Dog in the house",
            "We call a strategy meeting",
            "Millbrook Surgery",
            "Hope Adeyemi, 17 March 2026",
        ):
            assert words in step.summary
        assert "Mother: 3" not in step.summary
        assert "secret" not in step.summary

    def test_it_is_edited_until_it_is_sent_by_one_after_the_other(self, personas, step, at):
        by = personas.social_worker
        with pytest.raises(DomainError, match="Enter the transfer summary"):
            step_downs.write_summary(step=step, text=" ", version=step.version, by=by, at=at)
        step = step_downs.write_summary(step=step, text="Shorter", version=step.version, by=by, at=at)
        with pytest.raises(ChangedMeanwhileError, match="while you were writing"):
            step_downs.write_summary(step=step, text="x", version=step.version - 1, by=by, at=at)
        with pytest.raises(DomainError, match="wasn’t sent yet"):
            step_downs.receive_summary(step=step, by=personas.health_visitor, at=at)
        step = step_downs.send_summary(step=step, by=by, at=at)
        for again in (
            lambda: step_downs.write_summary(step=step, text="x", version=step.version, by=by, at=at),
            lambda: step_downs.send_summary(step=step, by=by, at=at),
        ):
            with pytest.raises(ChangedMeanwhileError, match="sent already"):
                again()
        step = step_downs.receive_summary(step=step, by=personas.health_visitor, at=at)
        with pytest.raises(ChangedMeanwhileError, match="confirmed this already"):
            step_downs.receive_summary(step=step, by=personas.health_visitor, at=at)
        assert step.summary == "Shorter"

    def test_partners_work_on_no_step_down(self, personas, step, at):
        with pytest.raises(NotPermittedError):
            step_downs.send_summary(step=step, by=personas.gp, at=at)
        with pytest.raises(NotVisibleError):
            step_downs.send_summary(step=step, by=personas.other_school, at=at)
        step_downs.accept(step=step, by=personas.health_visitor, at=at)
        with pytest.raises(ChangedMeanwhileError, match="answered this already"):
            step_downs.accept(step=step, by=personas.health_visitor, at=at)
