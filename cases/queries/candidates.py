"""Who a newly named child may already be: shown before a new person is made, and at the front door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from cases import access
from cases.models import Child, Person
from cases.models.person import Sex
from cases.queries import hits
from cases.services import person_facts
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules import codes
from safeguarding.rules.names import normalise
from safeguarding.ui.filters import date_text

# Below this the likeness says too little to be worth reading: a date of birth alone, for instance.
_ENOUGH: Final = 20
_TYPED: Final = ("given_name", "family_name", "date_of_birth", "nhs_number", "upn", "postcode")
_DIFFERENT_SEX: Final = -10
_SAME_FIRST_OR_LAST: Final = 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one meant, their record if it may be opened, and why."""

    person: Person
    child: Child | None
    reasons: list[str]
    score: int


def find(
    *,
    user: User,
    given_name: str,
    family_name: str,
    date_of_birth: date | None,
    sex: str = "",
    nhs_number: str = "",
    upn: str = "",
    postcode: str = "",
    limit: int = 10,
) -> list[Candidate]:
    """The people `user` may see who may be this one, the likeliest first; at most `limit`.

    Names are compared misspelt, exchanged, sounding alike and with every alias; the date of birth also
    with day and month exchanged. A constant number of queries.
    """
    access.require(user, access.Action.SEARCH)
    found = merge(
        [
            *hits.by_name(user, f"{given_name} {family_name}"),
            *(hits.by_birth(user, date_of_birth) if date_of_birth else []),
            *hits.by_numbers(
                user,
                nhs_number=codes.nhs_number_normalise(nhs_number),
                upn=upn.replace(" ", "").upper(),
            ),
        ]
    )
    for hit in hits.by_postcode(user, person_facts.postcode_in(postcode) or ""):
        if hit.person in found:
            found[hit.person].append(hit)
    people = access.visible_people(user).in_bulk(list(found))
    scored = [
        _candidate(people[pk], evidence, given_name, family_name, sex) for pk, evidence in found.items()
    ]
    best = sorted(
        (one for one in scored if one.score >= _ENOUGH), key=lambda one: (-one.score, one.person.pk)
    )[:limit]
    children = (
        access.visible_children(user)
        .select_related("person", "allocated_to", "team__agency")
        .in_bulk([one.person.pk for one in best])
    )
    return [Candidate(one.person, children.get(one.person.pk), one.reasons, one.score) for one in best]


def search_for(*, user: User, at: datetime, origin: log.Origin, **facts: Any) -> list[Candidate]:
    """As `find`, for somebody who is typed into a form: a search like any other, and logged as one."""
    found = find(user=user, **facts)
    typed = {name: date_text(fact) if isinstance(fact, date) else fact for name, fact in facts.items()}
    log.write(
        by=user,
        at=at,
        action=Look.SEARCH,
        basis=Basis.OPEN_ACCESS if access.has_open_access(user) else Basis.INVOLVEMENT,
        origin=origin,
        terms=" ".join(typed[name] for name in _TYPED if typed.get(name)),
        found=len(found),
    )
    return found


def merge(found: list[hits.Hit]) -> dict[int, list[hits.Hit]]:
    """The evidence person by person; of several names or addresses that fit alike, the best one."""
    by_person: dict[int, list[hits.Hit]] = {}
    for hit in sorted(found, key=lambda hit: -hit.score):
        evidence = by_person.setdefault(hit.person, [])
        if all(hit.kind != other.kind for other in evidence):
            evidence.append(hit)
    return by_person


def _candidate(
    person: Person, evidence: list[hits.Hit], given_name: str, family_name: str, sex: str
) -> Candidate:
    reasons, score = [hit.reason for hit in evidence], sum(hit.score for hit in evidence)
    if all(hit.kind != hits.Kind.NAME for hit in evidence):
        for mine, theirs, what in (
            (given_name, person.given_name, "first"),
            (family_name, person.family_name, "last"),
        ):
            if mine and normalise(mine) == normalise(theirs):
                reasons.append(f"Same {what} name")
                score += _SAME_FIRST_OR_LAST
    if Sex.UNKNOWN not in (sex or Sex.UNKNOWN, person.sex) and sex != person.sex:
        score += _DIFFERENT_SEX
    # A day alone is shared by too many.
    if {hit.kind for hit in evidence} == {hits.Kind.BIRTH} and len(reasons) == 1:
        score = 0
    return Candidate(person, None, reasons, score)
