"""Time limits rescheduled, paused, resumed, cancelled, superseded: by whom, and what each leaves behind."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Event
from cases.models.deadline import AlertStage
from cases.services import deadline_changes as changes
from cases.services import deadlines
from cases.services.deadline_changes import StoppedMeanwhileError
from cases.services.deadlines import Status
from cases.states import EventKind
from tests.factories import clocks, records
from tests.factories.fixtures import LONDON

# An assessment that begins on 10 March 2026 is due on 15 May.
STATUTORY = date(2026, 5, 15)
EARLIER = date(2026, 4, 30)
LATER = date(2026, 6, 1)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.social_worker, at=at)


@pytest.fixture
def assessment(personas, child, at):
    return clocks.start("assessment", child=child, worker=personas.social_worker, at=at)


@pytest.fixture
def supervision(personas, child, at):
    """Due on 7 April 2026, four weeks after 10 March."""
    return clocks.start("supervision_worker", child=child, worker=personas.social_worker, at=at)


@pytest.fixture
def review(personas, child, at):
    """A local child safeguarding practice review, which may wait for proceedings: due on 10 September."""
    return clocks.start("lcspr", child=child, worker=personas.social_worker, at=at)


def lines(child) -> list[str]:
    of = Event.objects.filter(child=child, kind=EventKind.DEADLINE_CHANGED)
    return list(of.order_by("pk").values_list("what_happened", flat=True))


class TestRescheduling:
    """Another date is agreed; the statutory one stays."""

    def test_the_worker_brings_it_forward_and_the_statutory_date_stays(self, personas, assessment, at):
        worker = personas.social_worker
        moved = changes.reschedule(deadline=assessment, due_on=EARLIER, reason=" Holidays ", by=worker, at=at)
        assert (moved.due_on, moved.due_at) == (EARLIER, london(2026, 5, 1))
        assert (moved.statutory_due_on, moved.statutory_due_at) == (STATUTORY, london(2026, 5, 16))
        assert (moved.rescheduled_by, moved.rescheduled_at) == (worker, at)
        assert moved.rescheduled_reason == moved.history.first().history_change_reason == "Holidays"
        assert lines(assessment.child) == []

    def test_beyond_the_statutory_date_a_manager_may_and_the_chronology_says_so(
        self, personas, assessment, at
    ):
        facts = {"deadline": assessment, "due_on": LATER, "reason": "Father abroad", "at": at}
        with pytest.raises(DomainError, match="15 May 2026") as refused:
            changes.reschedule(by=personas.social_worker, **facts)
        assert refused.value.field == "due_on"
        moved = changes.reschedule(by=personas.team_manager, **facts)
        assert moved.due_on == LATER
        assert lines(assessment.child) == [
            "Assessment was moved from 15 May 2026 to 1 June 2026, beyond the statutory date, 15 May 2026: "
            "Father abroad"
        ]

    def test_its_alerts_are_told_anew_and_those_of_the_date_before_withdrawn(self, personas, assessment, at):
        deadlines.sweep(at=london(2026, 5, 8, 8))
        stale = clocks.told(assessment, personas.social_worker, at=at)
        moved = changes.reschedule(
            deadline=assessment, due_on=LATER, reason="x", by=personas.team_manager, at=london(2026, 5, 11)
        )
        assert (moved.alert_stage, moved.alert_number, moved.revision) == (AlertStage.NONE, 0, 1)
        # Five working days before 1 June, over the bank holiday of 25 May.
        assert moved.next_alert_at == london(2026, 5, 22, 8)
        stale.refresh_from_db()
        assert stale.withdrawn_at == london(2026, 5, 11)

    def test_back_to_the_statutory_date_it_is_as_the_rule_has_it(self, personas, child, at):
        """By the hour too: 24 hours end at the instant, not at the day's end."""
        hours = clocks.start("recording_critical", child=child, worker=personas.social_worker, at=at)
        facts = {"deadline": hours, "reason": "x", "by": personas.social_worker, "at": at}
        moved = changes.reschedule(due_on=date(2026, 3, 10), **facts)
        assert moved.due_at == london(2026, 3, 11)
        assert changes.reschedule(due_on=date(2026, 3, 11), **facts).due_at == hours.statutory_due_at

    @pytest.mark.parametrize(
        ("due_on", "reason", "field"),
        [
            (date(2026, 3, 9), "x", "due_on"),
            (STATUTORY, "x", "due_on"),
            (EARLIER, " ", "reason"),
            (EARLIER, "x" * 301, "reason"),
            (date(2027, 5, 17), "x", "due_on"),
        ],
        ids=["past", "same", "no reason", "long reason", "far ahead"],
    )
    def test_what_cannot_be_is_refused_beside_its_field(
        self, personas, assessment, at, due_on, reason, field
    ):
        with pytest.raises(DomainError) as refused:
            changes.reschedule(
                deadline=assessment, due_on=due_on, reason=reason, by=personas.team_manager, at=at
            )
        assert refused.value.field == field
        assessment.refresh_from_db()
        assert (assessment.due_on, assessment.revision) == (STATUTORY, 0)

    def test_the_law_is_not_moved_by_anybody(self, personas, child, at):
        law = clocks.start("police_protection", child=child, worker=personas.social_worker, at=at)
        with pytest.raises(DomainError, match="The law sets"):
            changes.reschedule(
                deadline=law, due_on=date(2026, 3, 12), reason="x", by=personas.head_of_service, at=at
            )

    @pytest.mark.parametrize("rule_id", ["unseen_anyone", "challenge_stage_1"])
    def test_what_knows_no_later_day_is_moved_forward_alone(self, personas, child, at, rule_id):
        clock = clocks.start(rule_id, child=child, worker=personas.social_worker, at=at)
        facts = {"deadline": clock, "reason": "x", "by": personas.head_of_service, "at": at}
        with pytest.raises(DomainError, match="No date after the date that the rule sets") as refused:
            changes.reschedule(due_on=clock.due_on + timedelta(days=1), **facts)
        assert refused.value.field == "due_on"
        sooner = clock.due_on - timedelta(days=1)
        assert changes.reschedule(due_on=sooner, **facts).due_on == sooner

    def test_past_the_calendars_end_another_date_can_be_agreed(self, personas, child):
        at = london(2028, 12, 1)
        clock = clocks.start("cin_review", child=child, worker=personas.social_worker, at=at)
        moved = changes.reschedule(
            deadline=clock, due_on=date(2029, 1, 11), reason="x", by=personas.social_worker, at=at
        )
        assert moved.next_alert_at == london(2029, 1, 4, 8)

    def test_a_breach_that_is_moved_stays_late_by_the_rule(self, personas, assessment):
        after = london(2026, 5, 20)
        moved = changes.reschedule(
            deadline=assessment, due_on=LATER, reason="x", by=personas.team_manager, at=after
        )
        assert deadlines.status(moved, after) == Status.RUNNING
        assert deadlines.is_late(moved, after)
        deadlines.meet(rule_id="assessment", by=personas.team_manager, at=after, child=assessment.child)
        moved.refresh_from_db()
        assert deadlines.status(moved, after) == Status.MET_LATE

    def test_a_paused_one_runs_again_first(self, personas, supervision, at):
        manager = personas.team_manager
        changes.pause(deadline=supervision, reason="Long leave", by=manager, at=at)
        with pytest.raises(DomainError, match="paused"):
            changes.reschedule(deadline=supervision, due_on=EARLIER, reason="x", by=manager, at=at)


