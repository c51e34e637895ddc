"""How many professional challenges about a child are open: told by the app above that holds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cases.models import Child
from safeguarding.accounts.models import User

Counter = Callable[[User, Child], int]
_COUNTERS: Final[list[Counter]] = []


def register(counter: Counter) -> None:
    """Add who counts; its app does so once, when it is loaded."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def open_about(user: User, child: Child) -> int:
    """The open challenges about the child, as far as `user` sees them."""
    return sum(counter(user, child) for counter in _COUNTERS)
