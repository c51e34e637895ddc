"""The clocks of supervision: begun by the nightly look, met when everybody has signed, started anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from cases.models import Deadline
from cases.queries import supervision as queries
from cases.queries import supervision_compliance
from cases.services import deadlines, plans, supervision, supervision_clocks
from cases.services.supervision import AgendaFacts
from cases.states import PlanKind
from cases.supervision_states import SupervisionKind
from cases.tasks import keep_supervision_running
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import Role
from safeguarding.audit import runs
from safeguarding.rules.london_time import at_hour
from tests.factories import partnership, supervisions
from tests.factories import plans as plan_rows

TODAY = date(2026, 3, 10)


@pytest.fixture
def child(personas, at):
    return supervisions.child(personas, at - timedelta(days=90))


def protected(child, personas, at, started_on=TODAY):
    return plan_rows.plan(child, started_on, by=personas.team_manager, at=at)


def running(rule_id=None, **of):
    rows = Deadline.objects.filter(met_at=None, cancelled_at=None, **of)
    return rows.filter(rule_id=rule_id) if rule_id else rows


def test_the_nightly_look_starts_a_childs_clock_with_the_plan_and_the_workers_now(personas, child, at):
    protected(child, personas, at, TODAY - timedelta(days=2))
    later = at + timedelta(hours=20)
    started = supervision_clocks.keep_running(at=later)
    clock = running("supervision_child").get()
    assert (clock.child, clock.starts_at) == (child, at_hour(TODAY - timedelta(days=2), 12))
    assert clock.due_on == date(2026, 4, 8)
    assert clock.responsible == personas.social_worker
    of_people = {row.about_worker.full_name: row.rule_id for row in running(about_worker__isnull=False)}
    assert of_people == {
        "Sam Brennan": "supervision_worker",
        "Tom Whitfield": "supervision_supervisor",
        "Dana Okafor": "supervision_supervisor",
        "Helen Marsh": "supervision_supervisor",
        "Carol Ibbotson": "supervision_chair",
    }
    assert started == 6
    assert supervision_clocks.keep_running(at=later) == 0


def test_the_look_behind_the_wall_notes_its_run(personas, child, at):
    protected(child, personas, at)
    with time_machine.travel(at + timedelta(hours=20), tick=False):
        keep_supervision_running()
    assert runs.last()[runs.Job.SUPERVISION].did_count == 6


def test_a_plan_that_is_older_than_the_look_starts_now_and_is_not_late_at_once(personas, child, at):
    protected(child, personas, at, TODAY - timedelta(days=200))
    supervision_clocks.keep_running(at=at)
    assert running("supervision_child").get().starts_at == at


@pytest.mark.parametrize("kind", [PlanKind.CHILD_IN_NEED, PlanKind.EARLY_HELP])
def test_other_plans_have_no_monthly_clock(personas, child, at, kind):
    plan_rows.plan(child, TODAY, kind=kind, by=personas.team_manager, at=at)
    supervision_clocks.keep_running(at=at)
    assert not running("supervision_child").exists()


def test_both_signing_meets_the_clocks_and_starts_the_next_from_the_day_it_was_held(personas, child, at):
    protected(child, personas, at)
    supervision_clocks.keep_running(at=at - timedelta(hours=1))
    held = at + timedelta(days=10)
    row = supervisions.begun(personas, held, children=[child])
    supervisions.written(row, held, by=personas.team_manager)
    signed_at = held + timedelta(days=2)
    supervisions.signed_by(row, personas.social_worker, at=held)
    assert running("supervision_child").get().starts_at < held
    supervisions.signed_by(row, personas.team_manager, at=signed_at)
    met = Deadline.objects.filter(met_at=signed_at)
    assert set(met.values_list("rule_id", flat=True)) == {"supervision_child", "supervision_worker"}
    ahead = {row.rule_id: row for row in running(child=child) | running(about_worker=personas.social_worker)}
    assert ahead["supervision_child"].starts_at == at_hour(held.date(), 12)
    assert ahead["supervision_child"].due_on == date(2026, 4, 20)
    assert ahead["supervision_worker"].due_on == date(2026, 4, 17)


def test_a_child_without_a_protection_plan_gets_no_next_clock(personas, child, at):
    supervisions.signed(personas, at, children=[child])
    assert not running(child=child).exists()


def test_what_was_held_before_the_clock_began_does_not_meet_it(personas, child, at):
    row = supervisions.written(
        supervisions.begun(personas, at, children=[child]), at, by=personas.team_manager
    )
    tomorrow = at + timedelta(days=1)
    owed = deadlines.set(
        rule_id="supervision_was_not_brought",
        subject="was_not_brought",
        starts_at=tomorrow,
        child=child,
        by=personas.team_manager,
        at=tomorrow,
    )
    supervisions.signed_by(row, personas.social_worker, personas.team_manager, at=tomorrow)
    owed.refresh_from_db()
    assert owed.met_at is None


def test_persistently_not_brought_puts_the_child_in_and_keeps_them_in_until_both_sign(personas, child, at):
    manager = personas.team_manager
    owed = deadlines.set(
        rule_id="supervision_was_not_brought",
        subject="was_not_brought",
        starts_at=at,
        child=child,
        by=manager,
        at=at,
    )
    row = supervisions.begun(personas, at)
    found = queries.whole(manager, row)
    assert [(each.row.child, each.is_mandatory) for each in found.children] == [(child, True)]
    with pytest.raises(supervision.DomainError, match="mandatory"):
        supervision.leave_out(part=found.children[0].row, by=manager, at=at)
    supervisions.written(row, at, by=manager)
    supervisions.signed_by(row, personas.social_worker, manager, at=at)
    owed.refresh_from_db()
    assert owed.met_at == at


def test_a_plan_that_ends_stops_the_monthly_clock(personas, child, at):
    plan = protected(child, personas, at - timedelta(days=100), TODAY - timedelta(days=100))
    supervision_clocks.keep_running(at=at)
    chair = personas.conference_chair
    with as_user(chair):
        plans.move_away(plan=plan, authority="Southmoor", ended_on=TODAY, by=chair, at=at)
    assert not running("supervision_child").exists()


def test_who_leaves_or_becomes_a_manager_has_another_clock_or_none(personas, child, at):
    supervision_clocks.keep_running(at=at)
    worker, chair = personas.social_worker, personas.conference_chair
    worker.role = Role.MANAGER
    worker.save()
    partnership.user("New One", worker.agency, line_manager=worker)
    chair.is_active = False
    chair.save()
    assert supervision_clocks.keep_running(at=at + timedelta(days=1)) == 2
    assert supervision_clocks.keep_running(at=at + timedelta(days=2)) == 1
    assert running(about_worker=worker).get().rule_id == "supervision_supervisor"
    assert not running(about_worker=chair).exists()


def test_supervision_of_somebody_who_left_meanwhile_starts_no_clock(personas, child, at):
    row = supervisions.written(
        supervisions.begun(personas, at, children=[child]), at, by=personas.team_manager
    )
    supervisions.signed_by(row, personas.social_worker, at=at)
    personas.social_worker.is_active = False
    personas.social_worker.save()
    supervisions.signed_by(row, personas.team_manager, at=at)
    assert not running(about_worker=personas.social_worker).exists()


class TestCompliance:
    """Supervised in time ÷ due."""

    def clock(self, rule_id, at, *, due_in, met_in=None, **of):
        made = deadlines.set(rule_id=rule_id, starts_at=at, by=None, at=at, **of)
        made.due_at = at + timedelta(days=due_in)
        if met_in is not None:
            made.met_at = at + timedelta(days=met_in)
        made.record(by=None, at=at, reason="test data")
        return made

    def levels(self, at):
        return {level.label: level for level in supervision_compliance.levels(now=at)}

    def test_by_level_and_team_with_nothing_due_said_as_such(self, personas, child, at):
        start = at - timedelta(days=40)
        worker, chair = personas.social_worker, personas.conference_chair
        self.clock("supervision_worker", start, due_in=28, met_in=27, about_worker=worker)
        self.clock("supervision_worker", start, due_in=28, about_worker=personas.front_door_worker)
        self.clock("supervision_child", start, due_in=30, met_in=35, child=child)
        found = self.levels(at)
        workers = found["Social workers"]
        assert (workers.whole.due, workers.whole.in_time, workers.whole.percent) == (2, 1, 50)
        assert workers.whole.is_below
        assert [(name, each.percent) for name, each in workers.teams] == [
            ("Child Protection Team East", 100),
            ("Front Door", 0),
        ]
        children = found["Children with a child protection plan"]
        assert [(name, each.percent) for name, each in children.teams] == [("Child Protection Team East", 0)]
        assert found["Conference chairs"].whole.percent is None
        head = personas.head_of_service
        self.clock("supervision_supervisor", start, due_in=28, met_in=1, about_worker=head)
        self.clock("supervision_chair", start, due_in=28, met_in=1, about_worker=chair)
        found = self.levels(at)
        assert found["Supervisors"].teams[0][0] == supervision_compliance.NO_TEAM
        assert found["Conference chairs"].whole.percent == 100

    def test_what_was_met_long_ago_and_what_was_stopped_do_not_count(self, personas, child, at):
        start = at - timedelta(days=400)
        self.clock("supervision_child", start, due_in=30, met_in=20, child=child)
        stopped = self.clock("supervision_worker", start, due_in=28, about_worker=personas.social_worker)
        stopped.cancelled_at, stopped.cancelled_reason = at, "Left"
        stopped.record(by=None, at=at, reason="test data")
        assert all(level.whole.due == 0 for level in self.levels(at).values())


def test_mine_shows_what_waits_and_what_is_due_to_each_side(personas, child, at):
    worker, manager = personas.social_worker, personas.team_manager
    protected(child, personas, at)
    supervision_clocks.keep_running(at=at)
    row = supervisions.written(supervisions.begun(personas, at, children=[child]), at, by=manager)
    with as_user(worker):
        found = queries.mine(worker)
        assert (found.to_sign, found.drafts) == ([], [row])
        assert [clock.rule_id for clock in found.own] == ["supervision_worker"]
        assert found.staff == []
        assert [clock.child for clock in found.children] == [child]
    supervisions.signed_by(row, manager, at=at)
    with as_user(worker):
        assert queries.mine(worker).to_sign == [row]
    supervisions.signed_by(row, worker, at=at)
    with as_user(worker):
        found = queries.mine(worker)
        assert found.signed == [row]
        assert [action.what for action in found.actions] == ["Words on decision"]
        assert found.who == {row.pk: "Sam Brennan"}
    with as_user(manager):
        found = queries.mine(manager)
        assert [clock.about_worker for clock in found.staff] == [worker]
        assert found.actions == []


def test_a_head_of_service_supervises_chairs_and_supervisors(personas, at):
    head = personas.head_of_service
    names = [each.full_name for each in queries.supervisees(head, SupervisionKind.PERSONAL)]
    assert names == ["Carol Ibbotson", "Dana Okafor", "Tom Whitfield"]
    assert "Sam Brennan" in [each.full_name for each in queries.supervisees(head, SupervisionKind.CASE)]
    row = supervisions.begun(
        personas, at, kind=SupervisionKind.PERSONAL, supervised=[personas.conference_chair], by=head
    )
    facts = AgendaFacts(held_on=TODAY, next_on=TODAY + timedelta(days=28), words={"oversight": "Reviews"})
    row = supervision.write_agenda(
        supervision=row, version=row.version, facts=facts, by=personas.conference_chair, at=at
    )
    assert (row.oversight, row.wellbeing) == ("Reviews", "")