class TestPausing:
    """Standing still, where the rule allows it."""

    def test_it_stands_still_for_managers_and_the_sweep(self, personas, supervision, at):
        stale = clocks.told(supervision, personas.social_worker, at=at)
        paused = changes.pause(deadline=supervision, reason="Long leave", by=personas.team_manager, at=at)
        assert (paused.paused_at, paused.paused_by) == (at, personas.team_manager)
        assert (paused.paused_reason, paused.next_alert_at) == ("Long leave", None)
        after = at + timedelta(days=90)
        assert deadlines.sweep(at=after) == 0
        assert deadlines.status(paused, after) == Status.PAUSED
        assert not deadlines.is_late(paused, after)
        stale.refresh_from_db()
        assert stale.withdrawn_at == at

    def test_running_again_adds_the_working_days_of_the_pause_to_both_dates(self, personas, supervision, at):
        worker, manager = personas.social_worker, personas.team_manager
        changes.reschedule(
            deadline=supervision, due_on=date(2026, 4, 2), reason="Before Easter", by=worker, at=at
        )
        changes.pause(deadline=supervision, reason="Ill", by=manager, at=at)
        again = changes.resume(deadline=supervision, by=worker, at=at + timedelta(days=7))
        assert (again.paused_at, again.paused_by, again.paused_reason) == (None, None, "")
        # Five working days on, over Good Friday and Easter Monday.
        assert (again.due_on, again.statutory_due_on) == (date(2026, 4, 13), date(2026, 4, 14))
        assert (again.due_at, again.statutory_due_at) == (london(2026, 4, 14), london(2026, 4, 15))
        assert (again.alert_stage, again.revision) == (AlertStage.NONE, 2)
        assert again.next_alert_at == london(2026, 4, 2, 8)
        assert again.history.count() == 4

    def test_on_a_childs_record_the_chronology_says_both(self, personas, review, at):
        manager = personas.team_manager
        changes.pause(deadline=review, reason="Criminal trial", by=manager, at=at)
        changes.resume(deadline=review, by=manager, at=at + timedelta(days=1))
        first, second = lines(review.child)
        assert first == "Local child safeguarding practice review is paused: Criminal trial"
        assert second.endswith("runs again and is due by the end of 11 September 2026")

    @pytest.mark.parametrize("rule_id", ["assessment", "visit_cp", "icpc", "emergency_protection_order"])
    def test_a_rule_that_knows_no_pause_is_not_paused(self, personas, child, at, rule_id):
        running = clocks.start(rule_id, child=child, worker=personas.social_worker, at=at)
        with pytest.raises(DomainError, match="doesn’t let"):
            changes.pause(deadline=running, reason="x", by=personas.head_of_service, at=at)

    def test_what_has_passed_is_explained_not_paused(self, personas, supervision, at):
        facts = {"deadline": supervision, "reason": "x", "by": personas.team_manager}
        with pytest.raises(DomainError, match="say why it is late"):
            changes.pause(at=at + timedelta(days=30), **facts)
        # Past the agreed date, though not the statutory one.
        changes.reschedule(
            deadline=supervision,
            due_on=date(2026, 3, 11),
            reason="x",
            by=personas.social_worker,
            at=at,
        )
        with pytest.raises(DomainError, match="say why it is late"):
            changes.pause(at=at + timedelta(days=3), **facts)

    def test_twice_is_told_and_so_is_running_again_twice(self, personas, supervision, at):
        facts = {"deadline": supervision, "by": personas.team_manager, "at": at}
        with pytest.raises(ChangedMeanwhileError, match="running"):
            changes.resume(**facts)
        changes.pause(reason="x", **facts)
        with pytest.raises(ChangedMeanwhileError, match="already paused"):
            changes.pause(reason="x", **facts)
        with pytest.raises(DomainError) as refused:
            changes.pause(reason="", **facts)
        assert refused.value.field == "reason"

    def test_past_the_calendars_end_it_runs_again_by_the_working_week(self, personas, child):
        at = london(2028, 12, 1)
        running = clocks.start("supervision_worker", child=child, worker=personas.social_worker, at=at)
        changes.pause(deadline=running, reason="x", by=personas.team_manager, at=at)
        again = changes.resume(deadline=running, by=personas.team_manager, at=london(2028, 12, 8))
        # Five working days after 29 December, over no holiday that is known.
        assert again.statutory_due_on == date(2029, 1, 5)
        assert again.next_alert_at == london(2028, 12, 29, 8)


