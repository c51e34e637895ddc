"""References as people read them out: one for each key, unlike that of its neighbour."""

from __future__ import annotations

from typing import Final

from cases.services.references import ALPHABET, LENGTH

_SIZE: Final = len(ALPHABET) ** LENGTH
# Odd, so that multiplying by it modulo a power of two gives every number once.
_FACTOR: Final = 21_474_836_477


def of(prefix: str, key: int) -> str:
    """The reference of the record with this key (below 32 to the power of 7)."""
    number, marks = key * _FACTOR % _SIZE, []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        marks.append(ALPHABET[place])
    return prefix + "".join(marks)
