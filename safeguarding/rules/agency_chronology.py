"""Reading an agency's own chronology out of a table: which column is what, which day a cell names, and which
line is there already.

Source: none prescribes a form; the columns are those of the chronologies that local partnerships publish as
templates (date, event, source, significance, impact on the child). Dates are read as people in England write
them, day first; what can be read in two ways isn't guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

DATE: Final = "date"
WHAT: Final = "what_happened"
IMPACT: Final = "impact_on_child"
SIGNIFICANCE: Final = "significance"
SOURCE: Final = "source"
FIELDS: Final = (DATE, WHAT, IMPACT, SIGNIFICANCE, SOURCE)

# Two lines of one day that are alike to this degree are taken for the same (0 to 1).
ALIKE: Final = 0.85
# Of longer texts the beginning is compared: comparing takes time by the square of the length.
COMPARED: Final = 600
EARLIEST: Final = date(1900, 1, 1)

_WORDS_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        DATE: ("date", "when"),
        IMPACT: ("impact", "meant for the child", "effect on"),
        SIGNIFICANCE: ("significan", "weight", "importance"),
        SOURCE: ("source", "author", "recorded by", "from", "who"),
        WHAT: ("event", "happened", "incident", "detail", "description", "entry", "what"),
    }
)
_WEIGHTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "critical": ("critical", "severe", "very high"),
        "significant": ("significant", "high", "major", "red", "serious"),
        "notable": ("notable", "medium", "moderate", "amber"),
        "routine": ("routine", "low", "minor", "green", "none", ""),
    }
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?$")
_NUMBERS: Final = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})(?: .*)?$")
_NAMED: Final = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ \-]([a-z]{3,9})\.?,?[ \-](\d{4}|\d{2})$"
)


def guess_columns(headers: Sequence[str]) -> dict[str, int]:
    """Which column is probably which, by its heading; no column is two things."""
    found: dict[str, int] = {}
    for field, words in _WORDS_OF.items():
        for number, header in enumerate(headers):
            if number not in found.values() and any(word in header.lower() for word in words):
                found[field] = number
                break
    return found


def read_date(text: str, *, today: date) -> date | None:
    """The day that a cell names, day first ("3/4/24", "3 April 2024") or ISO 8601; None when it names none,
    or one before 1900. A year of two digits is the latest that isn't in the future."""
    plain = " ".join(text.split()).lower()
    if match := _ISO.match(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.match(plain):
        return _day(_year(match[3], today), int(match[2]), int(match[1]))
    if match := _NAMED.match(plain):
        if match[2][:3] not in _MONTHS:
            return None
        return _day(_year(match[3], today), _MONTHS.index(match[2][:3]) + 1, int(match[1]))
    return None


def read_significance(text: str) -> str | None:
    """How much a line weighs, in our words ("high" is significant); None when the cell says neither."""
    plain = text.strip().lower()
    return next((ours for ours, theirs in _WEIGHTS.items() if plain in theirs), None)


def same(text: str, others: Iterable[str]) -> bool:
    """Whether one of `others` (lines of the same day) says the same, or nearly the same."""
    plain = _plain(text)
    return any(_alike(plain, _plain(other)) for other in others)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    matcher = SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year else year - 100


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= EARLIEST else None
