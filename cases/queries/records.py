"""What the pages of one child's record show, through the gate, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.db.models import Exists, OuterRef, Q

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import (
    Address,
    Child,
    ContactDetail,
    EpisodeOfNeed,
    Event,
    Involvement,
    Person,
    PersonName,
    Plan,
    Relationship,
    Warning,
)
from cases.models.person import NameKind, Sex
from cases.queries import warnings
from safeguarding.accounts.models import User
from safeguarding.rules import ages, codes

LATEST: Final = 5
Row = TypeVar("Row", Address, ContactDetail, PersonName)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above every page of the record."""

    age: str
    status: str
    is_open: bool
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page of the record shows."""

    warnings: list[Warning]
    latest: list[Event]
    plans: list[Plan]
    episodes: list[EpisodeOfNeed]
    addresses: list[Address]
    names: list[PersonName]
    people_at_home: list[str]


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """Everything recorded about one person that `user` may see."""

    person: Person
    age: str
    names: list[PersonName]
    addresses: list[Address]
    contact_details: list[ContactDetail]


def header(child: Child, *, today: date) -> Header:
    """Age, whether and since when the child is open, and the plan that is running."""
    episode = EpisodeOfNeed.objects.filter(child=child).first()
    plan = Plan.objects.filter(child=child, ended_on=None).first()
    if episode is None:
        status = "Not open to social care"
    elif episode.closed_on is None:
        status = f"Open since {day(episode.opened_on)}"
    else:
        status = f"Closed since {day(episode.closed_on)}"
    return Header(
        age=age(child.person, today),
        status=status,
        is_open=episode is not None and episode.closed_on is None,
        plan=plan,
    )


def overview(user: User, child: Child) -> Overview:
    """The first page's facts: warnings, the latest events that `user` may read, plans, home."""
    latest = access.visible_events(user).filter(child=child, superseded_by=None)
    return Overview(
        warnings=warnings.current(user, child),
        latest=list(latest.select_related("agency", "recorded_by")[:LATEST]),
        plans=list(Plan.objects.filter(child=child)),
        episodes=list(EpisodeOfNeed.objects.filter(child=child)),
        addresses=list(access.visible_addresses(user).filter(person=child.pk, until=None)),
        names=other_names(child.person),
        people_at_home=_people_at_home(user, child),
    )


def other_names(person: Person) -> list[PersonName]:
    """Aliases and previous names."""
    return list(PersonName.objects.filter(person=person).exclude(kind=NameKind.MAIN).order_by("kind", "-pk"))


def network(user: User, child: Child) -> tuple[list[Involvement], list[Involvement]]:
    """Who is involved with the child now, and who was: each the longest first."""
    rows = (
        Involvement.objects.filter(child=child)
        .select_related("agency", "team", "user", "ended_by")
        .order_by("since", "pk")
    )
    involved = list(rows)
    return [row for row in involved if row.until is None], [row for row in involved if row.until is not None]


def get_involvement(child: Child, pk: int) -> Involvement:
    """The running involvement of this child; raises NotVisibleError."""
    found = (
        Involvement.objects.filter(child=child, pk=pk, until=None)
        .select_related("agency", "team", "user", "child")
        .first()
    )
    if found is None:
        raise NotVisibleError
    return found


def get_person(user: User, child: Child, pk: int) -> Person:
    """The child's person or a relative of theirs, if `user` may see their details; raises NotVisibleError."""
    tied = Q(pk=child.pk) | Exists(
        Relationship.objects.filter(
            Q(person=OuterRef("pk"), relative_of=child.pk) | Q(relative_of=OuterRef("pk"), person=child.pk)
        )
    )
    person = access.fully_visible_people(user).filter(tied, pk=pk).first()
    if person is None:
        raise NotVisibleError
    return person


def details(user: User, person: Person, *, today: date) -> PersonDetails:
    """Names, addresses and contact details of a person that came through `get_person`."""
    return PersonDetails(
        person=person,
        age=age(person, today),
        names=other_names(person),
        addresses=list(access.visible_addresses(user).filter(person=person)),
        contact_details=list(ContactDetail.objects.filter(person=person).order_by("-ended_at", "kind", "pk")),
    )


def one_of(rows: Sequence[Row], pk: int) -> Row:
    """The row with this key among those a page shows; raises NotVisibleError."""
    for row in rows:
        if row.pk == pk:
            return row
    raise NotVisibleError


def age(person: Person, today: date) -> str:
    """The person's age in words, with the expected date of an unborn child."""
    if ages.is_unborn(person.date_of_birth, person.expected_date) and person.expected_date:
        return f"Unborn, {ages.unborn_words(person.expected_date, today)}"
    return ages.words(person.date_of_birth, today, died=person.date_of_death)


def identity_rows(person: Person) -> list[tuple[str, str]]:
    """The person's facts as label and value, codes in words, for a summary list."""
    born = day(person.date_of_birth) if person.date_of_birth else ""
    return [
        ("Name", person.name),
        ("Date of birth", f"{born} (estimated)" if born and person.date_of_birth_estimated else born),
        *([("Expected date of birth", day(person.expected_date))] if person.expected_date else []),
        *([("Date of death", day(person.date_of_death))] if person.date_of_death else []),
        ("Sex", Sex(person.sex).label),
        ("Ethnicity", _label(codes.ETHNICITY, person.ethnicity)),
        ("Disabilities", ", ".join(_label(codes.DISABILITY, code) for code in person.disabilities)),
        ("First language", person.first_language),
        ("Interpreter", "Needed" if person.interpreter_needed else "Not needed"),
        ("Communication needs", person.communication_needs),
        ("NHS number", codes.nhs_number_spaced(person.nhs_number) if person.nhs_number else ""),
        ("Unique pupil number", person.upn or _label(codes.UPN_UNKNOWN, person.upn_unknown_reason)),
    ]


def day(value: date | None) -> str:
    """A date as it is read: 9 March 2026."""
    return f"{value.day} {value:%B} {value.year}" if value else ""


def _label(of: codes.CodeList, code: str) -> str:
    return dict(of).get(code, code)


def _people_at_home(user: User, child: Child) -> list[str]:
    rows = (
        Relationship.objects.filter(
            relative_of=child.pk,
            in_household=True,
            until=None,
            person__in=access.visible_people(user).values("pk"),
        )
        .select_related("person")
        .order_by("pk")
    )
    return [f"{row.person.name} ({row.get_kind_display().lower()})" for row in rows]


def child_written_about(user: User, reference: str, action: access.Action) -> Child:
    """The child of a form that is being typed, asked of the gate and not logged: nothing of it is shown.

    Raises NotVisibleError and NotPermittedError as `access.get_child` does.
    """
    children = access.visible_children(user).select_related("person", "allocated_to", "team__agency")
    child = children.filter(reference=reference.upper()).first()
    if child is None:
        raise NotVisibleError
    access.require(user, action, child)
    return child
