"""Opening a record in an emergency (break-glass): how long it lasts and what must be said.

Source: local information governance procedure (LOCAL): a reason, a limit in time, alerts, and a review
afterwards. No law or statutory guidance fixes the numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from safeguarding.rules.london_time import require_aware
from safeguarding.rules.timescale_rows import Authority

AUTHORITY: Final = Authority.LOCAL
# Long enough for a night in a custody suite or an emergency department, short enough to be an exception.
HOURS: Final = 4
# Enough letters that "emergency" alone doesn't do.
SHORTEST_REASON: Final = 20


def ends_at(opened_at: datetime) -> datetime:
    """The aware instant at which the record closes again; raises NaiveInstant without a time zone."""
    require_aware(opened_at)
    return opened_at + timedelta(hours=HOURS)


def says_why(reason: str) -> bool:
    """Whether a typed reason is long enough, spaces at its ends and doubled ones not counted."""
    return len(" ".join(reason.split())) >= SHORTEST_REASON
