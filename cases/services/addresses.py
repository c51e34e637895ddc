"""Where people live and how they are reached."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Address, ContactDetail, Person
from cases.models.person import ContactKindOf
from cases.services import person_facts
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from safeguarding.rules.names import normalise


@transaction.atomic
def add_address(
    *,
    person: Person,
    lines: str,
    postcode: str,
    by: User,
    at: datetime,
    since: date | None = None,
    is_confidential: bool = False,
    confidential_reason: str = "",
    ends_others: bool = False,
    reason: str = "Address added",
) -> Address:
    """Record where a person lives; with `ends_others` the addresses current until now end.

    Raises DomainError with the field for an empty address, an impossible postcode, a date in the
    future, or a confidential address without its reason.
    """
    access.require_person(by, access.Action.EDIT_PERSON, person)
    Person.objects.select_for_update().get(pk=person.pk)
    lines = " ".join(lines.split())
    if not lines:
        raise DomainError("Enter the address", field="lines")
    if since and since > london_date(at):
        raise DomainError("The date they moved in can’t be in the future", field="since")
    if is_confidential and not confidential_reason.strip():
        raise DomainError("Say why the address must stay confidential", field="confidential_reason")
    if ends_others:
        _end_current(person, since or london_date(at), by=by, at=at)
    code = person_facts.postcode(postcode)
    address = Address(
        person=person,
        lines=lines,
        postcode=code,
        searched=normalise(f"{lines} {code}"),
        since=since,
        is_confidential=is_confidential,
        confidential_reason=confidential_reason.strip() if is_confidential else "",
    )
    address.record(by=by, at=at, reason=reason)
    return address


@transaction.atomic
def end_address(*, address: Address, until: date, by: User, at: datetime, reason: str) -> Address:
    """End an address on a day; raises DomainError when it has ended or the day can't be right."""
    access.require_person(by, access.Action.EDIT_PERSON, address.person)
    address = Address.objects.select_for_update().get(pk=address.pk)
    if address.until is not None:
        raise ChangedMeanwhileError("Somebody has already ended this address")
    if until > london_date(at):
        raise DomainError("The date they left can’t be in the future", field="until")
    if address.since and until < address.since:
        raise DomainError("The date they left can’t be before the date they moved in", field="until")
    address.until = until
    address.record(by=by, at=at, reason=reason)
    return address


@transaction.atomic
def add_contact_detail(
    *,
    person: Person,
    kind: ContactKindOf,
    value: str,
    by: User,
    at: datetime,
    is_safe: bool = True,
    note: str = "",
    reason: str = "Contact detail added",
) -> ContactDetail:
    """Record a way to reach a person, and whether it is safe to use it; raises DomainError when empty."""
    access.require_person(by, access.Action.EDIT_PERSON, person)
    if not value.strip():
        raise DomainError("Enter the phone number or address", field="value")
    detail = ContactDetail(person=person, kind=kind, value=value.strip(), is_safe=is_safe, note=note.strip())
    detail.record(by=by, at=at, reason=reason)
    return detail


@transaction.atomic
def end_contact_detail(*, detail: ContactDetail, by: User, at: datetime, reason: str) -> ContactDetail:
    """End a way to reach a person; raises ChangedMeanwhileError when somebody has done so."""
    access.require_person(by, access.Action.EDIT_PERSON, detail.person)
    detail = ContactDetail.objects.select_for_update().get(pk=detail.pk)
    if detail.ended_at is not None:
        raise ChangedMeanwhileError("Somebody has already ended this contact detail")
    detail.ended_at = at
    detail.record(by=by, at=at, reason=reason)
    return detail


def _end_current(person: Person, until: date, *, by: User, at: datetime) -> None:
    for address in Address.objects.select_for_update().filter(person=person, until=None):
        address.until = max(until, address.since) if address.since else until
        address.record(by=by, at=at, reason="Moved to another address")
