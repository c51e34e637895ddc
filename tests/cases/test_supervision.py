"""Supervision: prepared with facts, written by two, signed by both, then it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases import access, access_supervision
from cases.exceptions import (
    ChangedMeanwhileError,
    DomainError,
    NotPermittedError,
    NotVisibleError,
)
from cases.models import (
    Deadline,
    Event,
    Supervision,
    SupervisionAction,
    SupervisionOfChild,
    SupervisionSignature,
)
from cases.queries import supervision as queries
from cases.services import supervision, supervision_signing
from cases.services.supervision import AgendaFacts
from cases.states import EventKind, Sensitivity
from cases.supervision_states import SupervisionKind, SupervisionState
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.factories import plans, records, supervisions

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


def fingerprint(user, row):
    return queries.whole(user, queries.get(user, row.pk)).fingerprint


def test_both_sign_and_then_it_stands_with_its_decision_as_an_action(personas, at, child, ready):
    worker, manager = personas.social_worker, personas.team_manager
    row = supervisions.signed_by(ready, worker, at=at)
    assert row.state == SupervisionState.SIGNED_BY_ONE
    assert list(queries.waiting_for(manager)) == [row]
    assert list(queries.waiting_for(worker)) == []
    row = supervisions.signed_by(row, manager, at=at + timedelta(hours=1))
    assert (row.state, row.signed_at) == (SupervisionState.SIGNED, at + timedelta(hours=1))
    assert list(queries.waiting_for(manager)) == []
    action = SupervisionAction.objects.get(supervision=row)
    assert (action.what, action.owner, action.due_on) == (
        "Words on decision",
        worker,
        TODAY + timedelta(days=28),
    )
    line = Event.objects.get(child=child, kind=EventKind.SUPERVISION)
    assert (line.what_happened, line.sensitivity) == ("Discussed in supervision", Sensitivity.SUPERVISION)
    assert line in access.visible_events(manager)
    assert line not in access.visible_events(personas.front_door_worker)


def test_the_one_who_has_not_signed_is_told_by_reference_alone(personas, at, ready):
    supervisions.signed_by(ready, personas.social_worker, at=at)
    told = Notification.objects.get(kind="supervision")
    assert told.recipient == personas.team_manager
    assert told.text == "A supervision waits for your signature"
    assert "Quarmby" not in told.text + told.path


def test_nobody_signs_twice(personas, at, ready):
    worker = personas.social_worker
    supervisions.signed_by(ready, worker, at=at)
    with pytest.raises(ChangedMeanwhileError, match="already signed"):
        supervision_signing.sign(supervision=ready, seen=fingerprint(worker, ready), by=worker, at=at)


def test_nobody_supervises_themselves(personas, at):
    manager = personas.team_manager
    with pytest.raises(DomainError, match="themselves"):
        supervision.start(kind=SupervisionKind.CASE, supervised=[manager], held_on=TODAY, by=manager, at=at)


def test_who_takes_no_part_neither_writes_nor_signs(personas, at, ready):
    part = ready.parts.get()
    other, outsider = personas.front_door_manager, personas.front_door_worker
    with pytest.raises(NotPermittedError):
        supervision.write(part=part, version=part.version, words={}, by=other, at=at)
    with pytest.raises(NotPermittedError):
        supervision_signing.sign(supervision=ready, seen="", by=other, at=at)
    for stranger in (outsider, personas.school, personas.partnership_admin, personas.business_support):
        with pytest.raises(NotVisibleError):
            supervision.write(part=part, version=part.version, words={}, by=stranger, at=at)


@pytest.mark.parametrize("name", ["social_worker", "conference_chair", "school", "partnership_admin"])
def test_only_managers_of_social_care_give_supervision(personas, at, name):
    by = getattr(personas, name)
    with pytest.raises(NotPermittedError):
        supervision.start(
            kind=SupervisionKind.CASE, supervised=[personas.social_worker], held_on=TODAY, by=by, at=at
        )


@pytest.mark.parametrize(
    ("kind", "names", "message"),
    [
        (SupervisionKind.CASE, [], "Choose who is supervised"),
        (SupervisionKind.CASE, ["front_door_worker"], "whom you manage"),
        (SupervisionKind.CASE, ["school"], "whom you manage"),
        (SupervisionKind.GROUP, ["social_worker"], "at least two"),
        (SupervisionKind.PERSONAL, ["social_worker"], "whom you manage"),
    ],
)
def test_who_can_be_supervised(personas, at, kind, names, message):
    people = [getattr(personas, name) for name in names]
    with pytest.raises(DomainError, match=message):
        supervision.start(kind=kind, supervised=people, held_on=TODAY, by=personas.team_manager, at=at)


@pytest.mark.parametrize("days", [-367, 367])
def test_the_day_is_near(personas, at, days):
    with pytest.raises(DomainError, match="within a year") as refused:
        supervision.start(
            kind=SupervisionKind.CASE,
            supervised=[personas.social_worker],
            held_on=TODAY + timedelta(days=days),
            by=personas.team_manager,
            at=at,
        )
    assert refused.value.field == "held_on"


def test_what_is_missing_stands_in_the_way_of_signing(personas, at, child, draft):
    worker = personas.social_worker
    with pytest.raises(DomainError, match="next supervision"):
        supervision_signing.sign(supervision=draft, seen=fingerprint(worker, draft), by=worker, at=at)
    found = queries.whole(worker, draft)
    problems = supervision_signing.unfinished(found, at=at - timedelta(days=1))
    assert problems[0] == "It is signed on the day or after it"
    assert f"{child.reference}: write “Decision”" in problems
    empty = supervisions.begun(personas, at)
    problems = supervision_signing.unfinished(queries.whole(worker, empty), at=at)
    assert "Put in at least one child" in problems


def test_somebody_who_changes_a_word_after_it_was_read_undoes_the_reading(personas, at, ready):
    worker = personas.social_worker
    read = fingerprint(worker, ready)
    part = ready.parts.get()
    supervision.write(
        part=part, version=part.version, words={"decision": "Close"}, by=personas.team_manager, at=at
    )
    with pytest.raises(ChangedMeanwhileError, match="read it again"):
        supervision_signing.sign(supervision=ready, seen=read, by=worker, at=at)


def test_the_second_to_write_is_told(personas, at, draft):
    part = draft.parts.get()
    supervision.write(
        part=part, version=part.version, words={"seen": "Today"}, by=personas.team_manager, at=at
    )
    with pytest.raises(ChangedMeanwhileError, match="Somebody else"):
        supervision.write(
            part=part, version=part.version, words={"seen": "Never"}, by=personas.social_worker, at=at
        )
    facts = AgendaFacts(held_on=TODAY)
    supervision.write_agenda(
        supervision=draft, version=draft.version, facts=facts, by=personas.team_manager, at=at
    )
    with pytest.raises(ChangedMeanwhileError, match="Somebody else"):
        supervision.write_agenda(
            supervision=draft, version=draft.version, facts=facts, by=personas.social_worker, at=at
        )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"held_on": TODAY + timedelta(days=400)}, "held_on"),
        ({"held_on": TODAY, "next_on": TODAY}, "next_on"),
    ],
)
def test_days_that_cannot_be(personas, at, draft, facts, field):
    with pytest.raises(DomainError) as refused:
        supervision.write_agenda(
            supervision=draft,
            version=draft.version,
            facts=AgendaFacts(**facts),
            by=personas.team_manager,
            at=at,
        )
    assert refused.value.field == field


def test_a_signature_is_taken_back_before_words_change(personas, at, ready):
    worker, manager = personas.social_worker, personas.team_manager
    row = supervisions.signed_by(ready, worker, at=at)
    part = row.parts.get()
    with pytest.raises(ChangedMeanwhileError, match="taken back before"):
        supervision.write(part=part, version=part.version, words={"seen": "x"}, by=manager, at=at)
    with pytest.raises(DomainError, match="Enter why"):
        supervision_signing.take_back(supervision=row, reason=" ", by=manager, at=at)
    row = supervision_signing.take_back(supervision=row, reason="A day is wrong", by=manager, at=at)
    assert row.state == SupervisionState.DRAFT
    assert not SupervisionSignature.objects.filter(signed_at__isnull=False).exists()
    assert Notification.objects.filter(recipient=worker, text__contains="taken back").exists()
    with pytest.raises(ChangedMeanwhileError, match="Nobody has signed"):
        supervision_signing.take_back(supervision=row, reason="Again", by=manager, at=at)
    row = supervisions.signed_by(row, worker, manager, at=at)
    with pytest.raises(ChangedMeanwhileError, match="addendum"):
        supervision_signing.take_back(supervision=row, reason="Too late", by=manager, at=at)


def test_a_draft_is_called_off_with_its_reason(personas, at, draft):
    manager = personas.team_manager
    with pytest.raises(DomainError, match="Enter why"):
        supervision_signing.call_off(supervision=draft, reason="", by=manager, at=at)
    row = supervision_signing.call_off(supervision=draft, reason="Sam was ill", by=manager, at=at)
    assert row.state == SupervisionState.CALLED_OFF
    with pytest.raises(ChangedMeanwhileError, match="called off"):
        supervision_signing.sign(supervision=row, seen="", by=manager, at=at)
    part = row.parts.get()
    with pytest.raises(ChangedMeanwhileError, match="called off"):
        supervision.write(part=part, version=part.version, words={}, by=manager, at=at)


def test_what_both_have_signed_stands_against_raw_sql(personas, at, child, ready):
    row = supervisions.signed_by(ready, personas.social_worker, personas.team_manager, at=at)
    part, action = row.parts.get(), row.actions.get()
    insert = "INSERT INTO cases_supervisionaction (version, supervision_id, what, owner_id, due_on,"
    tries = [
        f"UPDATE cases_supervision SET held_on = current_date WHERE id = {row.pk}",
        f"UPDATE cases_supervision SET state = 'draft', signed_at = NULL WHERE id = {row.pk}",
        f"DELETE FROM cases_supervision WHERE id = {row.pk}",
        f"UPDATE cases_supervisionofchild SET decision = 'Close' WHERE id = {part.pk}",
        f"DELETE FROM cases_supervisionofchild WHERE id = {part.pk}",
        f"UPDATE cases_supervisionsignature SET signed_at = NULL WHERE supervision_id = {row.pk}",
        f"DELETE FROM cases_supervisionsignature WHERE supervision_id = {row.pk}",
        f"UPDATE cases_supervisionaction SET what = 'Nothing' WHERE id = {action.pk}",
        f"DELETE FROM cases_supervisionaction WHERE id = {action.pk}",
        f"{insert} is_decision, left_out, done) VALUES"
        f" (1, {row.pk}, 'x', {personas.social_worker.pk}, current_date, true, false, '')",
    ]
    for statement in tries:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert SupervisionOfChild.objects.get(pk=part.pk).decision == "Words on decision"


def test_words_stand_while_one_has_signed_against_raw_sql(personas, at, ready):
    row = supervisions.signed_by(ready, personas.social_worker, at=at)
    part = row.parts.get()
    for statement in (
        f"UPDATE cases_supervision SET held_on = held_on + 1 WHERE id = {row.pk}",
        f"UPDATE cases_supervisionofchild SET decision = 'Close' WHERE id = {part.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_restricted_record_is_not_discussed_in_a_group(personas, at):
    hidden = supervisions.child(personas, at, "Rex", is_restricted=True)
    records.involve(hidden, personas.team_manager, by=personas.team_manager, at=at)
    group = supervisions.begun(
        personas,
        at,
        kind=SupervisionKind.GROUP,
        supervised=[supervisions.colleague(personas, "Ada Wye"), personas.social_worker],
    )
    with pytest.raises(DomainError, match="Choose children"):
        supervision.add_children(supervision=group, children=[hidden.pk], by=personas.team_manager, at=at)
    case = supervisions.begun(personas, at)
    parts = supervision.add_children(supervision=case, children=[hidden.pk], by=personas.team_manager, at=at)
    assert [part.child for part in parts] == [hidden]
    # Whoever isn't named on the record reads the supervision without the child.
    head = personas.front_door_manager
    assert access_supervision.visible_supervisions(head).filter(pk=case.pk).exists()
    assert not access_supervision.visible_parts(head).filter(supervision=case).exists()


def test_children_are_put_in_once_left_out_and_put_in_again(personas, at, child, draft):
    manager = personas.team_manager
    with pytest.raises(DomainError, match="Choose children"):
        supervision.add_children(supervision=draft, children=[child.pk], by=manager, at=at)
    supervision.leave_out(part=draft.parts.get(), by=manager, at=at)
    assert queries.whole(manager, draft).children == []
    with pytest.raises(NotVisibleError):
        supervision.leave_out(part=draft.parts.get(), by=manager, at=at)
    supervision.add_children(supervision=draft, children=[child.pk], by=manager, at=at)
    assert [each.row.child for each in queries.whole(manager, draft).children] == [child]
    someones = records.child(by=manager, at=at)
    with pytest.raises(DomainError, match="Choose children"):
        supervision.add_children(supervision=draft, children=[someones.pk], by=manager, at=at)
    with pytest.raises(DomainError, match="Choose children"):
        supervision.add_children(supervision=draft, children=[], by=manager, at=at)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"what": " "}, "what"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"owner": "school"}, "owner"),
        ({"child": "other"}, "child"),
    ],
)
def test_an_action_that_cannot_be_agreed(personas, at, draft, facts, field):
    told = {"what": "See him", "due_on": TODAY, "owner": personas.social_worker, **facts}
    if told["owner"] == "school":
        told["owner"] = personas.school
    if "child" in told:
        told["child"] = supervisions.child(personas, at, "Ivo")
    with pytest.raises(DomainError) as refused:
        supervision.add_action(supervision=draft, **told, by=personas.team_manager, at=at)
    assert refused.value.field == field


def test_an_action_is_taken_out_of_a_draft(personas, at, draft):
    manager = personas.team_manager
    action = supervision.add_action(
        supervision=draft, what="See him", owner=manager, due_on=TODAY, by=manager, at=at
    )
    supervision.leave_out_action(action=action, by=manager, at=at)
    assert queries.whole(manager, draft).actions == []
    with pytest.raises(NotVisibleError):
        supervision.leave_out_action(action=action, by=manager, at=at)


def test_a_supervisor_is_supervised_with_an_agenda_that_heads_of_service_alone_read(personas, at):
    head, manager = personas.head_of_service, personas.team_manager
    row = supervisions.begun(personas, at, kind=SupervisionKind.PERSONAL, supervised=[manager], by=head)
    problems = supervision_signing.unfinished(queries.whole(head, row), at=at)
    assert any("Workload" in problem for problem in problems)
    with pytest.raises(DomainError, match="case or group"):
        supervision.add_children(supervision=row, children=[1], by=head, at=at)
    row = supervisions.written(row, at, by=manager)
    row = supervisions.signed_by(row, manager, head, at=at)
    assert row.state == SupervisionState.SIGNED
    readers = {
        name
        for name, user in personas
        if access_supervision.visible_supervisions(user).filter(pk=row.pk).exists()
    }
    assert readers == {"head_of_service", "team_manager"}
    assert Deadline.objects.get(about_worker=manager).rule_id == "supervision_supervisor"


def test_case_supervision_is_read_by_those_in_it_and_managers_of_social_care(personas, draft):
    readers = {
        name
        for name, user in personas
        if access_supervision.visible_supervisions(user).filter(pk=draft.pk).exists()
    }
    assert readers == {"social_worker", "team_manager", "front_door_manager", "head_of_service"}


def test_a_service_acts_behind_the_wall(personas, at, child):
    """The worker, who is no manager, writes and signs last: clocks, actions and the line are made."""
    worker, manager = personas.social_worker, personas.team_manager
    plans.plan(child, TODAY, by=manager, at=at)
    row = supervisions.written(supervisions.begun(personas, at, children=[child]), at, by=worker)
    supervisions.signed_by(row, manager, worker, at=at)
    assert Supervision.objects.get().state == SupervisionState.SIGNED
    with as_user(worker):
        assert set(Deadline.objects.values_list("rule_id", flat=True)) == {
            "supervision_child",
            "supervision_worker",
        }


def test_leaving_the_agency_ends_the_reading(personas, draft):
    worker = personas.social_worker
    workers_gone = type(worker).objects.get(pk=worker.pk)
    workers_gone.is_active = False
    assert not access_supervision.visible_supervisions(workers_gone).exists()
    assert not access_supervision.reads_of_children(personas.school)
