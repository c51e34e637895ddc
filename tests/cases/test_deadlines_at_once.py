"""Two at once, and a transaction that breaks half way: nothing lost, nothing told twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from cases.models import Deadline, Event
from cases.services import deadline_sweep, deadlines
from cases.states import EventKind
from safeguarding.notifications import services
from safeguarding.notifications.models import Email, Notification
from tests.factories import partnership, records

# Due on 15 May, the day before.
LATE = timedelta(days=67)


@pytest.fixture
def people(transactional_db):
    return partnership.build()


@pytest.fixture
def running(people, at):
    """Forty running assessments of one social worker."""
    return [assessment(people, at) for _ in range(40)]


def assessment(people, at, child=None) -> Deadline:
    worker = people.social_worker
    child = child or records.child(by=worker, at=at)
    return deadlines.set(
        rule_id="assessment", starts_at=at, by=worker, at=at, child=child, responsible=worker
    )


def at_once(act, times: int = 2) -> list:
    """The results of `act` run in so many threads that start together."""
    barrier = Barrier(times)

    def run(_: int):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_two_sweeps_at_once_share_the_work_and_tell_everyone_once(running, at):
    moved = at_once(lambda: deadlines.sweep(at=at + LATE, batch=5))
    assert sum(moved) == 40
    assert Notification.objects.count() == Email.objects.count() == 80
    assert Event.objects.filter(kind=EventKind.DEADLINE_BREACHED).count() == 40


def test_a_sweep_that_breaks_half_way_leaves_nothing_and_the_next_does_all_of_it(running, at, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr(deadline_sweep, "write_breaches", fail)
        with pytest.raises(RuntimeError, match="killed here"):
            deadlines.sweep(at=at + LATE)
    assert not Notification.objects.exists()
    assert not Deadline.objects.exclude(alert_stage=0).exists()
    assert deadlines.sweep(at=at + LATE) == 40
    assert Notification.objects.count() == 80


def test_the_same_clock_set_twice_at_once_runs_once(people, at):
    child = records.child(by=people.social_worker, at=at)
    first, second = at_once(lambda: assessment(people, at, child))
    assert first == second
    assert Deadline.objects.count() == 1


def test_a_sweep_and_an_act_on_the_same_child_do_not_block_each_other(people, at, monkeypatch):
    deadline, worker = assessment(people, at), people.social_worker
    marked, locked = Signal(), Signal()
    write = deadline_sweep.write_breaches

    def write_when_the_child_is_locked(*arguments, **named):
        marked.set()
        assert locked.wait(timeout=10)
        write(*arguments, **named)

    def involve_and_meet():
        assert marked.wait(timeout=10)
        with transaction.atomic():
            records.involve(deadline.child, people.gp.agency, by=worker, at=at)
            locked.set()
            deadlines.meet(rule_id="assessment", by=worker, at=at + LATE, child=deadline.child)

    monkeypatch.setattr(deadline_sweep, "write_breaches", write_when_the_child_is_locked)
    acts = iter([lambda: deadlines.sweep(at=at + LATE), involve_and_meet])
    at_once(lambda: next(acts)())  # noqa: PLW0108 (each thread takes the next act)
    deadline.refresh_from_db()
    assert (deadline.alert_stage, deadline.met_at) == (2, at + LATE)


def test_telling_the_same_twice_at_once_tells_once(people, at):
    def tell():
        with transaction.atomic():
            return services.notify(recipients=[people.gp], key="k", kind="test", text="t", path="/", at=at)

    told = at_once(tell)
    assert sorted(len(each) for each in told) == [0, 1]
    assert Email.objects.count() == 1
