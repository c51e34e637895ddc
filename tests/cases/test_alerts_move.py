"""Alerts go with the work: taken back from whose it no longer is, told once to whose it is now."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import tasks
from cases.models import Deadline
from cases.services import alerts_moved, children, deadlines, hand_over
from cases.states import InvolvementRole
from safeguarding.accounts.models import Cover, Role, User
from safeguarding.accounts.services import cover as covers
from safeguarding.audit import runs
from safeguarding.notifications import services
from safeguarding.notifications.models import DeliveryChoice, Email, Notification, Pace
from safeguarding.rules.london_time import london_date
from tests.factories import partnership, records
from tests.factories.worklists import allocated, clock

DAY = timedelta(days=1)


@pytest.fixture
def worker(personas):
    return personas.social_worker


@pytest.fixture
def manager(personas):
    return personas.team_manager


@pytest.fixture
def taker(personas):
    return partnership.user(
        "Nadia Price",
        personas.social_worker.agency,
        in_team=personas.social_worker.team,
        line_manager=personas.team_manager,
    )


@pytest.fixture
def child(personas, worker, at):
    return allocated(personas, worker, at=at)


@pytest.fixture
def limit(child, worker, at) -> Deadline:
    """A limit of the child that the worker holds by name, due in 45 working days."""
    return clock(child, by=worker, at=at, responsible=worker)


@pytest.fixture
def implied(child, worker, at) -> Deadline:
    """A limit of the child that the child's worker holds, whoever that is."""
    return clock(child, by=worker, at=at)


def standing(user: User, deadline: Deadline) -> list[str]:
    """What the user was told of it, hasn't read, and that still holds: the steps."""
    return _steps(Notification.objects.filter(recipient=user, read_at=None, withdrawn_at=None), deadline)


def told(user: User, deadline: Deadline) -> list[str]:
    """All that the user was ever told of it."""
    return _steps(Notification.objects.filter(recipient=user), deadline)


def _steps(rows, deadline: Deadline) -> list[str]:
    keys = rows.filter(subject=f"deadline:{deadline.pk}").order_by("pk").values_list("key", flat=True)
    return [key.split(":", 3)[3] for key in keys]


def remind(deadline: Deadline) -> datetime:
    """Tell the first reminder; answers when that was."""
    deadline.refresh_from_db()
    when = deadline.next_alert_at
    deadlines.sweep(at=when)
    return when


def give(manager: User, worker: User, taker: User, at: datetime, *, whole=(), limits=()) -> None:
    hand_over.hand_over(
        holder=str(worker.pk),
        children=[each.pk for each in whole],
        deadlines=[each.pk for each in limits],
        to=taker,
        reason="Illness",
        by=manager,
        at=at,
    )


