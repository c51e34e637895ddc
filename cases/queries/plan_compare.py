"""Two versions of a plan side by side, item by item, with the words that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cases.models import Plan, PlanVersion
from cases.plan_states import PlanItemState
from cases.queries.minutes import Difference, marked
from cases.services import plan_versions
from safeguarding.rules import codes
from safeguarding.ui.filters import date_text

# The plan as it stands, beside the numbers of its versions.
NOW: Final = "now"
_WHOLE: Final = (
    ("category", "Category of abuse"),
    ("danger_statement", "Danger statement"),
    ("safety_goal", "Safety goal"),
    ("contingency", "If the plan does not work"),
)
_OF_AN_ITEM: Final = (
    ("need", "Need or danger"),
    ("outcome", "Outcome wanted"),
    ("action", "Action"),
    ("owner", "Owner"),
    ("agency", "Agency"),
    ("due_on", "To be done by"),
    ("measure", "How it is measured"),
    ("state", "State"),
    ("impact", "What it changed for the child"),
)
Runs = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Row:
    """One part before and after: runs of words, each with whether it changed."""

    label: str
    before: Runs
    after: Runs
    is_same: bool


@dataclass(frozen=True, slots=True)
class Block:
    """The plan as a whole, or one item; `became`: added, changed, or the same."""

    heading: str
    became: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: its key in addresses, its name, its words."""

    key: str
    name: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides and what differs; `choices` are all that can be compared."""

    choices: list[tuple[str, str]]
    before: Side
    after: Side
    blocks: list[Block]

    @property
    def is_same(self) -> bool:
        """Whether the two say the same."""
        return all(block.became == "same" for block in self.blocks)


def compare(plan: Plan, before: str, after: str) -> Comparison | None:
    """Compare two sides of a plan that came through `plan_pages.get`; None when it has no version yet.

    What isn't a version is taken as the last version and the plan of now.
    """
    versions = list(PlanVersion.objects.filter(plan=plan).order_by("number"))
    if not versions:
        return None
    sides = {str(one.number): Side(str(one.number), _name(one), one.content) for one in versions}
    sides[NOW] = Side(NOW, "As it stands now", plan_versions.content(plan))
    left = sides.get(before) or sides[str(versions[-1].number)]
    right = sides.get(after) or sides[NOW]
    choices = [(side.key, side.name) for side in sides.values()]
    return Comparison(choices, left, right, _blocks(left.content, right.content))


def _name(version: PlanVersion) -> str:
    return f"Version {version.number}, {date_text(version.made_at)}"


def _blocks(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Block]:
    whole = _block("The plan as a whole", _WHOLE, before, after)
    old = {item["number"]: item for item in before.get("items", ())}
    new = {item["number"]: item for item in after.get("items", ())}
    items = [
        _block(f"Item {number}", _OF_AN_ITEM, old.get(number), new.get(number))
        for number in sorted(old.keys() | new.keys())
    ]
    return [whole, *items]


def _block(
    heading: str,
    parts: tuple[tuple[str, str], ...],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> Block:
    rows = []
    for key, label in parts:
        was, now = _shown(key, before), _shown(key, after)
        if was or now:
            left, right = marked(Difference(label, was, now))
            rows.append(Row(label, left, right, was == now))
    if before is None:
        return Block(heading, "added", rows)
    if after is None:
        return Block(heading, "gone", rows)
    return Block(heading, "same" if all(row.is_same for row in rows) else "changed", rows)


def _shown(key: str, of: Mapping[str, Any] | None) -> str:
    value = (of or {}).get(key) or ""
    if key == "category":
        return dict(codes.CATEGORY_OF_ABUSE).get(value, value)
    if key == "state":
        return PlanItemState(value).label if value else ""
    if key == "due_on" and value:
        return date_text(date.fromisoformat(value))
    return str(value)