class TestMetWhilePaused:
    """A pause never stands in the way of the act."""

    def test_it_is_met_and_the_pause_counted(self, personas, supervision, at):
        changes.pause(deadline=supervision, reason="Ill", by=personas.team_manager, at=at)
        later = at + timedelta(days=60)
        met = deadlines.meet(
            rule_id="supervision_worker",
            by=personas.team_manager,
            at=later,
            about_worker=personas.social_worker,
        )
        assert (met.paused_at, met.met_at) == (None, later)
        assert met.statutory_due_at > later
        assert deadlines.status(met, later) == Status.MET


class TestCancelling:
    """Stopping what no longer applies."""

    def test_a_manager_stops_it_with_its_cause_and_the_chronology_says_so(self, personas, assessment, at):
        stale = clocks.told(assessment, personas.social_worker, at=at)
        stopped = changes.cancel(deadline=assessment, reason="Moved abroad", by=personas.team_manager, at=at)
        assert (stopped.cancelled_by, stopped.cancelled_reason) == (personas.team_manager, "Moved abroad")
        assert stopped.history.first().history_change_reason == "Moved abroad"
        assert lines(assessment.child) == ["No longer due: Assessment. Moved abroad"]
        stale.refresh_from_db()
        assert stale.withdrawn_at == at

    def test_who_saw_it_running_is_told_that_somebody_met_it(self, personas, assessment, at):
        facts = {"deadline": assessment, "reason": "x", "by": personas.team_manager, "at": at}
        seen = assessment.version
        deadlines.meet(rule_id="assessment", by=personas.social_worker, at=at, child=assessment.child)
        with pytest.raises(StoppedMeanwhileError, match="Sam Brennan met this time limit on 10 March 2026"):
            changes.cancel(version=seen, **facts)
        assert changes.cancel(**facts).cancelled_at is None

    def test_who_is_late_to_stop_it_is_told_who_did(self, personas, assessment, at):
        for by in (personas.team_manager, None):
            assessment.refresh_from_db()
            assessment.cancelled_at, assessment.cancelled_by = at, by
            assessment.cancelled_reason = "x"
            assessment.record(by=by, at=at)
            name = by.full_name if by else "The service"
            with pytest.raises(StoppedMeanwhileError, match=f"{name} stopped this time limit"):
                changes.reschedule(
                    deadline=assessment, due_on=EARLIER, reason="x", by=personas.team_manager, at=at
                )

    def test_what_is_about_a_worker_is_in_no_childs_chronology(self, personas, child, supervision, at):
        changes.cancel(deadline=supervision, reason="Left", by=personas.team_manager, at=at)
        assert lines(child) == []


