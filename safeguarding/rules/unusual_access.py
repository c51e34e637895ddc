"""When somebody should be asked why they looked at a record: a reason to ask, never an accusation.

All limits are local choices (LOCAL): no guidance gives figures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from safeguarding.rules.london_time import LONDON
from safeguarding.rules.names import normalise
from safeguarding.rules.working_days import Calendar, is_working_day


class Reason(StrEnum):
    """Why a look is worth asking about."""

    OWN_SURNAME = "own_surname"
    OWN_POSTCODE = "own_postcode"
    MANY_RECORDS = "many_records"
    OUT_OF_HOURS = "out_of_hours"
    NOT_INVOLVED = "not_involved"


WORDS: Final[Mapping[Reason, str]] = {
    Reason.OWN_SURNAME: "They share a last name with the child. It may be chance.",
    Reason.OWN_POSTCODE: "The child's address has the postcode they live at.",
    Reason.MANY_RECORDS: "They opened many records within one hour.",
    Reason.OUT_OF_HOURS: "They opened records at night, at a weekend or on a bank holiday, "
    "and their work isn't known to include those hours.",
    Reason.NOT_INVOLVED: "They opened many records of children they aren't involved with.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a number or a time is worth asking about."""

    records_in_an_hour: int = 30
    not_involved_in_a_day: int = 20
    day_begins: time = time(7)
    day_ends: time = time(20)


LOCAL: Final = Limits()
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: its line in the access log, when (aware), at which record (None: a referral not matched
    to one), and whether open access was all that allowed it."""

    line: int
    at: datetime
    child: int | None
    by_open_access: bool = False


def about_child(
    *, user_name: str, user_postcode: str, family_names: Iterable[str], postcodes: Iterable[str]
) -> list[Reason]:
    """Why a person's look at one child is worth asking about, from what both are called and where they live.

    The last word of the person's name is compared with every word of the child's last names, so that
    "Ann Smith-Jones" meets "Jones".
    """
    reasons = []
    own = normalise(user_name).split()[-1:]
    theirs = {word for name in family_names for word in normalise(name).split()}
    if theirs.intersection(own):
        reasons.append(Reason.OWN_SURNAME)
    home = _compact(user_postcode)
    if home and home in {_compact(postcode) for postcode in postcodes}:
        reasons.append(Reason.OWN_POSTCODE)
    return reasons


def about_day(
    looks: Iterable[Seen],
    *,
    calendar: Calendar,
    has_duty_hours: bool,
    takes_new_concerns: bool,
    limits: Limits = LOCAL,
) -> dict[Reason, list[int]]:
    """Why a person's looks of one day are worth asking about, each reason with the lines it rests on.

    `has_duty_hours`: front door, police and hospitals work at any hour. `takes_new_concerns`: the front
    door opens records of children nobody is involved with yet.
    """
    ordered = sorted(looks, key=lambda look: look.at)
    found = {Reason.MANY_RECORDS: _many_in_an_hour(ordered, limits)}
    if not has_duty_hours:
        late = [look.line for look in ordered if _out_of_hours(look.at, calendar, limits)]
        found[Reason.OUT_OF_HOURS] = late
    if not takes_new_concerns:
        found[Reason.NOT_INVOLVED] = _not_involved(ordered, limits)
    return {reason: lines for reason, lines in found.items() if lines}


def _compact(postcode: str) -> str:
    return "".join(postcode.split()).casefold()


def _out_of_hours(at: datetime, calendar: Calendar, limits: Limits) -> bool:
    local = at.astimezone(LONDON)
    in_hours = limits.day_begins <= local.time() < limits.day_ends
    return not in_hours or not is_working_day(local.date(), calendar)


def _many_in_an_hour(ordered: Collection[Seen], limits: Limits) -> list[int]:
    """The lines of the first hour in which more records than the limit were opened."""
    window: deque[Seen] = deque()
    for look in ordered:
        if look.child is None:
            continue
        window.append(look)
        while look.at - window[0].at >= _HOUR:
            window.popleft()
        if len({one.child for one in window}) > limits.records_in_an_hour:
            return [one.line for one in window]
    return []


def _not_involved(ordered: Collection[Seen], limits: Limits) -> list[int]:
    open_access = [look for look in ordered if look.by_open_access and look.child is not None]
    many = len({look.child for look in open_access}) > limits.not_involved_in_a_day
    return [look.line for look in open_access] if many else []
