"""Which records a referral's child may be: with the reasons for it, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases.models import Person, ReferralAdult, ReferralChild
from cases.models.person import Sex
from cases.queries import candidates
from cases.queries.candidates import Candidate
from cases.services import person_names
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules import codes
from safeguarding.rules.names import normalise
from safeguarding.ui.filters import date_text

MOST: Final = 8
MOST_ADULTS: Final = 5


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate: `value` is what a form posts for it (a record's reference, or "person-" and a key)."""

    value: str
    name: str
    reference: str
    birth: str
    sex: str
    why: str
    differs: str

    @property
    def hint(self) -> str:
        """Who it is and why, in a line."""
        born = f"Born {self.birth}. " if self.birth else ""
        record = f"Record {self.reference}. " if self.reference else "No record as a child yet. "
        differs = f" Differs: {self.differs}." if self.differs else ""
        return f"{born}{record}{self.why}.{differs}"


def find(part: ReferralChild, *, user: User, at: datetime, origin: log.Origin) -> list[Match]:
    """The records and people `user` may see who may be the referral's child; the look is logged."""
    found = candidates.find(
        user=user,
        given_name=part.given_name,
        family_name=part.family_name,
        date_of_birth=part.date_of_birth,
        sex=part.sex,
        nhs_number=part.nhs_number,
        upn=part.upn,
        postcode=part.referral.postcode,
        limit=MOST,
    )
    _log(part, f"records for child {part.position}", len(found), user=user, at=at, origin=origin)
    return [_match(part, candidate) for candidate in found]


def adults_on_record(
    adults: Iterable[ReferralAdult], part: ReferralChild, *, user: User, at: datetime, origin: log.Origin
) -> dict[int, list[tuple[str, str]]]:
    """For each adult's key the people on record who may be them, as a form's choices; the look is logged.

    A parent who was known as a child is found here, so that their own record becomes part of the history.
    """
    found = {adult.pk: _adults_like(adult, user) for adult in adults}
    children = {part.child_id}
    choices = {
        key: [(str(one.person.pk), _adult_words(one)) for one in alike if one.person.pk not in children]
        for key, alike in found.items()
    }
    if found:
        number = sum(len(each) for each in choices.values())
        _log(part, "adults on record", number, user=user, at=at, origin=origin)
    return choices


def _adults_like(adult: ReferralAdult, user: User) -> list[Candidate]:
    if not adult.name.strip():
        return []
    given_name, family_name = person_names.split(adult.name)
    return candidates.find(
        user=user,
        given_name=given_name,
        family_name=family_name,
        date_of_birth=adult.date_of_birth,
        limit=MOST_ADULTS,
    )


def _adult_words(one: Candidate) -> str:
    born = date_text(one.person.date_of_birth)
    record = f"record {one.child.reference}" if one.child else ""
    return ", ".join(part for part in (one.person.name, f"born {born}" if born else "", record) if part)


def _log(
    part: ReferralChild, terms: str, found: int, *, user: User, at: datetime, origin: log.Origin
) -> None:
    log.write(
        by=user,
        at=at,
        action=Look.SEARCH,
        basis=Basis.OPEN_ACCESS,
        origin=origin,
        reference=part.referral.reference,
        terms=f"{terms} of {part.referral.reference}",
        found=found,
    )


def _match(part: ReferralChild, candidate: Candidate) -> Match:
    person, child = candidate.person, candidate.child
    return Match(
        value=child.reference if child else f"person-{person.pk}",
        name=person.name,
        reference=child.reference if child else "",
        birth=date_text(person.date_of_birth),
        sex=person.get_sex_display(),
        why=", ".join(candidate.reasons),
        differs=", ".join(differences(part, person)),
    )


def differences(part: ReferralChild, person: Person) -> Iterator[str]:
    """What the referrer said otherwise than the record has it, where both say something."""
    said, known = normalise(part.name), normalise(f"{person.given_name} {person.family_name}")
    if part.given_name and known and said != known:
        yield f"the name is {part.name} in the referral"
    if part.date_of_birth and person.date_of_birth and part.date_of_birth != person.date_of_birth:
        yield f"born {date_text(part.date_of_birth)} in the referral"
    if Sex.UNKNOWN not in (part.sex, person.sex) and part.sex != person.sex:
        yield f"{part.get_sex_display().lower()} in the referral"
    number = codes.nhs_number_normalise(part.nhs_number)
    if number and person.nhs_number and number != person.nhs_number:
        yield "another NHS number in the referral"
    if part.upn and person.upn and part.upn.upper() != person.upn:
        yield "another unique pupil number in the referral"
