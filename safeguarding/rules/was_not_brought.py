"""Was Not Brought: what a missed appointment says of a child's care, and whom it goes to.

A child doesn't fail to attend: somebody didn't bring them. Source: published local reviews ("Was Not Brought"
procedures of local safeguarding children partnerships); the amounts are a partnership's own, these are the
defaults.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from safeguarding.rules.calendar_months import add_months, quantity


class Outcome(StrEnum):
    """What became of a child's appointment."""

    ATTENDED = "attended"
    WAS_NOT_BROUGHT = "was_not_brought"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    NO_ACCESS = "no_access"


# The child wasn't seen, and it is said what that means for them and who was told.
NOT_SEEN: Final = frozenset({Outcome.WAS_NOT_BROUGHT, Outcome.CANCELLED, Outcome.NO_ACCESS})
# One cancellation by a carer is nothing by itself; the next in a row counts, and so does each after it.
_COUNTS_AT_ONCE: Final = frozenset({Outcome.WAS_NOT_BROUGHT, Outcome.NO_ACCESS})
_MONTHS: Final = 12


class Level(StrEnum):
    """How far missed appointments go, the least first."""

    NONE = "none"
    TASK = "task"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    PERSISTENT = "persistent"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many missed appointments it takes, in a row or within 12 months.

    ``in_a_row`` and ``in_a_year`` bring the safeguarding lead in; the two ``persistent`` ones make
    supervision mandatory, for a child with a plan too.
    """

    in_a_row: int = 2
    in_a_year: int = 3
    persistent_in_a_row: int = 3
    persistent_in_a_year: int = 5

    @property
    def refusal(self) -> str:
        """Why these can't stand, or nothing."""
        if min(self.in_a_row, self.in_a_year) < 1:
            return "Each number is 1 or more"
        if self.persistent_in_a_row < self.in_a_row or self.persistent_in_a_year < self.in_a_year:
            return "It can’t be persistent before the safeguarding lead is told"
        return ""


DEFAULTS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment that is over: its day, its outcome, and with what service it was."""

    on: date
    outcome: Outcome
    service: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the appointments come to up to a day."""

    level: Level
    in_a_row: int
    in_a_year: int

    @property
    def text(self) -> str:
        """How often the child missed care: "2 in a row, 3 in 12 months"."""
        return f"{self.in_a_row} in a row, {self.in_a_year} in {quantity(_MONTHS, 'month')}"


def counted(appointments: Iterable[Appointment]) -> list[Appointment]:
    """The missed appointments that count, the oldest first.

    A cancellation by a carer counts when the appointment before with that service wasn't kept either; a
    rescheduled one neither counts nor says that the child was seen.
    """
    found: list[Appointment] = []
    missed_before: set[str] = set()
    for one in _in_order(appointments):
        if one.outcome in _COUNTS_AT_ONCE or (
            one.outcome == Outcome.CANCELLED and one.service in missed_before
        ):
            found.append(one)
        if one.outcome in NOT_SEEN:
            missed_before.add(one.service)
        elif one.outcome == Outcome.ATTENDED:
            missed_before.discard(one.service)
    return found


def assess(
    appointments: Collection[Appointment],
    *,
    today: date,
    has_plan_or_is_unborn: bool,
    limits: Limits = DEFAULTS,
) -> Finding:
    """How far the missed appointments up to `today` go.

    "In a row" is asked of each service by itself: who is taken to one isn't therefore seen by another. A
    child with a plan, or an unborn one, needs a single one that counts; others go to the safeguarding lead by
    number.
    """
    up_to_now = [one for one in appointments if one.on <= today]
    missed = counted(up_to_now)
    since = add_months(today, -_MONTHS)
    in_a_year = sum(one.on > since for one in missed)
    in_a_row = _longest_running_row(up_to_now, missed)
    return Finding(_level(in_a_row, in_a_year, has_plan_or_is_unborn, limits), in_a_row, in_a_year)


def _in_order(appointments: Iterable[Appointment]) -> list[Appointment]:
    return sorted(appointments, key=lambda one: one.on)


def _longest_running_row(appointments: Iterable[Appointment], missed: Iterable[Appointment]) -> int:
    attended: dict[str, date] = {}
    for one in _in_order(appointments):
        if one.outcome == Outcome.ATTENDED:
            attended[one.service] = one.on
    rows = Counter(one.service for one in missed if one.on > attended.get(one.service, date.min))
    return max(rows.values(), default=0)


def _level(in_a_row: int, in_a_year: int, has_plan_or_is_unborn: bool, limits: Limits) -> Level:
    if in_a_row >= limits.persistent_in_a_row or in_a_year >= limits.persistent_in_a_year:
        return Level.PERSISTENT
    if has_plan_or_is_unborn:
        return Level.TASK if in_a_year else Level.NONE
    if in_a_row >= limits.in_a_row or in_a_year >= limits.in_a_year:
        return Level.SAFEGUARDING_LEAD
    return Level.NONE


# "DNA test" is about genes.
_BLAMES_THE_CHILD: Final = re.compile(
    r"\bD\.?N\.?A\.?(?:['’]?(?:ed|d|s))?(?!\w)(?!\s+(?:test|sampl|profil|result|evidence|swab|match))"
    r"|\b(?:did\s+not|didn['’]?t|failed\s+to|does\s+not|doesn['’]?t)\s+attend",
    re.IGNORECASE,
)
REFUSAL: Final = (
    "Children don’t miss appointments, adults don’t bring them. Write “was not brought”, and say what"
    " it means for the child"
)


def refusal(text: str) -> str:
    """Why words about a child's appointment aren't taken, or nothing.

    "DNA" and "did not attend" hide that an adult was to bring the child.
    """
    return REFUSAL if _BLAMES_THE_CHILD.search(text) else ""