class TestSuperseding:
    """Another clock takes its place."""

    def test_it_is_stopped_and_points_at_the_other(self, personas, child, assessment, at):
        other = clocks.start("assessment", child=child, worker=personas.social_worker, at=at, subject="b")
        for reason in ("New strategy discussion", "Again"):
            old = changes.supersede(
                deadline=assessment, by_deadline=other, reason=reason, by=personas.team_manager, at=at
            )
        assert (old.superseded_by, old.cancelled_reason) == (other, "New strategy discussion")
        assert deadlines.status(old, at) == Status.SUPERSEDED
        assert old.history.count() == 2

    @pytest.mark.parametrize("wrong", ["itself", "another child", "stopped"])
    def test_only_by_a_running_one_about_the_same_child(self, personas, child, assessment, at, wrong):
        worker = personas.social_worker
        of = records.child(by=worker, at=at) if wrong == "another child" else child
        other = clocks.start("icpc", child=of, worker=worker, at=at)
        if wrong == "stopped":
            changes.cancel(deadline=other, reason="x", by=personas.team_manager, at=at)
        with pytest.raises(DomainError):
            changes.supersede(
                deadline=assessment,
                by_deadline=assessment if wrong == "itself" else other,
                reason="x",
                by=personas.team_manager,
                at=at,
            )
