"""Fathers and other males of the household: each is assessed or invited, or there is a reason why not.

Source: local procedure, from published reviews that found fathers and males left out; checked before an
assessment, a core group's minutes and a plan are signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Male:
    """A father (wherever he lives) or a male of the household, and what was done about him.

    ``views``: what he says, when they were heard. ``reason``: why he was neither seen nor invited.
    """

    name: str
    was_invited: bool = False
    was_seen: bool = False
    views: str = ""
    reason: str = ""


def is_accounted_for(male: Male) -> bool:
    """Whether he was invited or seen, or gave his views, or a reason says why not."""
    return male.was_invited or male.was_seen or bool(male.views.strip()) or bool(male.reason.strip())


def unaccounted(males: Iterable[Male]) -> tuple[str, ...]:
    """The names of those about whom nothing was done and no reason given, in their order."""
    return tuple(male.name for male in males if not is_accounted_for(male))
