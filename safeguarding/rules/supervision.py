"""Supervision: what the record of a child must hold, and how much of it was in time.

Source: local procedure, from published reviews (rules on oversight): professional curiosity, over-optimism
and disguised compliance are asked for by facts; supervised in time ÷ due, with 90 % as the published
reference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

# Percent of what was due that is to be in time.
REFERENCE: Final = 90


class Part(StrEnum):
    """A part of the record of one child."""

    SEEN = "seen"
    LIVED_EXPERIENCE = "lived_experience"
    CHANGE = "change_since"
    HISTORY = "history_and_patterns"
    HYPOTHESES = "hypotheses"
    CURIOSITY = "curiosity"
    OVER_OPTIMISM = "over_optimism"
    MALES = "males"
    TOOLS = "tools"
    DRIFT = "drift"
    THRESHOLD = "threshold"
    DECISION = "decision"
    RATIONALE = "rationale"


# Never signed without these; the others where a fact asks for them.
ALWAYS: Final = (
    Part.SEEN,
    Part.LIVED_EXPERIENCE,
    Part.CHANGE,
    Part.HYPOTHESES,
    Part.CURIOSITY,
    Part.THRESHOLD,
    Part.DECISION,
    Part.RATIONALE,
)


def missing(words: Mapping[str, str], asked_for: Collection[Part]) -> list[Part]:
    """The parts without which the record can't be signed, in the order of the page.

    `words` are what was written, by part; `asked_for` the parts that a prompt points at.
    """
    needed = {*ALWAYS, *asked_for}
    return [part for part in Part if part in needed and not words.get(part, "").strip()]


@dataclass(frozen=True, slots=True)
class Due:
    """One supervision that was due: until when, and when it was signed by everybody (None: not yet)."""

    due_at: datetime
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class Compliance:
    """How many were due, and how many of these were in time."""

    due: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """Supervised in time ÷ due, rounded down, so that nobody reaches the line by rounding; None when
        nothing was due."""
        return self.in_time * 100 // self.due if self.due else None

    @property
    def is_below(self) -> bool:
        """Whether the line isn't reached."""
        return self.percent is not None and self.percent < REFERENCE


def compliance(clocks: Iterable[Due], now: datetime) -> Compliance:
    """What of all that was due by `now` was in time.

    What was done before its day counts as due and in time; what still has time doesn't count yet.
    """
    due = in_time = 0
    for clock in clocks:
        done_in_time = clock.met_at is not None and clock.met_at < clock.due_at
        if done_in_time or clock.due_at <= now:
            due += 1
            in_time += done_in_time
    return Compliance(due, in_time)
