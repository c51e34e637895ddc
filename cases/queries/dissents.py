"""Dissent that agencies recorded, of whatever kind of meeting; nothing is imported from where it is kept.

An app says so when it is loaded: `register(dissents)`. What it gives is asked as the service OVERSIGHT, for
the partnership's counts: it names no child.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Dissented:
    """One agency that didn't agree: with what kind of decision, when. `child` is a key, never shown."""

    child: int
    agency: int
    at: datetime
    what: str


Dissents = Callable[[datetime], Iterable[Dissented]]
_REGISTERED: Final[list[Dissents]] = []


def register(dissents: Dissents) -> None:
    """Make an app's dissents known; it does so once, when it is loaded."""
    if dissents not in _REGISTERED:
        _REGISTERED.append(dissents)


def since(at: datetime) -> Iterator[Dissented]:
    """Every dissent recorded from `at` on; for a service that may read them."""
    for dissents in _REGISTERED:
        yield from dissents(at)
