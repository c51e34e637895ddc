"""What every kind of row is made with, and the stretches in which children are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from safeguarding.synthetic.days import Days
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family, Households
from safeguarding.synthetic.staff import Staff
from safeguarding.synthetic.table import Table

# Children are made in stretches of so many, each from dice and keys of its own: which process makes which
# stretch, and in which order, changes nothing.
STRETCH: Final = 1_000
_KEYS: Final = STRETCH * 128


@dataclass(frozen=True)
class World:
    """The partnership in which all families live. `view` is the key of the permission that grants give."""

    seed: int
    children: int
    days: Days
    staff: Staff
    households: Households
    view: int

    def stretches(self) -> range:
        """The numbers of its stretches."""
        return range(-(-self.children // STRETCH))

    def dice(self, stretch: int) -> Dice:
        """The dice of one stretch."""
        return Dice(f"{self.seed}:{stretch}", range(stretch * _KEYS + 1, (stretch + 1) * _KEYS + 1))

    def families(self, stretch: int, dice: Dice) -> Iterator[Family]:
        """Each family of one stretch: a thousand children together, in the last stretch what is left."""
        done, end = stretch * STRETCH, min((stretch + 1) * STRETCH, self.children)
        while done < end:
            family = self.households.draw(dice, at_most=end - done)
            for child in family.children:
                done += 1
                child.number = done
            yield family


class Rows(Protocol):
    """One kind of row: its tables, and what is written into them for a family."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, each filled by `write` and emptied by COPY."""

    def write(self, family: Family, dice: Dice) -> None:
        """Write the rows of this family into the tables."""