class TestHandedOver:
    def test_what_was_told_goes_from_the_one_to_the_other(self, manager, worker, taker, limit):
        when = remind(limit)
        give(manager, worker, taker, when, limits=[limit])
        assert (standing(worker, limit), standing(taker, limit)) == ([], ["before:1"])

    def test_the_new_worker_is_told_once_though_the_sweep_runs_on(self, manager, worker, taker, limit):
        when = remind(limit)
        give(manager, worker, taker, when, limits=[limit])
        deadlines.sweep(at=when + timedelta(minutes=1))
        assert told(taker, limit) == ["before:1"]
        deadlines.sweep(at=limit.due_at)
        assert "breach:1" in told(taker, limit)
        assert told(worker, limit) == ["before:1"]

    def test_a_child_takes_along_what_its_worker_held_by_name_and_without(
        self, manager, worker, taker, child, limit, at
    ):
        implied = clock(child, by=worker, at=at, rule="visit_cp")
        deadlines.sweep(at=limit.due_at + 2 * DAY)
        give(manager, worker, taker, limit.due_at + 2 * DAY, whole=[child])
        for each in (limit, implied):
            assert standing(worker, each) == []
            assert len(standing(taker, each)) == 1

    def test_a_manager_who_was_told_of_the_breach_is_not_told_again(self, manager, worker, taker, limit):
        deadlines.sweep(at=limit.due_at)
        before = told(manager, limit)
        give(manager, worker, manager, limit.due_at, limits=[limit])
        assert told(manager, limit) == before == standing(manager, limit)
        assert standing(worker, limit) == []

    def test_another_teams_manager_hears_of_it_in_the_place_of_the_former(self, personas, worker, limit):
        other_manager = partnership.user("Mo Other", worker.agency, Role.MANAGER)
        taker = partnership.user("Tia Other", worker.agency, line_manager=other_manager)
        deadlines.sweep(at=limit.due_at)
        assert standing(personas.team_manager, limit) == ["breach:1"]
        give(personas.head_of_service, worker, taker, limit.due_at, limits=[limit])
        assert standing(personas.team_manager, limit) == []
        assert standing(other_manager, limit) == standing(taker, limit) == ["breach:1"]

    def test_what_was_read_stays_read(self, manager, worker, taker, limit):
        when = remind(limit)
        services.mark_all_read(by=worker, at=when)
        give(manager, worker, taker, when, limits=[limit])
        assert Notification.objects.get(recipient=worker, subject=f"deadline:{limit.pk}").withdrawn_at is None
        assert standing(taker, limit) == ["before:1"]

    def test_what_nobody_was_told_yet_is_left_to_the_sweep(self, manager, worker, taker, limit, at):
        give(manager, worker, taker, at, limits=[limit])
        assert told(taker, limit) == []
        remind(limit)
        assert (told(worker, limit), told(taker, limit)) == ([], ["before:1"])

    def test_others_clocks_keep_their_alerts(self, personas, manager, worker, taker, child, limit, at):
        chairs = clock(child, by=worker, at=at, rule="icpc", responsible=personas.conference_chair)
        deadlines.sweep(at=max(limit.due_at, chairs.due_at))
        give(manager, worker, taker, limit.due_at, whole=[child])
        assert len(standing(personas.conference_chair, chairs)) == 1

    def test_a_conferences_chair_goes_on_knowing(self, personas, manager, worker, taker, child, at):
        chair = personas.conference_chair
        records.involve_as(child, chair, InvolvementRole.CONFERENCE_CHAIR, by=manager, at=at)
        limit = clock(child, by=worker, at=at, rule="conference_minutes", responsible=worker)
        deadlines.sweep(at=limit.due_at)
        give(manager, worker, taker, limit.due_at, limits=[limit])
        assert standing(chair, limit) == ["breach:1"]

    def test_the_deputy_of_the_new_worker_hears_too_and_that_of_the_former_no_longer(
        self, personas, manager, worker, taker, limit
    ):
        limit.refresh_from_db()
        when = limit.next_alert_at
        deputies = [partnership.user(name, worker.agency) for name in ("Dee Former", "Dan New")]
        for user, deputy in zip((worker, taker), deputies, strict=True):
            day = london_date(when)
            Cover.objects.create(
                user=user, deputy=deputy, starts_on=day, ends_on=day, set_by=user, set_at=when
            )
        deadlines.sweep(at=when)
        give(manager, worker, taker, when, limits=[limit])
        assert [standing(each, limit) for each in deputies] == [[], ["before:1"]]

    def test_many_take_as_many_statements_for_their_alerts_as_one(self, personas, worker, at):
        numbers = []
        for count in (1, 6):
            made = [
                clock(allocated(personas, worker, at=at), by=worker, at=at, responsible=worker).pk
                for _ in range(count)
            ]
            deadlines.sweep(at=at + 200 * DAY)
            with CaptureQueriesContext(connection) as captured:
                alerts_moved.follow(deadlines=made, at=at + 200 * DAY)
            numbers.append(len(captured))
        assert numbers[0] == numbers[1]


class TestHandedBack:
    def test_it_stands_again_and_nobody_was_told_twice(self, manager, worker, taker, limit):
        when = remind(limit)
        give(manager, worker, taker, when, limits=[limit])
        give(manager, taker, worker, when + DAY, limits=[limit])
        assert (standing(worker, limit), standing(taker, limit)) == (["before:1"], [])
        assert told(worker, limit) == told(taker, limit) == ["before:1"]

    @pytest.mark.parametrize(("pace", "state"), [(Pace.DIGEST, "digest"), (Pace.AT_ONCE, "waiting")])
    def test_its_email_waits_again_as_the_person_chose(self, manager, worker, taker, limit, pace, state):
        when = remind(limit)
        give(manager, worker, taker, when, limits=[limit])
        email = Email.objects.get(recipient=worker, notification__subject=f"deadline:{limit.pk}")
        assert email.state == "withdrawn"
        DeliveryChoice.objects.create(user=worker, pace=pace, changed_at=when)
        give(manager, taker, worker, when + DAY, limits=[limit])
        email.refresh_from_db()
        assert email.state == state

    def test_one_that_was_mailed_is_not_mailed_again(self, manager, worker, taker, limit):
        when = remind(limit)
        Email.objects.filter(recipient=worker).update(state="sent", sent_at=when)
        give(manager, worker, taker, when, limits=[limit])
        give(manager, taker, worker, when + DAY, limits=[limit])
        assert Email.objects.get(recipient=worker, notification__kind="deadline_before").state == "sent"


