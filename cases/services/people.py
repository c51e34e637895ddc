"""Writing people: who they are, their names, where they live, whom they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, Person, PersonName
from cases.models.person import NameKind, Sex
from cases.services import events, person_facts, person_names
from cases.services.addresses import add_address, add_contact_detail, end_address, end_contact_detail
from cases.services.relationships import (
    add_to_family,
    change_relationship,
    create_family,
    end_relationship,
    leave_family,
    relate,
)
from cases.states import PARENT_KINDS, EventKind, Significance
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import at_hour, london_date

__all__ = [
    "add_address",
    "add_alias",
    "add_contact_detail",
    "add_to_family",
    "change_relationship",
    "create_family",
    "create_person",
    "end_address",
    "end_alias",
    "end_contact_detail",
    "end_relationship",
    "leave_family",
    "record_death",
    "relate",
    "update_person",
]


@transaction.atomic
def create_person(
    *,
    by: User,
    at: datetime,
    given_name: str = "",
    family_name: str = "",
    known_as: str = "",
    sex: str = Sex.UNKNOWN,
    date_of_birth: date | None = None,
    expected_date: date | None = None,
    aliases: Sequence[str] = (),
    reason: str = "Added",
    **facts: Any,
) -> Person:
    """Write down a person; `aliases` are other full names ("Jo Bloggs"), `facts` other fields of Person.

    Raises DomainError with the field for a fact that can't be right (NHS number, UPN, dates, codes).
    """
    access.require(by, access.Action.CREATE_PERSON)
    person = Person()
    person_facts.apply(
        person,
        {
            "given_name": given_name,
            "family_name": family_name,
            "known_as": known_as,
            "sex": sex,
            "date_of_birth": date_of_birth,
            "expected_date": expected_date,
            **facts,
        },
        today=london_date(at),
    )
    person.record(by=by, at=at, reason=reason)
    person_names.follow(person=person, by=by, at=at, reason=reason)
    for alias in aliases:
        _keep_alias(person, alias, NameKind.ALIAS, by=by, at=at, reason=reason)
    return person


@transaction.atomic
def update_person(
    *,
    person: Person,
    changes: Mapping[str, Any],
    expected_version: int,
    by: User,
    at: datetime,
    reason: str,
) -> Person:
    """Change facts about a person; nothing is saved when nothing differs.

    Raises ChangedMeanwhileError when somebody has changed the person since `expected_version`,
    DomainError with the field for a fact that can't be right.
    """
    access.require_person(by, access.Action.EDIT_PERSON, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.version != expected_version:
        raise ChangedMeanwhileError(
            "Somebody else changed this person while you were writing. "
            "Check what is recorded now, and save again if your change is still needed."
        )
    before = {field: getattr(person, field) for field in person_facts.FIELDS}
    person_facts.apply(person, changes, today=london_date(at))
    if all(getattr(person, field) == value for field, value in before.items()):
        return person
    person.record(by=by, at=at, reason=reason)
    person_names.follow(person=person, by=by, at=at, reason=reason)
    _tell_of_a_birth(person, before["date_of_birth"], by=by, at=at)
    return person


@transaction.atomic
def add_alias(
    *,
    person: Person,
    alias: str,
    by: User,
    at: datetime,
    reason: str,
    kind: NameKind = NameKind.ALIAS,
) -> PersonName:
    """Add another name, in one piece ("Jo Bloggs"); raises DomainError when it is there already."""
    access.require_person(by, access.Action.EDIT_PERSON, person)
    Person.objects.select_for_update().get(pk=person.pk)
    if kind == NameKind.MAIN:
        raise DomainError("The current name is changed with the person’s details", field="kind")
    name = _keep_alias(person, alias, kind, by=by, at=at, reason=reason)
    if name is None:
        raise DomainError("That name is recorded already", field="alias")
    return name


@transaction.atomic
def end_alias(*, name: PersonName, by: User, at: datetime, reason: str) -> PersonName:
    """End another name: it is no longer used, and still found by search."""
    access.require_person(by, access.Action.EDIT_PERSON, name.person)
    name = PersonName.objects.select_for_update().get(pk=name.pk)
    if name.kind == NameKind.MAIN:
        raise DomainError("The current name is changed with the person’s details")
    if name.ended_at is not None:
        raise ChangedMeanwhileError("Somebody has already ended this name")
    name.ended_at = at
    name.record(by=by, at=at, reason=reason)
    return name


@transaction.atomic
def record_death(*, person: Person, died_on: date, by: User, at: datetime, reason: str) -> Person:
    """Record that a person died: on their own record and on those of the children they are a parent of.

    Raises DomainError when a death is recorded already or the date can't be right.
    """
    access.require_person(by, access.Action.EDIT_PERSON, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.date_of_death is not None:
        raise ChangedMeanwhileError("A death is recorded already. Change the date with the person’s details.")
    person_facts.apply(person, {"date_of_death": died_on}, today=london_date(at))
    person.record(by=by, at=at, reason=reason)
    own = Child.objects.filter(pk=person.pk).first()
    if own is not None:
        _write_death(own, "The child died", died_on, by=by, at=at)
    bereaved = access.visible_children(by).filter(
        person__relatives__person=person, person__relatives__kind__in=PARENT_KINDS
    )
    for child in bereaved.distinct():
        _write_death(child, f"{person.name}, a parent, died", died_on, by=by, at=at)
    return person


def _write_death(child: Child, what: str, died_on: date, *, by: User, at: datetime) -> None:
    events.write(
        child=child,
        kind=EventKind.DEATH,
        what_happened=what,
        occurred_at=min(at_hour(died_on, 12), at),
        significance=Significance.CRITICAL,
        by=by,
        at=at,
    )


def _tell_of_a_birth(person: Person, born_before: date | None, *, by: User, at: datetime) -> None:
    """An unborn child's record says when the child is born."""
    child = Child.objects.filter(pk=person.pk).first()
    if child is None or born_before is not None or person.date_of_birth is None or not person.expected_date:
        return
    events.write(
        child=child,
        kind=EventKind.BIRTH,
        what_happened="The child was born",
        occurred_at=min(at_hour(person.date_of_birth, 12), at),
        significance=Significance.NOTABLE,
        by=by,
        at=at,
    )


def _keep_alias(
    person: Person, alias: str, kind: NameKind, *, by: User, at: datetime, reason: str
) -> PersonName | None:
    given_name, family_name = person_names.split(alias)
    return person_names.write(
        person=person,
        kind=kind,
        given_name=given_name,
        family_name=family_name,
        by=by,
        at=at,
        reason=reason,
    )
