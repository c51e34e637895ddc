"""Relationships and families."""

from __future__ import annotations

from datetime import date

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import FamilyMember
from cases.services import people
from cases.states import RelationshipKind
from tests.factories import records


@pytest.fixture
def by(personas):
    return personas.social_worker


@pytest.fixture
def child(by, at):
    return records.child(by=by, at=at)


@pytest.fixture
def mother(by, at, child):
    made = records.person("Mary", "Hartley", by=by, at=at, date_of_birth=date(1990, 1, 1))
    return people.relate(
        person=made,
        relative_of=child.person,
        kind=RelationshipKind.MOTHER,
        since=date(2016, 3, 9),
        by=by,
        at=at,
    )


def test_a_relationship_is_recorded_once(mother, by, at):
    with pytest.raises(DomainError) as refused:
        people.relate(
            person=mother.person, relative_of=mother.relative_of, kind=RelationshipKind.MOTHER, by=by, at=at
        )
    assert refused.value.field == "kind"


def test_nobody_is_their_own_relative_and_nothing_begins_tomorrow(child, mother, by, at):
    with pytest.raises(DomainError):
        people.relate(
            person=child.person, relative_of=child.person, kind=RelationshipKind.SIBLING, by=by, at=at
        )
    with pytest.raises(DomainError):
        people.relate(
            person=mother.person,
            relative_of=child.person,
            kind=RelationshipKind.CARER,
            since=date(2026, 3, 11),
            by=by,
            at=at,
        )


def test_somebody_one_may_not_see_cannot_be_related(personas, child, by, at):
    hidden = records.child(by=personas.head_of_service, at=at, is_restricted=True)
    with pytest.raises(NotVisibleError):
        people.relate(
            person=hidden.person, relative_of=child.person, kind=RelationshipKind.SIBLING, by=by, at=at
        )


def test_the_second_to_change_a_relationship_is_told(mother, by, at):
    facts = {"has_parental_responsibility": True, "in_household": True, "note": "", "reason": "Seen"}
    people.change_relationship(relationship=mother, expected_version=1, by=by, at=at, **facts)
    with pytest.raises(ChangedMeanwhileError):
        people.change_relationship(relationship=mother, expected_version=1, by=by, at=at, **facts)
    mother.refresh_from_db()
    assert (mother.has_parental_responsibility, mother.version) == (True, 2)


def test_a_relationship_ends_once_on_a_day_that_can_be(mother, by, at):
    for wrong in (date(2016, 3, 8), date(2026, 3, 11)):
        with pytest.raises(DomainError):
            people.end_relationship(relationship=mother, until=wrong, by=by, at=at, reason="Adopted")
    people.end_relationship(relationship=mother, until=date(2026, 3, 1), by=by, at=at, reason="Adopted")
    with pytest.raises(ChangedMeanwhileError):
        people.end_relationship(relationship=mother, until=date(2026, 3, 1), by=by, at=at, reason="Adopted")


def test_a_family_groups_people_who_come_and_go(mother, child, by, at):
    with pytest.raises(DomainError):
        people.create_family(name=" ", people=[], by=by, at=at)
    family = people.create_family(
        name="The Hartley family", people=[mother.person, child.person], by=by, at=at
    )
    with pytest.raises(DomainError):
        people.add_to_family(family=family, person=child.person, by=by, at=at)
    member = FamilyMember.objects.get(family=family, person=child.person)
    people.leave_family(member=member, until=at.date(), by=by, at=at, reason="Moved out")
    with pytest.raises(ChangedMeanwhileError):
        people.leave_family(member=member, until=at.date(), by=by, at=at, reason="Moved out")
    people.add_to_family(family=family, person=child.person, by=by, at=at)