class TestAChildAllocatedAnew:
    def test_takes_along_what_its_worker_holds(self, manager, worker, taker, child, implied):
        when = remind(implied)
        children.allocate(child=child, worker=taker, team=None, by=manager, at=when, reason="Has room")
        assert (standing(worker, implied), standing(taker, implied)) == ([], ["before:1"])

    def test_leaves_what_somebody_holds_by_name(self, manager, worker, taker, child, limit):
        when = remind(limit)
        children.allocate(child=child, worker=taker, team=None, by=manager, at=when, reason="Has room")
        assert (standing(worker, limit), standing(taker, limit)) == (["before:1"], [])

    def test_tells_whom_it_is_given_to_of_a_restricted_one_and_nobody_else(
        self, personas, manager, worker, taker, at
    ):
        hidden = allocated(personas, worker, at=at, is_restricted=True)
        for who in (manager, worker):
            records.involve(hidden, who, by=worker, at=at)
        limit = clock(hidden, by=worker, at=at)
        when = remind(limit)
        children.allocate(child=hidden, worker=taker, team=None, by=manager, at=when, reason="Has room")
        assert standing(taker, limit) == ["before:1"]
        row = Notification.objects.get(recipient=taker, subject=f"deadline:{limit.pk}")
        assert row.text.startswith(hidden.reference)


class TestCover:
    @pytest.fixture
    def deputy(self, worker):
        return partnership.user("Dee Deputy", worker.agency, in_team=worker.team)

    @pytest.fixture
    def first(self, limit):
        """When the first reminder comes."""
        limit.refresh_from_db()
        return limit.next_alert_at

    @staticmethod
    def run_at(when: datetime) -> None:
        with time_machine.travel(when, tick=False):
            tasks.follow_covers()

    def away(self, worker, deputy, start: datetime, days: int) -> Cover:
        day = london_date(start)
        facts = {"starts_on": day, "ends_on": day + (days - 1) * DAY}
        return covers.name_deputy(user=worker, deputy=deputy, by=worker, at=start, **facts)

    def test_that_is_over_takes_back_what_the_deputy_has_not_read(self, worker, deputy, limit, first):
        self.away(worker, deputy, first, days=1)
        deadlines.sweep(at=first)
        self.run_at(first)
        assert standing(deputy, limit) == ["before:1"]
        self.run_at(first + DAY)
        assert (standing(deputy, limit), standing(worker, limit)) == ([], ["before:1"])

    def test_that_is_ended_early_does_too(self, worker, deputy, limit, first):
        cover = self.away(worker, deputy, first, days=5)
        deadlines.sweep(at=first)
        self.run_at(first)
        covers.end_early(cover=cover, by=worker, at=first + timedelta(hours=2))
        self.run_at(first + timedelta(hours=2, minutes=1))
        assert (standing(deputy, limit), standing(worker, limit)) == ([], ["before:1"])

    def test_that_begins_tells_the_deputy_what_the_absent_has_not_read(self, worker, deputy, limit, first):
        deadlines.sweep(at=first)
        self.run_at(first)
        self.away(worker, deputy, first + timedelta(hours=3), days=2)
        self.run_at(first + timedelta(hours=3, minutes=1))
        self.run_at(first + timedelta(hours=3, minutes=2))
        assert standing(deputy, limit) == standing(worker, limit) == ["before:1"]
        assert told(deputy, limit) == ["before:1"]

    def test_a_deputy_who_took_the_work_over_keeps_what_is_theirs(
        self, worker, manager, deputy, limit, first
    ):
        self.away(worker, deputy, first, days=1)
        deadlines.sweep(at=first)
        give(manager, worker, deputy, first, limits=[limit])
        self.run_at(first + DAY)
        assert (standing(deputy, limit), standing(worker, limit)) == (["before:1"], [])

    def test_ended_while_nothing_ran_for_days_is_made_good(self, worker, deputy, limit, first):
        self.away(worker, deputy, first, days=1)
        deadlines.sweep(at=first)
        self.run_at(first)
        self.run_at(first + 4 * DAY)
        assert standing(deputy, limit) == []
        assert runs.last()[runs.Job.COVER].count == 1

    def test_where_none_has_changed_nothing_is_looked_at(self, worker, deputy, limit, first):
        self.away(worker, deputy, first, days=30)
        deadlines.sweep(at=first)
        self.run_at(first + DAY)
        self.run_at(first + 2 * DAY)
        assert runs.last()[runs.Job.COVER].count == 0


def test_a_limit_that_was_met_meanwhile_is_left_alone(worker, limit):
    when = remind(limit)
    Deadline.objects.filter(pk=limit.pk).update(met_at=when, met_by=worker, next_alert_at=None)
    alerts_moved.follow(deadlines=[limit.pk], at=when)
    assert standing(worker, limit) == ["before:1"]
