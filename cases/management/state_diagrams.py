"""Diagrams of states that upper apps add to docs/states.md; nothing is imported from there.

An app says so when it is loaded: `register(Diagram("A challenge", Position, {"stage_1": "raise"}, MOVES))`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices


@dataclass(frozen=True)
class Diagram:
    """A heading, the states, which act makes what stands in which of them, and the moves between them."""

    title: str
    states: type[TextChoices]
    starts: Mapping[str, str]
    moves: Mapping[Any, Any]


REGISTERED: Final[list[Diagram]] = []


def register(diagram: Diagram) -> None:
    """Add a diagram; its app does so once, when it is loaded."""
    if diagram not in REGISTERED:
        REGISTERED.append(diagram)
