"""A child's record: making it, opening and closing it, allocating, events, warnings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Event, Involvement
from cases.services import children, involvements, people
from cases.states import EventKind, InvolvementRole, Sensitivity
from tests.factories import records


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def person(by, at):
    return people.create_person(given_name="Jo", family_name="Hartley", by=by, at=at)


@pytest.fixture
def child(person, by, at):
    return children.create_record(person=person, by=by, at=at)


def test_a_new_record_has_a_reference_an_event_and_its_makers_team(child, by):
    assert child.reference.startswith("C")
    assert len(child.reference) == 8
    assert child.reference.isalnum()
    assert Event.objects.filter(child=child, kind=EventKind.RECORD_CREATED).exists()
    involved = Involvement.objects.get(child=child)
    assert (involved.team, involved.role) == (by.team, InvolvementRole.CARE_TEAM)


def test_a_person_has_one_record(child, by, at):
    with pytest.raises(DomainError):
        children.create_record(person=child.person, by=by, at=at)


def test_a_person_just_made_can_get_a_record_without_open_access(settings, by, at):
    settings.SOCIAL_CARE_OPEN_ACCESS = False
    person = people.create_person(given_name="Jo", by=by, at=at)
    child = children.create_record(person=person, by=by, at=at)
    assert access.may(by, access.Action.VIEW, child)


def test_a_restricted_record_says_why_and_names_its_maker(personas, person, by, at):
    with pytest.raises(DomainError) as refused:
        children.create_record(person=person, is_restricted=True, by=by, at=at)
    assert refused.value.field == "restricted_reason"
    child = children.create_record(person=person, is_restricted=True, restricted_reason="Staff", by=by, at=at)
    assert [name for name, user in personas if access.may(user, access.Action.VIEW, child)] == [
        "front_door_worker"
    ]


def test_a_child_is_opened_once_and_closed_by_a_manager(personas, child, by, at):
    episode = children.open_episode(child=child, opened_on=date(2026, 3, 1), primary_need="N1", by=by, at=at)
    assert children.open_episode(child=child, opened_on=date(2026, 3, 5), by=by, at=at) == episode
    closing = {"episode": episode, "closed_on": date(2026, 3, 9), "closure_reason": "RC8", "at": at}
    with pytest.raises(NotPermittedError):
        children.close_episode(by=by, **closing)
    manager = personas.team_manager
    for wrong in ({"closed_on": date(2026, 2, 1)}, {"closed_on": date(2026, 3, 11)}, {"closure_reason": "X"}):
        with pytest.raises(DomainError):
            children.close_episode(by=manager, **{**closing, **wrong})
    children.close_episode(by=manager, **closing)
    with pytest.raises(ChangedMeanwhileError):
        children.close_episode(by=manager, **closing)
    kinds = Event.objects.filter(child=child).values_list("kind", flat=True)
    assert {EventKind.EPISODE_OPENED, EventKind.EPISODE_CLOSED} <= set(kinds)
    with pytest.raises(DomainError):
        children.open_episode(child=child, opened_on=date(2026, 3, 5), by=by, at=at)
    assert children.open_episode(child=child, opened_on=date(2026, 3, 9), by=by, at=at) != episode


@pytest.mark.parametrize("facts", [{"opened_on": date(2026, 3, 11)}, {"primary_need": "X"}])
def test_an_opening_that_cannot_be_right_is_refused(child, by, at, facts):
    with pytest.raises(DomainError) as refused:
        children.open_episode(child=child, by=by, at=at, **{"opened_on": at.date(), **facts})
    assert refused.value.field in facts


def test_allocation_names_one_lead_who_sees_the_record(settings, personas, child, at):
    settings.SOCIAL_CARE_OPEN_ACCESS = False
    manager = personas.front_door_manager
    for worker in (personas.social_worker, personas.social_worker, personas.team_manager):
        children.allocate(child=child, worker=worker, team=None, by=manager, at=at, reason="Has room")
    child.refresh_from_db()
    assert (child.allocated_to, child.team) == (personas.team_manager, personas.team_manager.team)
    leads = Involvement.objects.filter(child=child, role=InvolvementRole.LEAD_SOCIAL_WORKER, until=None)
    assert [lead.user for lead in leads] == [personas.team_manager]
    assert access.may(personas.team_manager, access.Action.VIEW, child)
    assert not access.may(personas.social_worker, access.Action.VIEW, child)


def test_only_social_care_is_allocated_and_only_managers_allocate(personas, child, at):
    manager = personas.team_manager
    allocation = {"child": child, "at": at, "reason": "Knows them"}
    with pytest.raises(DomainError):
        children.allocate(worker=personas.gp, team=None, by=manager, **allocation)
    with pytest.raises(DomainError):
        children.allocate(worker=personas.social_worker, team=personas.police.team, by=manager, **allocation)
    with pytest.raises(NotPermittedError):
        children.allocate(worker=manager, team=None, by=personas.social_worker, **allocation)


def test_an_involvement_is_of_one_agency_once_and_ends_once(personas, child, by, at):
    school = {"agency": personas.school.agency, "role": InvolvementRole.SCHOOL, "reason": "Pupil"}
    with pytest.raises(DomainError):
        involvements.add(child=child, team=personas.police.team, by=by, at=at, **school)
    involved = involvements.add(child=child, by=by, at=at, **school)
    with pytest.raises(DomainError):
        involvements.add(child=child, by=by, at=at, **school)
    involvements.end(involvement=involved, reason="Left", by=by, at=at)
    with pytest.raises(DomainError):
        involvements.end(involvement=involved, reason="Left", by=by, at=at)
    assert not access.may(personas.school, access.Action.VIEW, child)


def note(child, by, at, **facts):
    given = {"kind": EventKind.NOTE, "what_happened": "Came hungry", "occurred_at": at, **facts}
    return children.record_event(child=child, by=by, at=at, **given)


def test_an_involved_partner_records_what_happened(personas, child, by, at):
    with pytest.raises(NotVisibleError):
        note(child, personas.school, at)
    records.involve(child, personas.school.agency, by=by, at=at)
    event = note(child, personas.school, at, themes=["neglect"])
    assert (event.agency, event.themes) == (personas.school.agency, ["neglect"])
    assert note(child, personas.school, at, themes=["neglect"]) == event


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"what_happened": " "}, "what_happened"),
        ({"themes": ["nonsense"]}, "themes"),
        ({"sensitivity": Sensitivity.POLICE}, "sensitivity"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_with_its_field(child, by, at, facts, field):
    with pytest.raises(DomainError) as refused:
        note(child, by, at, **facts)
    assert refused.value.field == field


def test_nothing_is_recorded_before_it_happened(child, by, at):
    with pytest.raises(DomainError):
        note(child, by, at, occurred_at=at + timedelta(minutes=1))


def test_a_correction_stands_beside_the_line_it_replaces(personas, child, by, at):
    event = note(child, by, at)
    records.involve(child, personas.gp.agency, by=by, at=at)
    with pytest.raises(NotPermittedError):
        children.correct_event(event=event, what_happened="No", by=personas.gp, at=at, reason="I think so")
    correction = {"event": event, "by": by, "at": at}
    for wrong in ({"what_happened": " ", "reason": "Typo"}, {"what_happened": "Came late", "reason": " "}):
        with pytest.raises(DomainError):
            children.correct_event(**correction, **wrong)
    corrected = children.correct_event(what_happened="Came late", reason="Typo", **correction)
    assert (corrected.supersedes, corrected.occurred_at) == (event, event.occurred_at)
    with pytest.raises(ChangedMeanwhileError):
        children.correct_event(what_happened="Came later", reason="Typo", **correction)


def test_what_the_service_wrote_is_nobodys_to_correct(child, by, at):
    made = Event.objects.get(child=child, kind=EventKind.RECORD_CREATED)
    with pytest.raises(NotPermittedError):
        children.correct_event(event=made, what_happened="No", by=by, at=at, reason="No")


def test_a_line_one_may_not_read_cannot_be_corrected(personas, child, by, at):
    records.involve(child, personas.police.agency, by=by, at=at)
    secret = note(child, personas.police, at, sensitivity=Sensitivity.POLICE)
    with pytest.raises(NotVisibleError):
        children.correct_event(event=secret, what_happened="No", by=by, at=at, reason="No")


def test_a_warning_stands_until_it_is_ended(child, by, at):
    with pytest.raises(DomainError):
        children.add_warning(child=child, text=" ", by=by, at=at)
    with pytest.raises(DomainError):
        children.add_warning(child=child, text="Dogs", review_on=date(2026, 3, 9), by=by, at=at)
    warning = children.add_warning(child=child, text="Dogs", by=by, at=at)
    children.end_warning(warning=warning, ended_on=at.date(), by=by, at=at, reason="Dogs gone")
    with pytest.raises(ChangedMeanwhileError):
        children.end_warning(warning=warning, ended_on=at.date(), by=by, at=at, reason="Dogs gone")


def test_references_do_not_repeat(by, at):
    for _ in range(5):
        person = people.create_person(given_name="Jo", by=by, at=at)
        children.create_record(person=person, by=by, at=at)
    assert Child.objects.values("reference").distinct().count() == 5
