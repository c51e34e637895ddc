"""The single assessment as a task list, and what it lacks before a manager can authorise it.

Sources: Working Together to Safeguard Children 2026 (the child's needs, parenting, family and environment;
the child is seen and heard); local procedure, from published reviews, for history with domestic abuse,
mental ill-health and substance misuse each addressed, the child's daily life, and every male; the children
in need census for its factors (validation rules 8869, 8897 and 8898).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from safeguarding.rules import closure
from safeguarding.rules.codes import ASSESSMENT_FACTOR, stands_alone_broken
from safeguarding.rules.fathers_and_males import Male, unaccounted

_FACTORS: Final = frozenset(code for code, _ in ASSESSMENT_FACTOR)


@dataclass(frozen=True, slots=True)
class Section:
    """One task of the list: its key (the name of the field), its heading, the question that it answers."""

    key: str
    heading: str
    question: str
    is_required: bool = True


SECTIONS: Final = (
    Section("family", "The family", "Who is in the family and the household, and how do they live together?"),
    Section(
        "history_text",
        "History",
        "What happened before, whatever the interval, and what does it mean now?",
    ),
    Section(
        "domestic_abuse", "Domestic abuse", "What is known of domestic abuse, with dates, or of its absence?"
    ),
    Section(
        "mental_ill_health",
        "Mental ill-health",
        "What is known of the parents’ mental health, with dates, or of there being no concern?",
    ),
    Section(
        "substance_misuse",
        "Alcohol and drugs",
        "What is known of alcohol and drugs, with dates, or of there being no concern?",
    ),
    Section(
        "daily_life",
        "A day in the child’s life",
        "What is the child’s day like, from waking up to going to sleep?",
    ),
    Section(
        "voice",
        "The child’s voice",
        "What does the child say, or, for a child who doesn’t speak, what was observed?",
    ),
    Section(
        "communication",
        "How the child communicates",
        "How does the child communicate, and what do they need?",
    ),
    Section("strengths", "Strengths", "What goes well and keeps the child safe?"),
    Section("risks", "Risks", "What are we worried about?"),
    Section(
        "parents_views", "The parents’ views", "What do the parents say, and those who care for the child?"
    ),
    Section("other_agencies", "Other agencies", "What do the other agencies say?", is_required=False),
    Section("analysis", "Analysis", "What does it all mean for this child?"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """An assessment as it is about to be sent to a manager.

    ``texts``: by key of a section. ``is_unborn``: then nobody is seen. ``not_seen_reason`` answers a child
    not seen or not seen alone. ``ends_work``: its recommendation ends social care's part, which asks for
    the closure gate in ``considered``.
    """

    texts: Mapping[str, str]
    factors: Sequence[str] = ()
    recommendation: str = ""
    males: Sequence[Male] = ()
    was_seen: bool = False
    was_seen_alone: bool = False
    not_seen_reason: str = ""
    is_unborn: bool = False
    ends_work: bool = False
    considered: Mapping[str, str] | None = None


def refusals(facts: Facts) -> Mapping[str, str]:
    """What is missing, by the name of the field; empty when a manager may authorise it."""
    found = {
        section.key: f"Enter something under “{section.heading}”"
        for section in SECTIONS
        if section.is_required and not facts.texts.get(section.key, "").strip()
    }
    if (
        not facts.is_unborn
        and not (facts.was_seen and facts.was_seen_alone)
        and not facts.not_seen_reason.strip()
    ):
        found["not_seen_reason"] = "Enter why the child was not seen, or not alone"
    left = unaccounted(facts.males)
    if left:
        found["males"] = f"Say what was done about {', '.join(left)}, or why nothing"
    factors = factors_refused(facts.factors)
    if factors:
        found["factors"] = factors
    if not facts.recommendation.strip():
        found["recommendation"] = "Select what you recommend"
    if facts.ends_work:
        found.update(closure.lacks(facts.considered or {}))
    return found


def factors_refused(factors: Iterable[str]) -> str:
    """Why these census factors can't stand with an authorised assessment; empty when they can."""
    codes = list(factors)
    if not codes:
        return "Select at least one factor, or that none was identified"
    if not set(codes) <= _FACTORS or len(set(codes)) < len(codes):
        return "Select factors from the list, each once"
    if stands_alone_broken(codes):
        return "Select no factors identified, or others, not both"
    return ""


def done(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the sections that have words, in the order of the list: for the task list."""
    return tuple(section.key for section in SECTIONS if texts.get(section.key, "").strip())
