"""Who belongs to whom: relationships and families."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Family, FamilyMember, Person, Relationship
from cases.states import RelationshipKind
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date


@transaction.atomic
def relate(
    *,
    person: Person,
    relative_of: Person,
    kind: RelationshipKind,
    by: User,
    at: datetime,
    has_parental_responsibility: bool = False,
    in_household: bool = False,
    since: date | None = None,
    note: str = "",
    reason: str = "Relationship added",
) -> Relationship:
    """Record what `person` is to `relative_of`; raises DomainError when that is recorded already."""
    for one in (person, relative_of):
        access.require_person(by, access.Action.EDIT_PERSON, one)
    if person.pk == relative_of.pk:
        raise DomainError("Choose somebody else: nobody is their own relative", field="person")
    if since and since > london_date(at):
        raise DomainError("The date it began can’t be in the future", field="since")
    Person.objects.select_for_update().get(pk=relative_of.pk)
    if Relationship.objects.filter(person=person, relative_of=relative_of, kind=kind, until=None).exists():
        raise DomainError("That relationship is recorded already", field="kind")
    relationship = Relationship(
        person=person,
        relative_of=relative_of,
        kind=kind,
        has_parental_responsibility=has_parental_responsibility,
        in_household=in_household,
        since=since,
        note=note.strip(),
    )
    relationship.record(by=by, at=at, reason=reason)
    return relationship


@transaction.atomic
def change_relationship(
    *,
    relationship: Relationship,
    has_parental_responsibility: bool,
    in_household: bool,
    note: str,
    expected_version: int,
    by: User,
    at: datetime,
    reason: str,
) -> Relationship:
    """Change what is known of a relationship; a different kind is a new relationship.

    Raises ChangedMeanwhileError when somebody changed it since `expected_version`.
    """
    relationship = _locked(relationship, by)
    if relationship.version != expected_version:
        raise ChangedMeanwhileError(
            "Somebody else changed this relationship while you were writing. Check what is recorded now."
        )
    relationship.has_parental_responsibility = has_parental_responsibility
    relationship.in_household = in_household
    relationship.note = note.strip()
    relationship.record(by=by, at=at, reason=reason)
    return relationship


@transaction.atomic
def end_relationship(
    *, relationship: Relationship, until: date, by: User, at: datetime, reason: str
) -> Relationship:
    """End a relationship on a day; raises DomainError when it has ended or the day can't be right."""
    relationship = _locked(relationship, by)
    if relationship.until is not None:
        raise ChangedMeanwhileError("Somebody has already ended this relationship")
    if until > london_date(at):
        raise DomainError("The date it ended can’t be in the future", field="until")
    if relationship.since and until < relationship.since:
        raise DomainError("The date it ended can’t be before the date it began", field="until")
    relationship.until = until
    relationship.record(by=by, at=at, reason=reason)
    return relationship


@transaction.atomic
def create_family(*, name: str, people: Iterable[Person], by: User, at: datetime) -> Family:
    """Group people as a family; the name is for staff ("The Hartley family")."""
    access.require(by, access.Action.EDIT_PERSON)
    if not name.strip():
        raise DomainError("Enter a name for the family", field="name")
    family = Family(name=name.strip())
    family.record(by=by, at=at, reason="Family added")
    for person in people:
        add_to_family(family=family, person=person, by=by, at=at)
    return family


@transaction.atomic
def add_to_family(
    *,
    family: Family,
    person: Person,
    by: User,
    at: datetime,
    in_household: bool = True,
    since: date | None = None,
    reason: str = "Added to the family",
) -> FamilyMember:
    """Add somebody to a family; raises DomainError when they belong to it already."""
    access.require_person(by, access.Action.EDIT_PERSON, person)
    Family.objects.select_for_update().get(pk=family.pk)
    if FamilyMember.objects.filter(family=family, person=person, until=None).exists():
        raise DomainError("They belong to this family already", field="person")
    member = FamilyMember(family=family, person=person, in_household=in_household, since=since)
    member.record(by=by, at=at, reason=reason)
    return member


@transaction.atomic
def leave_family(*, member: FamilyMember, until: date, by: User, at: datetime, reason: str) -> FamilyMember:
    """End somebody's place in a family; raises ChangedMeanwhileError when it has ended."""
    access.require_person(by, access.Action.EDIT_PERSON, member.person)
    member = FamilyMember.objects.select_for_update().get(pk=member.pk)
    if member.until is not None:
        raise ChangedMeanwhileError("Somebody has already ended this")
    member.until = until
    member.record(by=by, at=at, reason=reason)
    return member


def _locked(relationship: Relationship, by: User) -> Relationship:
    for one in (relationship.person, relationship.relative_of):
        access.require_person(by, access.Action.EDIT_PERSON, one)
    return Relationship.objects.select_for_update().get(pk=relationship.pk)
