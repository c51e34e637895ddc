"""Search for people: by name, date of birth, reference, numbers and address, over what one may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Prefetch

from cases import access
from cases.models import Address, Child, Person, Relationship
from cases.queries import hits, search_terms
from cases.queries.candidates import merge
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules import ages
from safeguarding.rules.london_time import london_date

PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One person on a page of results."""

    person: Person
    age: str
    child: Child | None
    # The visible children whose relative the person is, with what they are to them.
    relative_of: list[tuple[str, Child]]
    address: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found; `total` counts only what the searcher may see."""

    terms: search_terms.Terms
    found: list[Found] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    # Whether there is so much that the last of it was left out.
    is_capped: bool = False


def search(*, user: User, terms: str, at: datetime, origin: log.Origin, page: int = 1) -> Results:
    """The people `user` may see that fit what they typed, the best first, 20 a page; logged.

    Raises NotPermittedError when the person may not search. Never tells of what they may not see.
    """
    access.require(user, access.Action.SEARCH)
    today = london_date(at)
    read = search_terms.read(terms, today=today)
    evidence = [] if read.is_empty else _evidence(user, read)
    ranked = _rank(evidence)
    pages = max(1, -(-len(ranked) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = dict(ranked[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    log.write(
        by=user,
        at=at,
        action=Look.SEARCH,
        basis=Basis.OPEN_ACCESS if access.has_open_access(user) else Basis.INVOLVEMENT,
        origin=origin,
        terms=read.typed,
        found=len(ranked),
    )
    return Results(
        terms=read,
        found=_load(user, shown, today),
        total=len(ranked),
        page=page,
        pages=pages,
        is_capped=max(Counter(hit.kind for hit in evidence).values(), default=0) >= hits.CAP,
    )


def _evidence(user: User, terms: search_terms.Terms) -> list[hits.Hit]:
    return [
        *hits.by_name(user, terms.name),
        *(hits.by_birth(user, terms.day) if terms.day else []),
        *hits.by_numbers(user, nhs_number=terms.nhs_number, upn=terms.upn),
        *hits.by_reference(user, [terms.reference] if terms.reference else []),
        *hits.by_postcode(user, terms.postcode),
        *hits.by_address(user, terms.address or terms.name),
    ]


def _rank(evidence: list[hits.Hit]) -> list[tuple[int, list[hits.Hit]]]:
    """People with their evidence, the strongest first; equal ones in a stable order."""
    return sorted(merge(evidence).items(), key=lambda item: (-sum(hit.score for hit in item[1]), item[0]))


def _load(user: User, shown: dict[int, list[hits.Hit]], today: date) -> list[Found]:
    """The page's people with everything a row shows, in a constant number of queries."""
    if not shown:
        return []
    addresses = Prefetch(
        "addresses", access.visible_addresses(user).filter(until=None), to_attr="current_addresses"
    )
    people = access.visible_people(user).prefetch_related(addresses).in_bulk(list(shown))
    children = access.visible_children(user).select_related("allocated_to", "team").in_bulk(list(shown))
    relatives = _relatives(user, shown)
    return [
        Found(
            person=people[pk],
            age=ages.words(
                people[pk].date_of_birth,
                today,
                expected=people[pk].expected_date,
                died=people[pk].date_of_death,
            ),
            child=children.get(pk),
            relative_of=relatives.get(pk, []),
            address=_address(people[pk]),
            reasons=[hit.reason for hit in evidence],
        )
        for pk, evidence in shown.items()
        if pk in people
    ]


def _relatives(user: User, shown: Iterable[int]) -> dict[int, list[tuple[str, Child]]]:
    rows = (
        Relationship.objects.filter(
            person__in=list(shown), until=None, relative_of__in=access.visible_children(user).values("pk")
        )
        .select_related("relative_of__child")
        .order_by("relative_of__date_of_birth", "pk")
    )
    by_person: dict[int, list[tuple[str, Child]]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append((row.get_kind_display(), row.relative_of.child))
    return by_person


def _address(person: Person) -> str:
    current: list[Address] = vars(person)["current_addresses"]
    if not current:
        return ""
    return f"{current[0]} (confidential)" if current[0].is_confidential else str(current[0])
