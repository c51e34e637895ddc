"""Sealing reads what is new and misses nothing: rows that commit late, rows put in by hand, two sealers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cases.models import Event
from safeguarding.audit import chain, sealing_marks
from safeguarding.audit.models import Seal, SealingMark
from safeguarding.audit.sealing_marks import Moment
from tests.factories import records

TABLE = Event._meta.db_table


@pytest.fixture
def write(personas, at):
    """`write()` records a line of the child's chronology."""
    child = records.child(by=personas.social_worker, at=at)
    return lambda: records.event(child, by=personas.social_worker, at=at)


def settle(key: int) -> None:
    """As if everything of the chronology up to this key had been sealed for good."""
    SealingMark.objects.update_or_create(table=TABLE, defaults={"settled": key})


def settled() -> int:
    return SealingMark.objects.get(table=TABLE).settled


def is_sealed(event: Event) -> bool:
    return Seal.objects.filter(shape__table=TABLE, row_key=event.pk).exists()


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


class TestWhatIsSettled:
    """What was to be seen at one round after the other: the highest key, and who was writing."""

    @pytest.fixture
    def settled_at(self, db):
        """`settled_at(round, …)`: up to where it is settled after each."""
        mark = SealingMark(table="some_table")

        def _settled_at(*rounds: tuple[int, set[str]]) -> list[int]:
            found = []
            for top, writers in rounds:
                sealing_marks.move_on(mark, Moment(top, frozenset(writers)))
                found.append(mark.settled)
            return found

        return _settled_at

    def test_is_all_that_is_there_when_nobody_writes(self, settled_at):
        assert settled_at((10, set()), (20, set()), (20, set())) == [10, 20, 20]

    def test_is_what_was_there_when_those_began_who_are_done_by_now(self, settled_at):
        assert settled_at((10, {"a"}), (20, {"b"}), (30, {"c"}), (40, set())) == [0, 10, 20, 40]

    def test_waits_for_one_however_many_come_and_go_meanwhile(self, settled_at):
        assert settled_at((10, {"a"}), (20, {"a", "b"}), (30, {"a", "c"}), (40, {"d"})) == [0, 0, 0, 10]

    def test_never_goes_back(self, settled_at):
        assert settled_at((10, set()), (0, set()), (5, {"a"}), (6, {"b"})) == [10, 10, 10, 10]

    def test_is_kept(self, settled_at):
        settled_at((10, set()), (20, {"a"}))
        kept = SealingMark.objects.get(table="some_table")
        assert (kept.settled, kept.given, kept.writers) == (10, 20, ["a"])


def test_only_what_is_new_is_looked_at(write, at):
    first, second = write(), write()
    chain.seal(at=at)
    settle(second.pk)
    by_hand("DELETE FROM audit_seal")
    third = write()
    chain.seal(at=at)
    assert [is_sealed(event) for event in (first, second, third)] == [False, False, True]


def test_more_rows_than_a_batch_are_all_sealed_in_the_order_of_their_keys(write, at):
    events = [write() for _ in range(7)]
    chain.seal(at=at, batch=2)
    keys = Seal.objects.filter(shape__table=TABLE).order_by("pk").values_list("row_key", flat=True)
    assert [key for key in keys if key >= events[0].pk] == [event.pk for event in events]
    assert chain.seal(at=at, batch=2) == 0
    assert chain.verify() is None


def test_what_was_put_in_below_the_mark_is_found_by_the_nightly_pass_and_said(write, at, caplog):
    early, late = write(), write()
    settle(late.pk)
    chain.seal(at=at)
    assert not is_sealed(early)
    chain.seal(at=at, whole=True)
    assert is_sealed(early)
    assert f"{TABLE} row" in caplog.text
    assert chain.verify() is None


def test_the_whole_again_adds_nothing_and_says_nothing(write, at, caplog):
    write()
    chain.seal(at=at)
    assert chain.seal(at=at, whole=True) == 0
    assert "put in below" not in caplog.text


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (f"UPDATE {TABLE} SET what_happened = 'All was well'", "was changed"),
        (f"DELETE FROM {TABLE}", "was removed"),
    ],
    ids=["changed", "removed"],
)
def test_a_settled_row_that_was_tampered_with_is_found(write, at, how, said):
    event, later = write(), write()
    chain.seal(at=at)
    settle(later.pk)
    by_hand(f"{how} WHERE id = {event.pk}")
    with pytest.raises(CommandError, match=f"{TABLE} row {event.pk} {said}"):
        call_command("verify_audit")


def test_rows_removed_while_the_sealer_is_at_it_end_its_round(write, at, monkeypatch):
    write()
    seen = Moment(10**9)
    monkeypatch.setattr(sealing_marks, "now", lambda shape: seen)
    assert chain.seal(at=at) > 0
    assert chain.verify() is None


@contextmanager
def elsewhere(act) -> Iterator[threading.Event]:
    """`act` done on another connection in a transaction that stays open until the event is set."""
    done, go_on = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                done.set()
                go_on.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert done.wait(60)
    try:
        yield go_on
    finally:
        go_on.set()
        thread.join(60)


@pytest.mark.django_db(transaction=True)
class TestBesideOthers:
    def test_a_row_that_commits_late_below_sealed_ones_is_sealed(self, write, at):
        late: list[Event] = []
        with elsewhere(lambda: late.append(write())):
            above = [write() for _ in range(3)]
            for _ in range(5):
                chain.seal(at=at)
            assert all(is_sealed(event) for event in above)
            assert not is_sealed(late[0])
            assert settled() < late[0].pk < above[0].pk
        assert chain.seal(at=at) > 0
        assert is_sealed(late[0])
        assert chain.verify() is None

    def test_what_everybody_is_done_with_is_settled_and_not_looked_at_again(self, write, at):
        event = write()
        chain.seal(at=at)
        assert settled() == event.pk
        assert chain.seal(at=at) == 0
        assert chain.verify() is None

    def test_who_only_reads_the_table_holds_nothing_up(self, write, at):
        event = write()
        with elsewhere(lambda: list(Event.objects.all())):
            chain.seal(at=at)
            assert settled() == event.pk

    def test_one_that_writes_and_is_rolled_back_leaves_nothing_to_seal(self, write, at):
        with suppress(ZeroDivisionError), transaction.atomic():
            write()
            raise ZeroDivisionError
        above = write()
        chain.seal(at=at)
        assert settled() == above.pk
        assert chain.verify() is None

    def test_a_sealer_that_finds_another_one_leaves_the_marks_alone(self, write, at):
        event = write()

        def hold() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [chain.SEALING_LOCK])

        with elsewhere(hold):
            assert chain.seal(at=at) == 0
            assert not SealingMark.objects.exists()
        chain.seal(at=at)
        assert is_sealed(event)
