"""Work changes hands: whole children and single limits, in one go, told once, and nothing of it lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Deadline, Event, Involvement
from cases.queries import workloads
from cases.services import deadlines, hand_over
from cases.states import EventKind, InvolvementRole
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import Role
from safeguarding.notifications.models import Notification
from tests.factories import partnership, records, referrals
from tests.factories.worklists import allocated, clock, leave

REASON = "Long-term illness"


@pytest.fixture
def worker(personas):
    return personas.social_worker


@pytest.fixture
def manager(personas):
    return personas.team_manager


@pytest.fixture
def taker(personas):
    return partnership.user("Nadia Price", personas.social_worker.agency, in_team=personas.social_worker.team)


@pytest.fixture
def child(personas, worker, at):
    return allocated(personas, worker, at=at)


@pytest.fixture
def own(child, worker, at):
    """A limit of the child that names the worker."""
    return clock(child, by=worker, at=at, responsible=worker)


def give(manager, taker, at, *, children=(), limits=(), holder=None, reason=REASON):
    """Behind the wall, as a request would."""
    with as_user(manager):
        return hand_over.hand_over(
            holder=holder or "nobody",
            children=[each.pk for each in children],
            deadlines=[each.pk for each in limits],
            to=taker,
            reason=reason,
            by=manager,
            at=at,
        )


class TestAChild:
    def test_is_allocated_anew_and_the_workers_own_limits_go_along(
        self, personas, manager, worker, taker, child, own, at
    ):
        implied = clock(child, by=worker, at=at, rule="visit_cp")
        others = clock(child, by=worker, at=at, rule="icpc", responsible=personas.conference_chair)
        teams = clock(child, by=worker, at=at, rule="cin_review", team=worker.team)
        done = give(manager, taker, at, children=[child], holder=str(worker.pk))
        assert (done.children, done.following, done.deadlines, done.left_out) == ((child,), (own,), (), ())
        child.refresh_from_db()
        assert (child.allocated_to, child.team) == (taker, taker.team)
        held = {each.rule_id: each.responsible for each in child.deadlines.all()}
        assert held == {
            "assessment": taker,
            "visit_cp": None,
            "icpc": personas.conference_chair,
            "cin_review": None,
        }
        assert {*workloads.held(manager, str(taker.pk))} == {own, implied}
        assert teams in workloads.held(manager, "team")
        assert others.responsible == personas.conference_chair
        lead = Involvement.objects.get(child=child, role=InvolvementRole.LEAD_SOCIAL_WORKER, until=None)
        assert lead.user == taker

    def test_says_so_in_the_chronology_and_in_the_history_of_each_row(
        self, manager, worker, taker, child, own, at
    ):
        give(manager, taker, at, children=[child], holder=str(worker.pk))
        line = Event.objects.get(child=child, kind=EventKind.ALLOCATION)
        assert line.what_happened == "Allocated to Nadia Price: Long-term illness"
        last = own.history.latest()
        assert (last.history_user, last.history_change_reason) == (
            manager,
            "Handed over to Nadia Price: Long-term illness",
        )

    def test_keeps_its_team_when_whoever_takes_it_over_has_none(self, personas, worker, child, at):
        head = personas.head_of_service
        peer = partnership.user("Una Teamless", worker.agency)
        give(head, peer, at, children=[child], holder=str(worker.pk))
        child.refresh_from_db()
        assert (child.allocated_to, child.team) == (peer, worker.team)

    def test_that_is_restricted_goes_to_whom_it_is_allocated(self, personas, manager, worker, taker, at):
        hidden = allocated(personas, worker, at=at, is_restricted=True)
        for who in (manager, worker):
            records.involve(hidden, who, by=worker, at=at)
        own = clock(hidden, by=worker, at=at, responsible=worker)
        assert not access.visible_children(taker).filter(pk=hidden.pk).exists()
        done = give(manager, taker, at, children=[hidden], holder=str(worker.pk))
        assert done.following == (own,)
        assert access.visible_children(taker).filter(pk=hidden.pk).exists()

    def test_is_given_to_social_workers_and_their_managers_alone(self, personas, worker, child, own, at):
        chair = personas.conference_chair
        with pytest.raises(DomainError, match="social workers"):
            give(personas.head_of_service, chair, at, children=[child], holder=str(worker.pk))
        done = give(personas.head_of_service, chair, at, limits=[own], holder=str(worker.pk))
        assert done.deadlines == (own,)


class TestASingleLimit:
    def test_goes_and_the_child_stays(self, manager, worker, taker, child, own, at):
        implied = clock(child, by=worker, at=at, rule="visit_cp")
        done = give(manager, taker, at, limits=[own, implied], holder=str(worker.pk))
        assert set(done.deadlines) == {own, implied}
        assert {each.responsible for each in Deadline.objects.all()} == {taker}
        child.refresh_from_db()
        assert child.allocated_to == worker

    def test_of_a_record_that_the_new_worker_may_not_open_stays(
        self, personas, manager, worker, taker, own, at
    ):
        hidden = allocated(personas, worker, at=at, is_restricted=True)
        for who in (manager, worker):
            records.involve(hidden, who, by=worker, at=at)
        secret = clock(hidden, by=worker, at=at, responsible=worker)
        done = give(manager, taker, at, limits=[own, secret], holder=str(worker.pk))
        assert done.deadlines == (own,)
        assert [(each.what, each.why) for each in done.left_out] == [
            (f"Assessment, {hidden.reference}", "Nadia Price may not open the record")
        ]
        secret.refresh_from_db()
        assert secret.responsible == worker

    def test_that_a_team_holds_moves_to_the_new_workers_team(self, personas, worker, child, at):
        head = personas.head_of_service
        teams = clock(child, by=worker, at=at, team=worker.team)
        give(head, personas.front_door_worker, at, limits=[teams], holder="team")
        teams.refresh_from_db()
        assert (teams.responsible, teams.team) == (
            personas.front_door_worker,
            personas.front_door_worker.team,
        )

    def test_of_a_referral_goes_to_the_front_door_alone(self, personas, taker, at):
        sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
        waiting = sent.children.get().deadlines.get()
        with pytest.raises(ChangedMeanwhileError):
            give(personas.head_of_service, taker, at, limits=[waiting], holder="team")
        done = give(
            personas.front_door_manager, personas.front_door_worker, at, limits=[waiting], holder="team"
        )
        assert done.deadlines == (waiting,)

    def test_of_supervision_goes_to_a_manager_who_is_not_supervised_by_it(self, personas, worker, at):
        head, chair = personas.head_of_service, personas.conference_chair
        about = deadlines.set(
            rule_id="supervision_worker",
            starts_at=at,
            by=head,
            at=at,
            about_worker=personas.front_door_manager,
            responsible=head,
        )
        for unfit in (chair, personas.front_door_manager):
            with pytest.raises(ChangedMeanwhileError):
                give(head, unfit, at, limits=[about], holder=str(head.pk))
        assert give(head, personas.team_manager, at, limits=[about], holder=str(head.pk)).deadlines == (
            about,
        )


class TestWhoeverHasLeft:
    def test_loses_nothing_of_what_they_held(self, manager, worker, taker, child, own, at):
        implied = clock(child, by=worker, at=at, rule="visit_cp")
        leave(worker)
        assert {*workloads.held(manager, "nobody")} == {own, implied}
        assert [each.child for each in workloads.caseload(manager, "nobody", now=at)] == [child]
        done = give(manager, taker, at, children=[child])
        assert (done.children, done.following) == ((child,), (own,))
        assert not workloads.held(manager, "nobody").exists()
        assert workloads.caseload(manager, "nobody", now=at) == []
        assert [each.recipient for each in Notification.objects.filter(kind="handed_over")] == [taker]

    def test_is_not_given_work(self, manager, worker, taker, own, at):
        leave(taker)
        with pytest.raises(DomainError, match="who works here"):
            give(manager, taker, at, limits=[own], holder=str(worker.pk))


class TestWhatHappenedMeanwhile:
    def test_what_was_met_or_stopped_or_given_away_is_left_out_and_named(
        self, personas, manager, worker, taker, child, own, at
    ):
        met = clock(child, by=worker, at=at, rule="visit_cp", responsible=worker)
        stopped = clock(child, by=worker, at=at, rule="cin_review", responsible=worker)
        given = clock(child, by=worker, at=at, rule="section_47", responsible=personas.conference_chair)
        gone = allocated(personas, personas.front_door_worker, at=at)
        deadlines.meet(rule_id="visit_cp", by=worker, at=at, child=child)
        deadlines.cancel(deadline=stopped, reason="Closed", by=manager, at=at)
        done = give(
            manager, taker, at, children=[gone], limits=[own, met, stopped, given], holder=str(worker.pk)
        )
        assert done.deadlines == (own,)
        assert {(each.what, each.why) for each in done.left_out} == {
            (gone.reference, "somebody else is responsible for the child by now"),
            (f"Visit, child protection plan, {child.reference}", "it was met meanwhile"),
            (f"Child in need review, {child.reference}", "it was stopped meanwhile"),
            (f"Section 47 enquiry, {child.reference}", "somebody else holds it by now"),
        }
        given.refresh_from_db()
        assert given.responsible == personas.conference_chair

    def test_the_second_manager_finds_nothing_left(self, personas, manager, worker, taker, child, own, at):
        give(manager, taker, at, children=[child], holder=str(worker.pk))
        with pytest.raises(ChangedMeanwhileError, match="Nothing of this is left"):
            give(manager, personas.team_manager, at, children=[child], limits=[own], holder=str(worker.pk))
        assert Notification.objects.filter(kind="handed_over").count() == 2


class TestTelling:
    def test_both_workers_are_told_once_without_a_name(self, manager, worker, taker, child, own, at):
        clock(child, by=worker, at=at, rule="visit_cp", responsible=worker)
        give(manager, taker, at, children=[child], limits=[own], holder=str(worker.pk))
        told = {each.recipient: each.text for each in Notification.objects.filter(kind="handed_over")}
        assert told == {
            taker: "Work was handed over to you: 1 child and 2 time limits",
            worker: "Work was handed over from you to a colleague: 1 child and 2 time limits",
        }

    def test_nobody_is_told_of_what_they_did_themselves(self, manager, worker, own, at):
        give(manager, manager, at, limits=[own], holder=str(worker.pk))
        assert [each.recipient for each in Notification.objects.filter(kind="handed_over")] == [worker]


class TestTheGate:
    @pytest.mark.parametrize("name", ["social_worker", "conference_chair", "partnership_admin", "police"])
    def test_only_managers_of_social_care_hand_over(self, personas, worker, taker, own, at, name):
        with pytest.raises(NotPermittedError):
            give(getattr(personas, name), taker, at, limits=[own], holder=str(worker.pk))
        with pytest.raises(NotPermittedError):
            workloads.takers(getattr(personas, name))

    def test_another_managers_worker_is_not_there(self, personas, worker, taker, own, at):
        for holder in (str(worker.pk), "0", "x", "9" * 19):
            with pytest.raises(NotVisibleError):
                give(personas.front_door_manager, taker, at, limits=[own], holder=holder)

    def test_nor_is_another_managers_worker_given_anything(self, personas, manager, worker, own, at):
        for outsider in (personas.front_door_worker, personas.police, personas.business_support):
            with pytest.raises(DomainError, match="whom you manage"):
                give(manager, outsider, at, limits=[own], holder=str(worker.pk))

    def test_what_another_team_holds_is_not_given_away(self, personas, manager, worker, taker, at):
        foreign = allocated(personas, personas.front_door_worker, at=at)
        limit = clock(foreign, by=worker, at=at, responsible=personas.front_door_worker)
        with pytest.raises(ChangedMeanwhileError):
            give(manager, taker, at, children=[foreign], limits=[limit], holder=str(worker.pk))
        assert Child.objects.get(pk=foreign.pk).allocated_to == personas.front_door_worker

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"limits": ()}, "children"),
            ({"limits": "too many"}, "children"),
            ({"to": "the same"}, "worker"),
        ],
    )
    def test_what_is_missing_is_asked_for_by_its_field(self, manager, worker, taker, own, at, facts, field):
        limits = facts.get("limits", [own])
        if limits == "too many":
            limits = [Deadline(pk=number) for number in range(1, hand_over.MOST + 2)]
        to = worker if "to" in facts else taker
        with pytest.raises(DomainError) as refused:
            give(manager, to, at, limits=limits, holder=str(worker.pk), reason=facts.get("reason", REASON))
        assert refused.value.field == field


def test_the_plan_is_what_is_done(manager, worker, taker, child, own, at):
    with as_user(manager):
        planned = hand_over.plan(
            holder=str(worker.pk), children=[child.pk], deadlines=[own.pk], to=taker, by=manager
        )
    done = give(
        manager, taker, at + timedelta(minutes=1), children=[child], limits=[own], holder=str(worker.pk)
    )
    assert planned == done


def test_a_partners_manager_sees_their_people_and_hands_nothing_over(personas, at):
    boss = partnership.user("Petra Boss", personas.police.agency, Role.SENIOR_MANAGER)
    assert workloads.holder(boss, str(personas.police.pk)) == personas.police
    with pytest.raises(NotPermittedError):
        give(boss, personas.police, at, holder="nobody")
