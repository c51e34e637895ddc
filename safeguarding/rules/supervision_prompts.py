"""What to ask in supervision, from the facts: curiosity, over-optimism, disguised compliance, and what else.

A prompt names the fact that raised it and the part of the record that answers it; it decides nothing. Source:
local procedure, from published reviews (rules on oversight): cancelled visits, what was promised and not
done, and improvement that is claimed without evidence are how compliance is disguised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from safeguarding.rules.calendar_months import quantity
from safeguarding.rules.supervision import Part

# A child who wasn't heard for so long has become invisible.
UNHEARD_DAYS: Final = 28


class Theme(StrEnum):
    """What a prompt is about."""

    CURIOSITY = "Professional curiosity"
    OVER_OPTIMISM = "Over-optimism"
    DISGUISED_COMPLIANCE = "Disguised compliance"
    MALES = "Fathers and other males"
    DRIFT = "Drift"
    DISAGREEMENT = "Disagreement"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of a child since `since`, as far as its reader sees it; lists are sentences, oldest
    first."""

    since: date
    until: date
    is_first: bool = False
    visits: int = 0
    seen: int = 0
    seen_alone: int = 0
    last_seen: date | None = None
    last_seen_alone: date | None = None
    last_heard: date | None = None
    # Visits at which the child wasn't seen, and appointments that a carer cancelled.
    not_done: tuple[str, ...] = ()
    not_brought: tuple[str, ...] = ()
    is_persistent: bool = False
    promised: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    # Scores that rose: somebody says that the child is safer.
    improved: tuple[str, ...] = ()
    males: tuple[str, ...] = ()
    challenges: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question, the facts that raised it, and the part of the record that answers it."""

    theme: Theme
    question: str
    because: tuple[str, ...] = field(default=())
    part: Part = Part.CURIOSITY


def prompts(facts: Facts) -> list[Prompt]:
    """The questions that these facts raise, in a fixed order; none when nothing does."""
    return [prompt for rule in _RULES for prompt in rule(facts)]


def _not_seen_alone(facts: Facts) -> Iterator[Prompt]:
    if facts.seen_alone:
        return
    because = (
        f"Seen {quantity(facts.seen, 'time')}, never alone"
        if facts.seen
        else f"{quantity(facts.visits, 'visit')}, the child was not seen"
    )
    yield Prompt(
        Theme.CURIOSITY,
        "Nobody has spoken to the child alone. What can the child not say in front of adults?",
        (because,),
        Part.SEEN,
    )


def _unheard(facts: Facts) -> Iterator[Prompt]:
    heard = facts.last_heard
    if heard is not None and (facts.until - heard).days < UNHEARD_DAYS:
        return
    words = (
        f"Last heard {quantity((facts.until - heard).days, 'day')} ago"
        if heard is not None
        else "Nobody has written down what the child says"
    )
    yield Prompt(Theme.CURIOSITY, "What would the child say about home?", (words,), Part.LIVED_EXPERIENCE)


def _cancelled(facts: Facts) -> Iterator[Prompt]:
    if facts.not_done:
        yield Prompt(
            Theme.DISGUISED_COMPLIANCE,
            "Contacts were cancelled, or the child wasn’t there. Who decided that? What was not to be seen?",
            facts.not_done,
            Part.OVER_OPTIMISM,
        )


def _promised(facts: Facts) -> Iterator[Prompt]:
    if facts.promised:
        yield Prompt(
            Theme.DISGUISED_COMPLIANCE,
            "This was promised and not done. Is agreeing a way of being left alone?",
            facts.promised,
            Part.OVER_OPTIMISM,
        )


def _not_brought(facts: Facts) -> Iterator[Prompt]:
    if facts.not_brought:
        yield Prompt(
            Theme.DISGUISED_COMPLIANCE if facts.is_persistent else Theme.CURIOSITY,
            "The child was persistently not brought: discussing it here is mandatory. What does it mean for"
            " the child, and what follows?"
            if facts.is_persistent
            else "The child was not brought. What does it mean for the child?",
            facts.not_brought,
            Part.OVER_OPTIMISM if facts.is_persistent else Part.CURIOSITY,
        )


def _claimed(facts: Facts) -> Iterator[Prompt]:
    """Improvement is claimed, and what is on record doesn't show it."""
    if not facts.improved:
        return
    against = tuple(
        words
        for holds, words in (
            (not facts.seen_alone, "The child was not seen alone"),
            (bool(facts.not_done), f"Contacts not done: {len(facts.not_done)}"),
            (bool(facts.not_brought), f"Not brought: {len(facts.not_brought)}"),
            (bool(facts.promised), f"Promised and not done: {len(facts.promised)}"),
        )
        if holds
    )
    if against:
        yield Prompt(
            Theme.OVER_OPTIMISM,
            "Improvement is claimed. What has been seen to change for the child, and for how long?",
            (*facts.improved, *against),
            Part.OVER_OPTIMISM,
        )


def _males(facts: Facts) -> Iterator[Prompt]:
    if facts.males:
        yield Prompt(
            Theme.MALES,
            "What do we know of him from himself: as a risk, and as a resource?",
            facts.males,
            Part.MALES,
        )


def _drift(facts: Facts) -> Iterator[Prompt]:
    if facts.unchanged:
        yield Prompt(
            Theme.DRIFT,
            "The plan stands still. What would have to be different, and by when?",
            facts.unchanged,
            Part.DRIFT,
        )


def _late(facts: Facts) -> Iterator[Prompt]:
    if facts.late:
        yield Prompt(
            Theme.DRIFT, "Time limits have passed. What has that meant for the child?", facts.late, Part.DRIFT
        )


def _challenged(facts: Facts) -> Iterator[Prompt]:
    if facts.challenges:
        yield Prompt(
            Theme.DISAGREEMENT,
            "Another agency disagrees. What do they see that we don’t?",
            (f"{quantity(facts.challenges, 'open challenge')}",),
            Part.HYPOTHESES,
        )


_RULES: Final[tuple[Callable[[Facts], Iterator[Prompt]], ...]] = (
    _not_seen_alone,
    _unheard,
    _cancelled,
    _promised,
    _not_brought,
    _claimed,
    _males,
    _drift,
    _late,
    _challenged,
)
