"""From what a referrer said to people on record: the child, and the adults and siblings named with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases import access
from cases.exceptions import DomainError
from cases.models import Child, Person, ReferralAdult, ReferralChild, Relationship
from cases.models.person import Sex
from cases.services import children, people, person_facts, person_names
from cases.services.referral_steps import lock, record_of
from cases.states import RelationshipKind
from safeguarding.accounts.models import User
from safeguarding.rules import codes
from safeguarding.rules.names import normalise


def make_record(row: ReferralChild, *, by: User, at: datetime) -> Child:
    """A person with their address, and their record, as the referrer described the child.

    Numbers that can't be right are left out: they stay readable in the referral.
    """
    person = people.create_person(
        given_name=row.given_name,
        family_name=row.family_name,
        sex=row.sex,
        date_of_birth=row.date_of_birth,
        date_of_birth_estimated=row.date_of_birth_estimated,
        expected_date=row.expected_date,
        communication_needs=row.communication_needs,
        nhs_number=row.nhs_number if codes.nhs_number_valid(row.nhs_number) else "",
        upn=row.upn if codes.upn_valid(row.upn) else "",
        by=by,
        at=at,
        reason=f"From referral {row.referral.reference}",
    )
    _add_address(row, person, by=by, at=at)
    return children.create_record(person=person, by=by, at=at)


def _add_address(row: ReferralChild, person: Person, *, by: User, at: datetime) -> None:
    referral = row.referral
    postcode = person_facts.postcode_in(referral.postcode)
    known = [referral.address_lines] if postcode else [referral.address_lines, referral.postcode]
    lines = ", ".join(part for part in known if part.strip())
    if not lines and not postcode:
        return
    hidden = "The referrer asked that it stay confidential" if referral.address_is_confidential else ""
    people.add_address(
        person=person,
        lines=lines or "Only the postcode is known",
        postcode=postcode or "",
        is_confidential=referral.address_is_confidential,
        confidential_reason=hidden,
        by=by,
        at=at,
        reason=f"From referral {referral.reference}",
    )


@transaction.atomic
def add_relatives(
    *,
    referral_child: ReferralChild,
    adults: Mapping[int, RelationshipKind],
    siblings: Mapping[int, RelationshipKind],
    by: User,
    at: datetime,
    known: Mapping[int, Person] | None = None,
) -> list[Relationship]:
    """Put people named in the referral into the child's network: what each is to the child.

    `adults` by the key of the referral's adult, `siblings` by the position of another of its children
    who is matched; `known` by the adult's key the person on record who they are. Somebody who is in the
    network already is left as they are. An adult who was added for a brother or sister of the same
    referral is the same person here. Raises DomainError when the
    child isn't matched, NotVisibleError, NotPermittedError.
    """
    access.require(by, access.Action.WORK_FRONT_DOOR)
    row = lock(referral_child, by=by)
    if row.child is None:
        raise DomainError("Match the child to a record first")
    named = ReferralAdult.objects.filter(referral=row.referral, pk__in=adults).order_by("pk")
    added = []
    for adult in named:
        person = (known or {}).get(adult.pk) or _already_known(row, adult, by=by)
        person = person or _new_adult(row, adult, by=by, at=at)
        relationship = _relate(
            person,
            row.child,
            adults[adult.pk],
            in_household=adult.in_household,
            note=adult.note,
            by=by,
            at=at,
        )
        added.append(relationship)
    others = access.visible_referral_children(by).filter(
        referral=row.referral, position__in=siblings, child__isnull=False
    )
    for other in others.exclude(child=row.child).select_related("child__person").order_by("position"):
        sibling = record_of(other).person
        added.append(_relate(sibling, row.child, siblings[other.position], by=by, at=at))
    return [relationship for relationship in added if relationship is not None]


def _new_adult(row: ReferralChild, adult: ReferralAdult, *, by: User, at: datetime) -> Person:
    given_name, family_name = person_names.split(adult.name)
    return people.create_person(
        given_name=given_name,
        family_name=family_name,
        sex=Sex.MALE if adult.is_male else Sex.UNKNOWN,
        date_of_birth=adult.date_of_birth,
        by=by,
        at=at,
        reason=f"Named in referral {row.referral.reference}",
    )


def _already_known(row: ReferralChild, adult: ReferralAdult, *, by: User) -> Person | None:
    """The relative of this child, or of another child of the referral, who is this adult by name."""
    children_here = access.visible_referral_children(by).filter(referral=row.referral, child__isnull=False)
    relatives = access.visible_people(by).filter(
        relationships__relative_of__in=children_here.values("child"), relationships__until=None
    )
    if adult.date_of_birth:
        relatives = relatives.filter(Q(date_of_birth=None) | Q(date_of_birth=adult.date_of_birth))
    wanted = normalise(adult.name)
    candidates = relatives.distinct().order_by("pk")
    return next(
        (one for one in candidates if normalise(f"{one.given_name} {one.family_name}") == wanted), None
    )


def _relate(
    person: Person,
    child: Child,
    kind: RelationshipKind,
    *,
    by: User,
    at: datetime,
    in_household: bool = False,
    note: str = "",
) -> Relationship | None:
    related = Q(person=person, relative_of=child.person) | Q(person=child.person, relative_of=person)
    if Relationship.objects.filter(related, until=None).exists():
        return None
    return people.relate(
        person=person, relative_of=child.person, kind=kind, in_household=in_household, note=note, by=by, at=at
    )
