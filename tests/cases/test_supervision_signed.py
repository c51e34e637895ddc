"""A signed supervision: addenda, actions, groups, and how good a senior manager finds it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases.exceptions import (
    ChangedMeanwhileError,
    DomainError,
    NotPermittedError,
    NotVisibleError,
)
from cases.models import (
    Deadline,
)
from cases.queries import supervision as queries
from cases.services import supervision, supervision_after
from cases.supervision_states import SupervisionKind, SupervisionState
from safeguarding.notifications.models import Notification
from tests.factories import supervisions

TODAY = date(2026, 3, 10)


@pytest.fixture
def child(personas, at):
    return supervisions.child(personas, at - timedelta(days=90))


@pytest.fixture
def draft(personas, at, child):
    return supervisions.begun(personas, at, children=[child])


@pytest.fixture
def ready(personas, at, draft):
    """Written to the end."""
    return supervisions.written(draft, at, by=personas.team_manager)


def test_an_addendum_is_written_beside_what_was_signed(personas, at, child, ready):
    worker, manager = personas.social_worker, personas.team_manager
    with pytest.raises(DomainError, match="change the words"):
        supervision_after.add_addendum(supervision=ready, text="x", by=worker, at=at)
    row = supervisions.signed_by(ready, worker, manager, at=at)
    with pytest.raises(DomainError, match="put right or added"):
        supervision_after.add_addendum(supervision=row, text=" ", by=worker, at=at)
    other = supervisions.child(personas, at, "Ivo")
    with pytest.raises(DomainError, match="who was discussed"):
        supervision_after.add_addendum(supervision=row, text="x", child=other, by=worker, at=at)
    made = supervision_after.add_addendum(
        supervision=row, text=" The visit was on Monday ", child=child, by=worker, at=at
    )
    assert (made.text, made.child) == ("The visit was on Monday", child)
    of_all = supervision_after.add_addendum(supervision=row, text="Held by phone", by=manager, at=at)
    assert list(row.addenda.all()) == [made, of_all]
    assert Notification.objects.filter(recipient=manager, key__contains="addendum").exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_supervisionaddendum SET text = 'x'")


def test_an_action_is_closed_once_by_its_owner_or_the_supervisor(personas, at, child, draft):
    worker, manager = personas.social_worker, personas.team_manager
    agreed = supervision.add_action(
        supervision=draft, what="See him alone", owner=worker, due_on=TODAY, child=child, by=manager, at=at
    )
    with pytest.raises(DomainError, match="before everybody has signed"):
        supervision_after.close_action(action=agreed, done="Seen", by=worker, at=at)
    row = supervisions.written(draft, at, by=manager)
    supervisions.signed_by(row, worker, manager, at=at)
    with pytest.raises(DomainError, match="what it changed"):
        supervision_after.close_action(action=agreed, done=" ", by=worker, at=at)
    done = supervision_after.close_action(action=agreed, done="Seen, he talked", by=worker, at=at)
    assert (done.done, done.done_by) == ("Seen, he talked", worker)
    with pytest.raises(ChangedMeanwhileError):
        supervision_after.close_action(action=agreed, done="Again", by=manager, at=at)


def test_what_was_not_agreed_in_the_end_is_not_closed(personas, at, draft):
    worker, manager = personas.social_worker, personas.team_manager
    action = supervision.add_action(
        supervision=draft, what="See him", owner=worker, due_on=TODAY, by=manager, at=at
    )
    supervision.leave_out_action(action=action, by=manager, at=at)
    supervisions.signed_by(supervisions.written(draft, at, by=manager), worker, manager, at=at)
    with pytest.raises(NotVisibleError):
        supervision_after.close_action(action=action, done="Seen", by=worker, at=at)


def test_who_owns_no_action_does_not_close_it(personas, at, child):
    ada, ben = (supervisions.colleague(personas, name) for name in ("Ada Wye", "Ben Ure"))
    group = supervisions.begun(
        personas,
        at,
        children=[child],
        kind=SupervisionKind.GROUP,
        supervised=[ada, ben, personas.social_worker],
    )
    manager = personas.team_manager
    agreed = supervision.add_action(
        supervision=group, what="Ask the nursery", owner=ada, due_on=TODAY, by=manager, at=at
    )
    supervisions.written(group, at, by=manager)
    supervisions.signed_by(group, ada, ben, personas.social_worker, manager, at=at)
    with pytest.raises(NotPermittedError):
        supervision_after.close_action(action=agreed, done="Asked", by=ben, at=at)
    with pytest.raises(NotPermittedError):
        supervision_after.close_action(action=agreed, done="Asked", by=personas.front_door_manager, at=at)
    with pytest.raises(NotVisibleError):
        supervision_after.close_action(action=agreed, done="Asked", by=personas.school, at=at)


def test_in_a_group_everybody_signs_and_the_case_holder_gets_the_decision(personas, at, child):
    ada, manager = supervisions.colleague(personas, "Ada Wye"), personas.team_manager
    row = supervisions.begun(
        personas, at, children=[child], kind=SupervisionKind.GROUP, supervised=[ada, personas.social_worker]
    )
    supervisions.written(row, at, by=manager)
    row = supervisions.signed_by(row, ada, personas.social_worker, at=at)
    assert row.state == SupervisionState.SIGNED_BY_ONE
    row = supervisions.signed_by(row, manager, at=at)
    assert row.state == SupervisionState.SIGNED
    assert row.actions.get().owner == personas.social_worker
    # A group isn't a worker's own supervision.
    assert not Deadline.objects.filter(about_worker__isnull=False).exists()


def test_a_head_of_service_samples_a_signed_record_once(personas, at, ready):
    head = personas.head_of_service
    facts = {"supervision": ready, "grade": 2, "words": "Facts used well", "by": head, "at": at}
    with pytest.raises(DomainError, match="everybody has signed"):
        supervision_after.sample(**facts)
    row = supervisions.signed_by(ready, personas.social_worker, personas.team_manager, at=at)
    facts["supervision"] = row
    assert queries.to_sample(head) == [row]
    for changed in ({"grade": 5}, {"words": " "}):
        with pytest.raises(DomainError):
            supervision_after.sample(**{**facts, **changed})
    for other in ("team_manager", "front_door_manager", "social_worker"):
        with pytest.raises(NotPermittedError):
            supervision_after.sample(**{**facts, "by": getattr(personas, other)})
    with pytest.raises(NotVisibleError):
        supervision_after.sample(**{**facts, "by": personas.gp})
    supervision_after.sample(**facts)
    assert queries.to_sample(head) == []
    assert queries.grades(head) == {2: 1}
    assert Notification.objects.filter(recipient=personas.team_manager, key__contains="sample").exists()
    with pytest.raises(ChangedMeanwhileError):
        supervision_after.sample(**facts)


def test_nobody_samples_what_they_took_part_in(personas, at):
    head, manager = personas.head_of_service, personas.team_manager
    row = supervisions.begun(personas, at, kind=SupervisionKind.PERSONAL, supervised=[manager], by=head)
    supervisions.signed_by(supervisions.written(row, at, by=head), manager, head, at=at)
    assert queries.to_sample(head) == []
    with pytest.raises(NotPermittedError):
        supervision_after.sample(supervision=row, grade=1, words="Mine", by=head, at=at)
