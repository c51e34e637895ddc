"""Reading what somebody typed into the one search box."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.services import person_facts
from safeguarding.rules import codes

LONGEST: Final = 200
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?!\d)")
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDED: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ \-]({'|'.join(_MONTHS)})[a-z]*,?[ \-](\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_NHS_NUMBER: Final = re.compile(r"(?<!\d)\d{3}[ \-]?\d{3}[ \-]?\d{4}(?!\d)")
_UPN: Final = re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"\bC[0-9A-HJKMNP-TV-Z]{7}\b", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was recognised in the typed text; `name` and `address` are what was left."""

    typed: str
    reference: str = ""
    nhs_number: str = ""
    upn: str = ""
    day: date | None = None
    postcode: str = ""
    name: str = ""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not any(
            (self.reference, self.nhs_number, self.upn, self.day, self.postcode, self.name, self.address)
        )


def read(typed: str, *, today: date) -> Terms:
    """Recognise reference, UPN, date of birth, NHS number and postcode; what is left is a name or an address.

    From the first word with a digit on, what is left can only be an address; without digits it is taken
    for a name (search tries it as an address too). Two-digit years that would lie after `today` are of
    the last century.
    """
    text = clean(typed)
    reference, text = _take(_REFERENCE, text, accept=_has_a_digit)
    upn, text = _take(_UPN, text, accept=lambda found: codes.upn_valid(found.upper()))
    day, text = _take_day(text, today)
    nhs_number, text = _take(_NHS_NUMBER, text, accept=codes.nhs_number_valid)
    postcode, text = _take(_POSTCODE, text)
    words = text.split()
    first_number = next((place for place, word in enumerate(words) if _has_a_digit(word)), None)
    name = words if first_number is None else words[:first_number]
    address = [] if first_number is None else words[first_number:]
    return Terms(
        typed=clean(typed),
        reference=reference.upper(),
        nhs_number=codes.nhs_number_normalise(nhs_number),
        upn=upn.upper(),
        day=day,
        postcode=person_facts.postcode_in(postcode) or "",
        name=" ".join(name),
        address=" ".join(address),
    )


def clean(typed: str) -> str:
    """The text as one line of printable characters, at most LONGEST of them."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in typed).split())[:LONGEST]


def _has_a_digit(text: str) -> bool:
    return any(mark.isdigit() for mark in text)


def _anything(text: str) -> bool:
    return True


def _take(pattern: re.Pattern[str], text: str, accept: Callable[[str], bool] = _anything) -> tuple[str, str]:
    """The first acceptable match and the text without it."""
    for match in pattern.finditer(text):
        if accept(match[0]):
            return match[0], f"{text[: match.start()]} {text[match.end() :]}"
    return "", text


def _take_day(text: str, today: date) -> tuple[date | None, str]:
    for pattern, read_day in ((_ISO, _from_iso), (_NUMERIC, _from_numbers), (_WORDED, _from_words)):
        for match in pattern.finditer(text):
            day = read_day(match, today)
            if day is not None:
                return day, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _from_iso(match: re.Match[str], today: date) -> date | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _from_numbers(match: re.Match[str], today: date) -> date | None:
    day, month, year = int(match[1]), int(match[2]), int(match[3])
    if year < 100:
        century = today.year // 100 * 100
        year += century if century + year <= today.year + 1 else century - 100
    # 3/16/2016 can only be the other way round.
    return _day(year, month, day) or _day(year, day, month)


def _from_words(match: re.Match[str], today: date) -> date | None:
    return _day(int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
