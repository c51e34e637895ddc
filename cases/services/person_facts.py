"""What may be written about a person: each fact cleaned and checked, with an error for its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from cases.exceptions import DomainError
from cases.models import Person
from cases.models.person import Sex
from safeguarding.rules import codes

FIELDS: Final = (
    "given_name",
    "family_name",
    "known_as",
    "sex",
    "date_of_birth",
    "date_of_birth_estimated",
    "expected_date",
    "date_of_death",
    "ethnicity",
    "disabilities",
    "first_language",
    "interpreter_needed",
    "communication_needs",
    "nhs_number",
    "upn",
    "upn_unknown_reason",
)
_EARLIEST: Final = date(1900, 1, 1)
_POSTCODE: Final = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def apply(person: Person, facts: Mapping[str, Any], *, today: date) -> None:
    """Set `facts` on `person`, cleaned, and check the person as a whole; raises DomainError with a field.

    Raises TypeError for something that isn't a fact about a person.
    """
    if unknown := set(facts) - set(FIELDS):
        raise TypeError(f"not facts about a person: {', '.join(sorted(unknown))}")
    for field, value in facts.items():
        setattr(person, field, _CLEANERS[field](value) if field in _CLEANERS else value)
    _check_dates(person, today)
    if person.upn and person.upn_unknown_reason:
        raise DomainError(
            "Give either a unique pupil number or the reason it isn’t known", field="upn_unknown_reason"
        )


def nhs_number(value: str) -> str:
    """The ten digits of an NHS number as stored, or nothing; raises DomainError when it can't be one."""
    number = codes.nhs_number_normalise(value or "")
    if number and not codes.nhs_number_valid(number):
        raise DomainError(
            "Check the NHS number: it has 10 digits, and the last one doesn’t fit the others",
            field="nhs_number",
        )
    return number


def upn(value: str) -> str:
    """A unique pupil number as stored, or nothing; raises DomainError when it can't be one."""
    number = re.sub(r"\s", "", value or "").upper()
    if number and not codes.upn_valid(number):
        raise DomainError(
            "Check the unique pupil number: it has 13 characters, and the first one doesn’t fit the others",
            field="upn",
        )
    return number


def postcode(value: str) -> str:
    """A postcode as it is printed ("NM1 4AB"), or nothing; raises DomainError when it can't be one."""
    found = postcode_in(value)
    if found is None and value.strip():
        raise DomainError("Enter a full postcode, like NM1 4AB, or leave it empty", field="postcode")
    return found or ""


def postcode_in(value: str) -> str | None:
    """The postcode that `value` is, as it is printed; None when it is something else."""
    match = _POSTCODE.fullmatch(re.sub(r"\s", "", value).upper())
    return f"{match[1]} {match[2]}" if match else None


def _code(field: str, allowed: codes.CodeList) -> Callable[[str], str]:
    known = {code for code, _ in allowed}

    def clean(value: str) -> str:
        if value and value not in known:
            raise DomainError("Choose one of the answers", field=field)
        return value or ""

    return clean


def _disabilities(value: list[str]) -> list[str]:
    chosen = set(value)
    if chosen - {code for code, _ in codes.DISABILITY}:
        raise DomainError("Choose from the list of disabilities", field="disabilities")
    if codes.stands_alone_broken(chosen):
        raise DomainError("“No disability” can’t be chosen beside another answer", field="disabilities")
    return sorted(chosen)


def _check_dates(person: Person, today: date) -> None:
    born, died = person.date_of_birth, person.date_of_death
    if born and not _EARLIEST <= born <= today:
        raise DomainError("Date of birth must be in the past", field="date_of_birth")
    if died and died > today:
        raise DomainError("Date of death can’t be in the future", field="date_of_death")
    if died and born and died < born:
        raise DomainError("Date of death can’t be before the date of birth", field="date_of_death")
    if person.expected_date and not born and (person.expected_date - today).days > 310:
        raise DomainError("The expected date must be within the next 10 months", field="expected_date")


def _text(value: str) -> str:
    return " ".join((value or "").split())


_CLEANERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "given_name": _text,
    "family_name": _text,
    "known_as": _text,
    "first_language": _text,
    "sex": _code("sex", tuple((str(code), str(label)) for code, label in Sex.choices)),
    "ethnicity": _code("ethnicity", codes.ETHNICITY),
    "upn_unknown_reason": _code("upn_unknown_reason", codes.UPN_UNKNOWN),
    "disabilities": _disabilities,
    "nhs_number": nhs_number,
    "upn": upn,
}
