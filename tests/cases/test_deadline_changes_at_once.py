"""Two people, and the sweep, on the same time limit at once: each change counts once, nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from threading import Event as Signal
from time import sleep

import pytest
from django.db import connection, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Deadline, Event
from cases.services import deadline_changes as changes
from cases.services import deadlines
from cases.services.deadline_changes import StoppedMeanwhileError
from cases.states import EventKind
from tests.factories import clocks, partnership, records

LATER = date(2026, 6, 1)
# Long enough for the second to stand at the row that the first one holds.
WHILE = 0.2


@pytest.fixture
def people(transactional_db):
    return partnership.build()


@pytest.fixture
def clock(people, at):
    child = records.child(by=people.social_worker, at=at)
    return clocks.start("assessment", child=child, worker=people.social_worker, at=at)


def together(*acts) -> list:
    """What came of `acts`, each in its own thread and all started together: a result or a DomainError."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def one_after_the_other(first, second) -> list:
    """`first` holds its transaction open until `second` has begun to wait for it."""
    held, begun = Signal(), Signal()

    def hold():
        with transaction.atomic():
            done = first()
            held.set()
            assert begun.wait(timeout=10)
            sleep(WHILE)
        return done

    def wait():
        assert held.wait(timeout=10)
        begun.set()
        return second()

    return together(hold, wait)


@pytest.fixture
def acts(people, clock, at):
    """The three that meet on one clock, on the day after it was missed."""
    late = clock.due_at + timedelta(hours=9)
    manager = people.team_manager
    return {
        "meet": lambda: deadlines.meet(rule_id="assessment", by=manager, at=late, child=clock.child),
        "reschedule": lambda: changes.reschedule(
            deadline=clock, due_on=LATER, reason="Father abroad", by=manager, at=late, version=clock.version
        ),
        "cancel": lambda: changes.cancel(
            deadline=clock, reason="Moved", by=manager, at=late, version=clock.version
        ),
        "sweep": lambda: deadlines.sweep(at=late),
    }


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        ("meet", "reschedule", StoppedMeanwhileError),
        ("meet", "cancel", StoppedMeanwhileError),
        ("cancel", "reschedule", StoppedMeanwhileError),
        ("reschedule", "reschedule", ChangedMeanwhileError),
        ("reschedule", "cancel", ChangedMeanwhileError),
    ],
)
def test_the_second_is_told_of_the_first(clock, acts, first, second, error):
    done, refused = one_after_the_other(acts[first], acts[second])
    assert isinstance(done, Deadline)
    assert type(refused) is error
    # Set and the first change: the second left nothing.
    assert clock.history.count() == 2


@pytest.mark.parametrize("first", ["reschedule", "cancel", "meet"])
def test_a_second_meeting_waits_and_the_act_goes_on(clock, acts, first):
    """Meeting is never refused: moved, it is met; met or stopped, there is nothing left to meet."""
    _, met = one_after_the_other(acts[first], acts["meet"])
    clock.refresh_from_db()
    assert (met is not None) == (first == "reschedule")
    assert (clock.met_at is not None) == (first != "cancel")


def test_meeting_moving_and_sweeping_at_once_leave_one_story(people, clock, acts):
    met, moved, swept = together(acts["meet"], acts["reschedule"], acts["sweep"])
    clock.refresh_from_db()
    assert met.met_at == clock.met_at
    assert isinstance(moved, (Deadline, StoppedMeanwhileError))
    assert swept in (0, 1)
    # Set, met, and moved only if that came first; the sweep told the breach once or not at all.
    assert clock.history.count() == 2 + isinstance(moved, Deadline)
    breaches = Event.objects.filter(child=clock.child, kind=EventKind.DEADLINE_BREACHED)
    assert breaches.count() == swept
    assert deadlines.sweep(at=clock.met_at + timedelta(days=60)) == 0


def test_a_sweep_passes_over_what_somebody_is_moving_and_finds_it_moved(people, clock, acts):
    moved, swept = one_after_the_other(acts["reschedule"], acts["sweep"])
    assert swept == 0
    clock.refresh_from_db()
    assert (clock.alert_stage, clock.revision, clock.next_alert_at) == (0, 1, moved.next_alert_at)
    # Its first alert is due again, as of the new date.
    assert deadlines.sweep(at=moved.next_alert_at) == 1


def test_what_a_sweep_has_told_is_kept_by_a_change_that_waited_for_it(people, clock, acts):
    swept, explained = one_after_the_other(
        acts["sweep"],
        lambda: changes.explain_lateness(
            deadline=clock,
            code="workload",
            reason="Ill",
            by=people.social_worker,
            at=clock.due_at + timedelta(hours=9),
        ),
    )
    assert swept == 1
    assert explained.alert_stage == 2
    clock.refresh_from_db()
    assert (clock.alert_stage, clock.lateness_code) == (2, "workload")


def test_paused_by_two_at_once_is_paused_once(people, at):
    child = records.child(by=people.social_worker, at=at)
    clock = clocks.start("lcspr", child=child, worker=people.social_worker, at=at)

    def act():
        return changes.pause(deadline=clock, reason="Trial", by=people.team_manager, at=at)

    done = together(act, act)
    assert sorted(type(each) is ChangedMeanwhileError for each in done) == [False, True]
    assert Event.objects.filter(kind=EventKind.DEADLINE_CHANGED).count() == 1
    assert clock.history.count() == 2
