"""How a digest says days, intervals and plans."""

from __future__ import annotations

from datetime import date
from typing import Final

from cases.models import Plan
from cases.queries.digest_parts import PlanLine
from safeguarding.rules import codes
from safeguarding.rules.calendar_months import interval_words
from safeguarding.rules.themes import THEMES
from safeguarding.ui.filters import date_text

LONGEST_TEXT: Final = 400
_CATEGORIES: Final = dict(codes.CATEGORY_OF_ABUSE)


def apart(earlier: date, anchor: date) -> str:
    """The time between a day and the referral's day: "3 months before", "the same day", "2 days after"."""
    if earlier == anchor:
        return "the same day"
    if earlier < anchor:
        return f"{interval_words(earlier, anchor)} before"
    return f"{interval_words(anchor, earlier)} after"


def shortened(text: str) -> str:
    """A text of at most LONGEST_TEXT characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rsplit(" ", 1)[0] + " …"


def theme_labels(codes_: set[str]) -> tuple[str, ...]:
    """The labels of themes, in the order of the list."""
    return tuple(theme.label for code, theme in THEMES.items() if code in codes_)


def plan_line(plan: Plan, anchor: date) -> PlanLine:
    """A plan in words, counted to the referral's day."""
    end = plan.ended_on
    until = end or max(anchor, plan.started_on)
    return PlanLine(
        kind=plan.get_kind_display(),
        category=_CATEGORIES.get(plan.category, ""),
        started=date_text(plan.started_on),
        ended=date_text(end) if end else "",
        lasted=interval_words(plan.started_on, until),
        since=apart(end, anchor) if end else "",
        authority=plan.authority,
    )
