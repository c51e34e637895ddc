"""The set agenda of a core group, as data, and what its minutes lack before they can be approved.

Source: local procedure, from audits that found minutes missing and agendas and plans not followed: the agenda
opens with the child's day, is built from the plan's open items, and each of them is addressed before the
minutes can be approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from safeguarding.rules.calendar_months import quantity
from safeguarding.rules.fathers_and_males import Male, unaccounted

ITEM_PREFIX: Final = "item:"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the agenda. ``is_required``: minutes without words on it can't be approved."""

    key: str
    heading: str
    question: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item of the plan: its key, the need, and the action agreed."""

    key: str
    need: str
    action: str


CHILDS_DAY: Final = Point(
    "childs_day",
    "The child’s day",
    "What is a day in this child’s life like now, in their own words or as they were observed?",
    is_required=True,
)
WHO_IS_HERE: Final = Point(
    "who_is_here",
    "Who is here",
    "Is every agency that should be here, here? Who sent a report?",
    is_required=True,
)
MALES: Final = Point(
    "males",
    "Fathers and other males",
    "Who was invited, who came, what are their views, and if not, why not?",
)
SINCE_LAST: Final = Point(
    "since_last", "Since the last core group", "What has happened, and what do the agencies see now?"
)
SAFETY: Final = Point(
    "safety", "Is the child safe", "What is the risk now, and does the contingency still hold?"
)
SCALE: Final = Point(
    "scale", "How safe, from 0 to 10", "Where does each person place it, and what would move it up?"
)
NEW_ACTIONS: Final = Point(
    "new_actions", "Changes to the plan", "What is added, changed or no longer needed?"
)
NEXT: Final = Point(
    "next", "Next time", "When is it, who chairs and who takes the minutes?", is_required=True
)

BEFORE_THE_PLAN: Final = (CHILDS_DAY, WHO_IS_HERE, MALES, SINCE_LAST, SAFETY)
AFTER_THE_PLAN: Final = (SCALE, NEW_ACTIONS, NEXT)


def build(items: Iterable[OpenItem]) -> tuple[Point, ...]:
    """The agenda: the set points, with one for each open item of the plan; the child's day comes first."""
    of_plan = (
        Point(
            f"{ITEM_PREFIX}{item.key}",
            _unstopped(item.need),
            f"{_unstopped(item.action)}: what was done, and what changed for the child?",
        )
        for item in items
    )
    return (*BEFORE_THE_PLAN, *of_plan, *AFTER_THE_PLAN)


def _unstopped(text: str) -> str:
    """A sentence as a heading, or with more behind it: without its full stop."""
    return text.rstrip().removesuffix(".")


def unaddressed(items: Iterable[OpenItem], addressed: Collection[str]) -> tuple[OpenItem, ...]:
    """The open items whose key isn't among ``addressed``, in the plan's order."""
    return tuple(item for item in items if item.key not in addressed)


def refusals(
    *,
    items: Sequence[OpenItem],
    addressed: Collection[str],
    said: Collection[str],
    males: Iterable[Male] = (),
) -> tuple[str, ...]:
    """Why the minutes can't be approved yet, each in a sentence; empty when they can.

    ``addressed``: keys of items with progress recorded at this meeting. ``said``: keys of the set points that
    have words. ``males``: each needs an invitation, his views or a reason.
    """
    found = [
        f"Nothing is written under “{point.heading}”"
        for point in (*BEFORE_THE_PLAN, *AFTER_THE_PLAN)
        if point.is_required and point.key not in said
    ]
    left = unaddressed(items, addressed)
    if left:
        named = "; ".join(item.action for item in left)
        found.append(f"{quantity(len(left), 'plan item')} not addressed: {named}")
    found += [f"Say whether {name} was invited, his views, or why not" for name in unaccounted(males)]
    return tuple(found)
