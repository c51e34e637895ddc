"""What an agency's own chronology would add: each line with its day, what stands in its way, what is there
already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Protocol

from cases import access, access_chronology
from cases.models import Child, ChronologyImport
from cases.states import Significance
from safeguarding.accounts.models import User
from safeguarding.rules import agency_chronology as rules
from safeguarding.rules.london_time import at_hour, london_date

NO_DAY: Final = "No date that can be read. Dates are day, month, year"
FUTURE: Final = "The date is in the future"
NO_WORDS: Final = "It doesn’t say what happened"
TOO_LONG: Final = "What happened, or what it meant, is too long"
UNKNOWN_WEIGHT: Final = "How much it weighs is written in a word that isn’t known here; it will be routine"
THERE_ALREADY: Final = "Already in the chronology"
TWICE: Final = "Twice in this file"
MOST_WORDS: Final = 7_500
MOST_IMPACT: Final = 2_000


class Read(Protocol):
    """A table of which is known which column is what."""

    @property
    def rows(self) -> list[list[str]]:
        """The lines under the headings."""

    @property
    def mapping(self) -> Mapping[str, int]:
        """The column of each field."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file. `problem`: why it can't be imported; `duplicate`: where it is already."""

    number: int
    day: date | None
    when: str
    what_happened: str
    impact_on_child: str
    significance: str
    source: str
    problem: str = ""
    duplicate: str = ""
    note: str = ""

    @property
    def weight(self) -> str:
        """How much it weighs, as it is said on screen."""
        return str(Significance(self.significance).label)


def preview(user: User, child: Child, table: Read, *, today: date) -> list[Line]:
    """Every line of the file, in its order.

    Compared with the lines that `user` may read, and with no others: nothing hidden is learned by importing.
    """
    read = [_line(number, row, table.mapping, today) for number, row in enumerate(table.rows, 1)]
    days = sorted(line.day for line in read if line.day and not line.problem)
    there = _there(user, child, days)
    seen: dict[date, list[str]] = {}
    lines = []
    for line in read:
        if line.day is None or line.problem:
            lines.append(line)
            continue
        duplicate = ""
        if rules.same(line.what_happened, there.get(line.day, ())):
            duplicate = THERE_ALREADY
        elif rules.same(line.what_happened, seen.get(line.day, ())):
            duplicate = TWICE
        seen.setdefault(line.day, []).append(line.what_happened)
        lines.append(_with_duplicate(line, duplicate))
    return lines


def imports(user: User, child: Child) -> list[ChronologyImport]:
    """What was imported into the child's chronology, the latest first, as far as `user` may know."""
    found = access_chronology.visible_imports(user).filter(child=child)
    return list(found.select_related("agency", "imported_by"))


def _line(number: int, row: Sequence[str], mapping: Mapping[str, int], today: date) -> Line:
    told = {field: row[mapping[field]].strip() if field in mapping else "" for field in rules.FIELDS}
    day = rules.read_date(told[rules.DATE], today=today)
    weight = rules.read_significance(told[rules.SIGNIFICANCE])
    problem = ""
    if not told[rules.WHAT]:
        problem = NO_WORDS
    elif day is None:
        problem = NO_DAY
    elif day > today:
        problem = FUTURE
    elif (
        len(told[rules.WHAT]) + len(told[rules.SOURCE]) > MOST_WORDS or len(told[rules.IMPACT]) > MOST_IMPACT
    ):
        problem = TOO_LONG
    return Line(
        number=number,
        day=day,
        when=told[rules.DATE],
        what_happened=told[rules.WHAT],
        impact_on_child=told[rules.IMPACT],
        significance=weight or Significance.ROUTINE.value,
        source=told[rules.SOURCE],
        problem=problem,
        note=UNKNOWN_WEIGHT if weight is None else "",
    )


def _there(user: User, child: Child, days: Sequence[date]) -> dict[date, list[str]]:
    """What the chronology says of each of these days."""
    if not days:
        return {}
    lines = access.visible_events(user).filter(
        child=child,
        superseded_by=None,
        occurred_at__gte=at_hour(days[0], 0),
        occurred_at__lt=at_hour(days[-1] + timedelta(days=1), 0),
    )
    found: dict[date, list[str]] = {}
    wanted = set(days)
    for occurred_at, what in lines.values_list("occurred_at", "what_happened"):
        day = london_date(occurred_at)
        if day in wanted:
            found.setdefault(day, []).append(_said(what))
    return found


def _said(what: str) -> str:
    """A line as it stood in its file, where it came from one: without the source that was added to it."""
    return what.split("\n\nSource: ", maxsplit=1)[0]


def _with_duplicate(line: Line, duplicate: str) -> Line:
    return replace(line, duplicate=duplicate) if duplicate else line
