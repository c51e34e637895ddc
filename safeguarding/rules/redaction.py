"""Who reads which part of a meeting's minutes, as data: one table for every copy that leaves.

Source: local procedure on information sharing (rules, sections 4 and 10): parents receive what is shared with
the network, professionals also what is for professionals, police-sensitive parts stay with the police,
supervision is in nobody's copy. What an agency marked as its own is in its own copy alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# By kind of copy, the sensitivities of other agencies' parts that it shows.
SHOWN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "social_care": frozenset({"shared", "professionals", "social_care"}),
        "police": frozenset({"shared", "professionals", "police"}),
        "professional": frozenset({"shared", "professionals"}),
        "parents": frozenset({"shared"}),
        "none": frozenset(),
    }
)
# In nobody's copy, whoever wrote it.
_NEVER: Final = "supervision"
_FAMILY: Final = "parents"


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the minutes. `agency` is the key of who said it, `child` of whom it is about; None: all."""

    key: str
    heading: str
    text: str
    sensitivity: str
    agency: int | None = None
    child: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a copy is made: its kind, the reader's agency, and the children whose parts they may read."""

    copy: str
    agency: int | None
    children: frozenset[int]


def shows(block: Block, reader: Reader) -> bool:
    """Whether a copy for `reader` holds `block`; raises KeyError for an unknown kind of copy."""
    if block.sensitivity == _NEVER or (block.child is not None and block.child not in reader.children):
        return False
    own = block.agency is not None and block.agency == reader.agency and reader.copy != _FAMILY
    return block.sensitivity in SHOWN[reader.copy] or (own and reader.copy != "none")


def copy_for(blocks: Iterable[Block], reader: Reader) -> tuple[Block, ...]:
    """The parts of the minutes in the copy for `reader`, in their order; the rest leaves no trace."""
    return tuple(block for block in blocks if shows(block, reader))


def left_out(blocks: Iterable[Block], readers: Collection[Reader]) -> tuple[Block, ...]:
    """The parts that none of `readers` will see: for the chair, before the minutes go out."""
    return tuple(block for block in blocks if not any(shows(block, reader) for reader in readers))
