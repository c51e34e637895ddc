"""Where everything that is drawn comes from: dice with a seed of their own, keys of a range of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws and keys for one stretch of children: the same seed and range give the same."""

    def __init__(self, seed: str, keys: range) -> None:
        # The hash of the text, not of the object: the same in every process.
        self.draw = Random(seed).random  # noqa: S311 - dice for fiction
        self._keys = iter(keys)

    def key(self) -> int:
        """The next key of the range, for whatever table. Raises RuntimeError when there is none."""
        for key in self._keys:
            return key
        raise RuntimeError("A stretch of children needs more keys than it has")

    def pick(self, values: Sequence[T]) -> T:
        """One of the values, each with the same probability."""
        return values[int(self.draw() * len(values))]


def even(shares: Mapping[T, int]) -> list[T]:
    """A list in which each value stands as often as its share says, to pick from."""
    return [value for value, share in shares.items() for _ in range(share)]
