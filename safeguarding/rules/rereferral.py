"""Re-referrals: whether a child was referred before, how long ago, and why the child is here again.

Source: a referral within 12 months (inclusive) of the previous referral's date is a re-referral, whatever
came of that one (children in need census guide; no further action counts). The cause is local procedure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from safeguarding.rules.calendar_months import interval_words, within_months

WINDOW_MONTHS: Final = 12


class Cause(StrEnum):
    """Why a child is referred again; recorded for every re-referral."""

    CLOSED_TOO_EARLY = "closed_too_early"
    NEW_EVENT = "new_event"
    UNMET_NEED = "unmet_need"
    THRESHOLD = "threshold"


CAUSE_LABELS: Final = MappingProxyType(
    {
        Cause.CLOSED_TOO_EARLY: "The earlier work was closed too early",
        Cause.NEW_EVENT: "Something new has happened",
        Cause.UNMET_NEED: "A need was known and not met",
        Cause.THRESHOLD: "The threshold was applied differently",
    }
)


@dataclass(frozen=True, slots=True)
class ReReferral:
    """What earlier referrals say about one received now.

    ``previous``: date of the last referral before it. ``interval``: the time since in words. ``count``: all
    earlier referrals, ``count_within_window`` those within 12 months. All empty for a first referral.
    """

    is_re_referral: bool
    previous: date | None
    days_since: int | None
    interval: str
    count: int
    count_within_window: int


def assess(previous: Iterable[date], received: date) -> ReReferral:
    """Compare a referral received on ``received`` with the dates of the child's other referrals.

    ``previous`` leaves out the referral itself. Another one of the same day counts as earlier (0 days ago):
    while that one is open a new concern is a contact, so a second referral means that it had been closed.
    Dates after ``received`` are left out: a referral entered late is judged as of its own day. The 12 months
    from 29 February end on 28 February.
    """
    earlier = sorted(day for day in previous if day <= received)
    if not earlier:
        return ReReferral(False, None, None, "", 0, 0)
    last = earlier[-1]
    recent = [day for day in earlier if within_months(day, received, WINDOW_MONTHS)]
    return ReReferral(
        is_re_referral=bool(recent),
        previous=last,
        days_since=(received - last).days,
        interval=interval_words(last, received),
        count=len(earlier),
        count_within_window=len(recent),
    )


def since_closure(closures: Sequence[date], received: date) -> str:
    """The time since the last closure in words, shown beside a re-referral; empty when there was none."""
    earlier = [day for day in closures if day <= received]
    return interval_words(max(earlier), received) if earlier else ""
