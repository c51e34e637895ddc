"""The former worker of a child tells the next one what matters; nothing ever waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import access_allocation
from cases.allocation_states import NoteState
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, HandoverNote, Visit
from cases.queries import handover_notes as queries
from cases.services import allocation, hand_over, handover_notes
from cases.services.handover_notes import NoteFacts
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.factories import partnership, plan_content, plans, records
from tests.factories.worklists import LATE, allocated, clock, leave

SEEN = {"seen": True, "not_seen_reason": "Her mother stayed"}
NOT_SEEN = {"seen": False, "not_seen_reason": "Nobody opened"}
FACTS = NoteFacts("She trusts Miss Linton", "Core group on 3 April", "A school bag, by Friday")


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
def note(manager, child, taker, at):
    return give(manager, child, taker, at)


def give(manager, child, to, at, why=""):
    """Allocate, and answer the note that is open then."""
    with as_user(manager):
        allocation.allocate(
            child=child, worker=to, team=None, by=manager, at=at, reason="Moved area", mismatch_reason=why
        )
    return HandoverNote.objects.filter(child=child, received_at=None, dropped_at=None).last()


def write(note, by, at, facts=FACTS, version=None):
    seen = HandoverNote.objects.get(pk=note.pk).version if version is None else version
    with as_user(by):
        return handover_notes.write(note=note, facts=facts, version=seen, by=by, at=at)


def receive(note, by, at):
    with as_user(by):
        return handover_notes.receive(note=note, by=by, at=at)


def told(kind):
    return [(each.recipient, each.text) for each in Notification.objects.filter(kind=kind)]


class TestOwing:
    def test_the_former_worker_owes_the_next_one_a_note_and_is_told(self, worker, taker, child, note):
        assert (note.from_worker, note.to_worker, note.written_at) == (worker, taker, None)
        assert told("handover_owed") == [(worker, "Write 1 handover note for the next worker")]
        assert child.person.name not in Notification.objects.get(kind="handover_owed").text
        child.refresh_from_db()
        assert child.allocated_to == taker

    def test_a_first_worker_and_the_same_worker_again_owe_nothing(self, personas, manager, worker, at):
        child = allocated(personas, None, at=at)
        assert give(manager, child, worker, at) is None
        assert give(manager, child, worker, at) is None

    def test_a_child_who_comes_back_needs_none_of_who_comes_back(
        self, manager, worker, taker, child, note, at
    ):
        back = give(manager, child, worker, at)
        note.refresh_from_db()
        assert queries.state_of(note) == NoteState.DROPPED
        assert (back.from_worker, back.to_worker) == (taker, worker)

    def test_what_was_owed_to_one_in_between_goes_on_to_the_last(
        self, manager, worker, taker, child, note, at
    ):
        third = partnership.user("Lena Moss", worker.agency, in_team=worker.team)
        give(manager, child, third, at, why="Sam is full")
        note.refresh_from_db()
        assert note.to_worker == third
        assert set(HandoverNote.objects.values_list("from_worker", "to_worker")) == {
            (worker.pk, third.pk),
            (taker.pk, third.pk),
        }

    def test_is_not_doubled_when_the_worker_was_set_by_another_way(
        self, manager, worker, taker, child, note, at
    ):
        child.refresh_from_db()
        child.allocated_to = worker
        child.record(by=manager, at=at, reason="By an import")
        third = partnership.user("Lena Moss", worker.agency, in_team=worker.team)
        open_note = give(manager, child, third, at, why="Agreed")
        assert (open_note.pk, open_note.to_worker) == (note.pk, third)

    def test_stays_with_whom_it_was_for_when_the_child_comes_to_them_by_another_way(
        self, personas, manager, worker, taker, child, note, at
    ):
        child.refresh_from_db()
        child.allocated_to = personas.front_door_worker
        child.record(by=manager, at=at, reason="By an import")
        give(manager, child, taker, at)
        assert set(HandoverNote.objects.values_list("from_worker", "to_worker")) == {
            (worker.pk, taker.pk),
            (personas.front_door_worker.pk, taker.pk),
        }

    def test_of_one_who_has_left_is_owed_still_and_they_are_not_told(
        self, personas, manager, worker, taker, child, at
    ):
        leave(worker)
        note = give(manager, child, taker, at)
        assert note.from_worker == worker
        assert told("handover_owed") == []
        assert write(note, manager, at).written_by == manager

    def test_of_a_restricted_child_whom_the_former_worker_no_longer_sees_a_manager_writes_it(
        self, personas, manager, worker, taker, at
    ):
        hidden = allocated(personas, None, at=at, is_restricted=True)
        records.involve(hidden, manager, by=worker, at=at)
        give(manager, hidden, worker, at)
        note = give(manager, hidden, taker, at)
        assert told("handover_owed") == []
        with pytest.raises(NotVisibleError):
            write(note, worker, at)
        assert write(note, manager, at).to_worker == taker

    def test_many_children_are_handed_over_at_once_and_the_former_worker_is_told_once(
        self, personas, manager, worker, taker, child, at
    ):
        other = allocated(personas, worker, at=at)
        with as_user(manager):
            done = hand_over.hand_over(
                holder=str(worker.pk),
                children=[child.pk, other.pk],
                deadlines=[],
                to=taker,
                reason="Illness",
                by=manager,
                at=at,
            )
        assert len(done.children) == 2
        assert HandoverNote.objects.filter(from_worker=worker, to_worker=taker, written_at=None).count() == 2
        assert told("handover_owed") == [(worker, "Write 2 handover notes for the next worker")]


class TestWriting:
    def test_is_told_to_the_next_worker_with_what_is_on_record(self, manager, worker, taker, child, note, at):
        plan = plans.plan(child, at.date() - timedelta(days=90), by=manager, at=at)
        plan_content.item(
            plan, by=manager, at=at, action="Register at the GP", due_on=at.date() - timedelta(days=9)
        )
        clock(child, by=worker, at=at, started=at - LATE)
        for days, seen in ((3, {"seen": True, "seen_alone": True}), (9, SEEN), (12, NOT_SEEN)):
            Visit(
                child=child, kind="statutory", visited_at=at - timedelta(days=days), who=worker, where="Home",
                agency=worker.agency, words="Quiet", recorded_at=at, recorded_by=worker, **seen,
            ).record(by=worker, at=at)  # fmt: skip
        done = write(note, worker, at)
        assert (done.what_matters, done.written_by) == ("She trusts Miss Linton", worker)
        on_record = {fact["label"]: fact["lines"] for fact in done.facts}
        assert on_record["Plans that run"] == ["Child protection plan since 10 December 2025"]
        assert "Register at the GP" in on_record["Promised and past its date"][0]
        assert "overdue since" in on_record["Next time limits"][0]
        assert [line.split(": ")[1] for line in on_record["Last visits"]] == [
            "seen alone",
            "seen, not alone",
            "the child was not seen",
        ]
        assert told("handover_written") == [(taker, "A handover note waits for you")]
        line = Event.objects.filter(child=child).order_by("pk").last()
        assert line.what_happened == "A handover note for Nadia Price was written"

    @pytest.mark.parametrize("name", ["what_matters", "next_dates", "promised"])
    def test_every_question_is_answered(self, worker, note, at, name):
        facts = {"what_matters": "x", "next_dates": "x", "promised": "x", name: " "}
        with pytest.raises(DomainError) as refused:
            write(note, worker, at, NoteFacts(**facts))
        assert refused.value.field == name

    def test_may_be_done_anew_until_it_is_received(self, worker, taker, note, at):
        write(note, worker, at)
        again = write(note, worker, at, NoteFacts("He does", "x", "x"))
        assert again.what_matters == "He does"
        receive(note, taker, at)
        with pytest.raises(ChangedMeanwhileError):
            write(note, worker, at)

    def test_the_second_writer_is_told(self, worker, manager, note, at):
        write(note, manager, at)
        with pytest.raises(ChangedMeanwhileError, match="Somebody else"):
            write(note, worker, at, version=note.version)

    def test_is_for_who_owes_it_and_managers(self, personas, taker, note, at):
        for other in (taker, personas.conference_chair):
            with pytest.raises(NotPermittedError):
                write(note, other, at)
        with pytest.raises(NotVisibleError):
            write(note, personas.school, at, version=1)


class TestReceiving:
    def test_is_said_by_the_worker_whom_it_is_for_and_by_nobody_else(self, manager, worker, taker, note, at):
        with pytest.raises(ChangedMeanwhileError, match="isn’t written"):
            receive(note, taker, at)
        write(note, worker, at)
        for other in (worker, manager):
            with pytest.raises(NotPermittedError):
                receive(note, other, at)
        assert receive(note, taker, at).received_at == at
        with pytest.raises(ChangedMeanwhileError):
            receive(note, taker, at)
        history = [row.history_change_reason for row in note.history.order_by("history_id")]
        assert history == ["The child has another worker", "Handover note written", "Handover note received"]


class TestTheLists:
    def test_show_what_to_write_what_to_read_and_what_is_open_in_the_team(
        self, personas, manager, worker, taker, note, at
    ):
        later = at + timedelta(days=3)
        with as_user(worker):
            mine = queries.lists(worker, now=later)
            assert [(line.note.pk, line.days, line.may_write) for line in mine.to_write] == [
                (note.pk, 3, True)
            ]
            assert (mine.to_receive, mine.of_team) == ([], [])
            assert queries.waiting(worker) == {"to_write": 1, "to_receive": 0}
        write(note, worker, later)
        with as_user(taker):
            (line,) = queries.lists(taker, now=later).to_receive
            assert (line.state, line.may_receive, line.may_write) == (NoteState.WRITTEN, True, False)
            assert queries.waiting(taker) == {"to_write": 0, "to_receive": 1}
        for boss, expected in (
            (manager, [note.pk]),
            (personas.head_of_service, [note.pk]),
            (personas.front_door_manager, []),
        ):
            with as_user(boss):
                assert [one.note.pk for one in queries.lists(boss, now=later).of_team] == expected
        receive(note, taker, later)
        with as_user(manager):
            assert queries.lists(manager, now=later).of_team == []

    def test_show_nothing_to_partners(self, personas, note):
        with as_user(personas.school):
            assert not access_allocation.visible_notes(personas.school).exists()
            assert not access_allocation.visible_allocations(personas.school).exists()
            assert not access_allocation.visible_skills(personas.school).exists()
            assert queries.waiting(personas.school) == {"to_write": 0, "to_receive": 0}
