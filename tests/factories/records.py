"""People, children, involvements and events for tests: through the services where one exists."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from cases.models import Child, Event, Person, Relationship
from cases.services import involvements, people
from cases.states import EventKind, InvolvementRole, RelationshipKind
from safeguarding.accounts.models import Agency, User

_numbers = count(1)


def person(given_name: str = "", family_name: str = "", *, by: User, at: datetime, **facts: Any) -> Person:
    """A person; without names an invented, numbered one."""
    number = next(_numbers)
    return people.create_person(
        given_name=given_name or f"Given{number}",
        family_name=family_name or f"Family{number}",
        date_of_birth=facts.pop("date_of_birth", date(2016, 3, 9)),
        by=by,
        at=at,
        reason="test data",
        **facts,
    )


def child(
    given_name: str = "",
    family_name: str = "",
    *,
    by: User,
    at: datetime,
    is_restricted: bool = False,
    **facts: Any,
) -> Child:
    """A child's record with its person."""
    who = person(given_name, family_name, by=by, at=at, **facts)
    made = Child(
        person=who,
        reference=f"C{next(_numbers):07d}",
        created_at=at,
        is_restricted=is_restricted,
        restricted_reason="Member of staff's family" if is_restricted else "",
    )
    made.record(by=by, at=at, reason="test data")
    return made


def involve(child: Child, who: Agency | User, *, by: User, at: datetime) -> None:
    """Involve an agency, or one named user."""
    involve_as(child, who, InvolvementRole.OTHER, by=by, at=at)


def involve_as(child: Child, who: Agency | User, role: str, *, by: User, at: datetime) -> None:
    """Involve an agency, or one named user, in that part."""
    agency, user = (who.agency, who) if isinstance(who, User) else (who, None)
    involvements.start(
        child=child,
        agency=agency,
        user=user,
        role=InvolvementRole(role),
        reason="works with the child",
        by=by,
        at=at,
    )


def relate(
    who: Person, to: Person, kind: RelationshipKind, *, by: User, at: datetime, **facts: Any
) -> Relationship:
    """Record what `who` is to `to`."""
    made = Relationship(person=who, relative_of=to, kind=kind, **facts)
    made.record(by=by, at=at, reason="test data")
    return made


def event(child: Child, *, by: User, at: datetime, **facts: Any) -> Event:
    """A line of the chronology."""
    facts = {
        "kind": EventKind.NOTE,
        "what_happened": "Something happened",
        "occurred_at": at,
        "agency": by.agency,
        **facts,
    }
    return Event.objects.create(child=child, recorded_by=by, recorded_at=at, **facts)
