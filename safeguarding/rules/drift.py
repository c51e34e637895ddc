"""Drift: signs that a plan stands still, each with its evidence.

Source: local procedure, from published reviews (rules on oversight): actions rolled over, wording unchanged
between reviews, scale unchanged for two reviews, a plan beyond 15 months, cancelled core groups. A sign is
shown on the child's page, in the team's view and in the review conference's pack; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from safeguarding.rules.calendar_months import add_months, interval_words, quantity

LONG_PLAN_MONTHS: Final = 15
# Two reviews in a row that found the score of the one before: three equal scores.
_SAME_SCORES: Final = 3


class Signal(StrEnum):
    """A sign of drift."""

    ROLLED_OVER = "rolled_over"
    SAME_WORDING = "same_wording"
    SAME_SCALE = "same_scale"
    LONG_PLAN = "long_plan"
    CANCELLED_CORE_GROUPS = "cancelled_core_groups"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that shows it: the key or reference of what it is about, the day, and the words."""

    reference: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A sign with its sentence and all its evidence, oldest first."""

    signal: Signal
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DueDate:
    """The due date of an action, and the day on which it was set."""

    set_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action that is still open: its key, its words, and its due dates, oldest first."""

    key: str
    action: str
    due_dates: tuple[DueDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A conference or review of the plan.

    ``wordings``: the words of the plan as it left the review, by the key of the part. ``scores``: the
    scale, by the key of whoever gave it.
    """

    reference: str
    on: date
    wordings: tuple[tuple[str, str], ...] = ()
    scores: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A core group (or a child in need meeting) that was cancelled: its reference, its day, why."""

    reference: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan as the signs read it. ``reviews`` begins with the conference that made the plan."""

    reference: str
    started_on: date
    actions: tuple[OpenAction, ...] = ()
    reviews: tuple[Review, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()


def find(plan: PlanFacts, today: date) -> tuple[Drift, ...]:
    """Every sign of drift in an open plan, in a fixed order; empty when there is none."""
    reviews = sorted(plan.reviews, key=lambda review: (review.on, review.reference))
    found = (
        _rolled_over(plan.actions, today),
        _same_wording(reviews),
        _same_scale(reviews),
        _long_plan(plan, today),
        _cancelled(plan.cancelled),
    )
    return tuple(sign for sign in found if sign is not None)


def _rolled_over(actions: Iterable[OpenAction], today: date) -> Drift | None:
    """A due date was put off once its day had come or passed, or has passed and the action is open."""
    evidence: list[Evidence] = []
    rolled: set[str] = set()
    for each in actions:
        for before, after in pairwise(each.due_dates):
            if after.due_on > before.due_on and after.set_on >= before.due_on:
                words = (
                    f"{each.action}: due {before.due_on.isoformat()}, put off to {after.due_on.isoformat()}"
                )
                evidence.append(Evidence(each.key, after.set_on, words))
                rolled.add(each.key)
        if each.due_dates and each.due_dates[-1].due_on < today:
            words = f"{each.action}: was due {each.due_dates[-1].due_on.isoformat()} and is not done"
            evidence.append(Evidence(each.key, each.due_dates[-1].due_on, words))
            rolled.add(each.key)
    return _sign(Signal.ROLLED_OVER, f"{quantity(len(rolled), 'action')} rolled over", evidence)


def _same_wording(reviews: list[Review]) -> Drift | None:
    """Words that the last review left as the one before had left them; spaces and case don't count."""
    if len(reviews) < 2:
        return None
    before, last = reviews[-2:]
    earlier = {key: _plain(words) for key, words in before.wordings}
    same = [
        (key, words) for key, words in last.wordings if _plain(words) and earlier.get(key) == _plain(words)
    ]
    evidence = [
        Evidence(key, last.on, f"Unchanged since {before.on.isoformat()}: {words}") for key, words in same
    ]
    text = f"{quantity(len(same), 'part')} of the plan worded as at the review before"
    return _sign(Signal.SAME_WORDING, text, evidence)


def _same_scale(reviews: list[Review]) -> Drift | None:
    """Whoever gave the same score at the last two reviews as at the one before them."""
    if len(reviews) < _SAME_SCORES:
        return None
    considered = reviews[-_SAME_SCORES:]
    scores = [dict(review.scores) for review in considered]
    same = [who for who, score in considered[-1].scores if all(each.get(who) == score for each in scores)]
    evidence = [
        Evidence(who, review.on, f"{given[who]} of 10")
        for who in same
        for review, given in zip(considered, scores, strict=True)
    ]
    return _sign(Signal.SAME_SCALE, "The scale has not changed for two reviews", evidence)


def _long_plan(plan: PlanFacts, today: date) -> Drift | None:
    if today <= add_months(plan.started_on, LONG_PLAN_MONTHS):
        return None
    lasted = interval_words(plan.started_on, today)
    evidence = Evidence(plan.reference, plan.started_on, f"Started {plan.started_on.isoformat()}")
    return Drift(
        Signal.LONG_PLAN, f"The plan has lasted {lasted}, beyond {LONG_PLAN_MONTHS} months", (evidence,)
    )


def _cancelled(cancelled: Iterable[Cancelled]) -> Drift | None:
    evidence = [Evidence(each.reference, each.on, each.reason or "No reason given") for each in cancelled]
    text = f"{quantity(len(evidence), 'meeting')} cancelled"
    return _sign(Signal.CANCELLED_CORE_GROUPS, text, evidence)


def _sign(signal: Signal, text: str, evidence: list[Evidence]) -> Drift | None:
    if not evidence:
        return None
    return Drift(signal, text, tuple(sorted(evidence, key=lambda each: each.on)))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
