"""Looking back at a closure: 3, 6 and 12 months after it, its manager sees whether the child came back.

Source: local procedure; a re-referral within 12 months is what the children in need census counts.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from safeguarding.rules.calendar_months import add_months, within_months

MONTHS: Final = (3, 6, 12)
# A look that was missed is made good as long as the next one isn't due, and the last one for a quarter.
_OVER: Final = 15


def due_at(closed_on: date, today: date) -> int | None:
    """After how many months the look that is due on ``today`` comes: the latest of them whose day has come.

    None before the first one and when the last one is long past. Months are clamped to the month's end.
    """
    if add_months(closed_on, _OVER) <= today:
        return None
    reached = [months for months in MONTHS if add_months(closed_on, months) <= today]
    return reached[-1] if reached else None


def next_on(closed_on: date, today: date) -> date | None:
    """The day of the next look after ``today``; None when all have been."""
    coming = (add_months(closed_on, months) for months in MONTHS)
    return next((day for day in coming if day > today), None)


def closures_to_look_at(today: date) -> tuple[date, date]:
    """The first and the last day on which a closure may have been whose look is due on ``today``.

    A few days wider than needed, because months differ in length; ``due_at`` decides.
    """
    return add_months(today, -_OVER - 1), add_months(today, -MONTHS[0] + 1)


def came_back(closed_on: date, received_on: date, *, is_re_referral: bool) -> bool:
    """Whether a referral is to be told to whoever closed the work before it: a re-referral, or one within
    12 months of the closure."""
    return is_re_referral or within_months(closed_on, received_on, MONTHS[-1])
