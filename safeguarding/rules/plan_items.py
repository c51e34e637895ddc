"""What stands in a plan: whether an item is SMART, and what it takes to finish one.

Sources: local procedure, from published reviews (plans were not SMART; needs were considered, outcomes weak):
owner, date and measure are present; an item isn't done without a note of its impact on the child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ItemState(StrEnum):
    """Where an item of a plan stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ItemMove(StrEnum):
    """What moves an item on."""

    FINISH = "finish"
    DROP = "drop"
    REOPEN = "reopen"


ITEM_MOVES: Final[Mapping[tuple[ItemState, ItemMove], ItemState]] = MappingProxyType(
    {
        (ItemState.OPEN, ItemMove.FINISH): ItemState.DONE,
        (ItemState.OPEN, ItemMove.DROP): ItemState.DROPPED,
        (ItemState.DONE, ItemMove.REOPEN): ItemState.OPEN,
        (ItemState.DROPPED, ItemMove.REOPEN): ItemState.OPEN,
    }
)


class Lack(StrEnum):
    """What an item lacks to be SMART; each value is the name of the field."""

    OWNER = "owner"
    DUE_ON = "due_on"
    MEASURE = "measure"


LACK_TEXTS: Final = MappingProxyType(
    {
        Lack.OWNER: "Nobody owns it",
        Lack.DUE_ON: "It has no date",
        Lack.MEASURE: "Nothing says how it will be measured",
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item as the check reads it. ``owner``: who will do it, by name or key; empty when nobody."""

    owner: str = ""
    due_on: date | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Smartness:
    """How much of a plan is SMART."""

    items: int
    smart: int

    @property
    def text(self) -> str:
        """For the screen: "3 of 4 items have an owner, a date and a measure"."""
        if not self.items:
            return "The plan has no items"
        return f"{self.smart} of {self.items} items have an owner, a date and a measure"


def lacks(item: Item) -> tuple[Lack, ...]:
    """What ``item`` lacks to be SMART, in the order of the form; empty when nothing."""
    present = (
        (bool(item.owner.strip()), Lack.OWNER),
        (item.due_on is not None, Lack.DUE_ON),
        (bool(item.measure.strip()), Lack.MEASURE),
    )
    return tuple(lack for has, lack in present if not has)


def smartness(items: tuple[Item, ...]) -> Smartness:
    """How many of ``items`` are SMART."""
    return Smartness(items=len(items), smart=sum(not lacks(item) for item in items))


def next_state(state: ItemState | str, move: ItemMove) -> ItemState | None:
    """Where ``move`` leads from ``state``; None when it leads nowhere. Raises ValueError for no state."""
    return ITEM_MOVES.get((ItemState(state), move))


def refusal(state: ItemState | str, move: ItemMove, *, impact: str = "", reason: str = "") -> str:
    """Why ``move`` isn't possible, for the screen; empty when it is.

    Finishing needs ``impact``, what it changed for the child; dropping and reopening need ``reason``.
    """
    if next_state(state, move) is None:
        return "Somebody has changed this item meanwhile"
    if move is ItemMove.FINISH:
        return "" if impact.strip() else "Enter what it has changed for the child"
    return "" if reason.strip() else "Enter why"
