"""Safe withdrawal: an agency leaves a child's network only after a multi-agency view, its actions handed on.

Source: local procedure, from a published review in which agencies withdrew unsafely: the others' view is
heard first, and each open action of the agency that leaves has a new owner. A refusal or dissent is kept in
its own words; it can become a professional challenge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from safeguarding.rules.calendar_months import quantity


class Answer(StrEnum):
    """What another agency says to it."""

    AGREES = "agrees"
    DISSENTS = "dissents"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class View:
    """One other agency's view. ``words``: its own; where there was no answer, how and when it was asked."""

    agency: str
    answer: Answer
    words: str = ""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """An open action of the agency that leaves, and the agency of its new owner; empty when there is none."""

    key: str
    action: str
    new_owner_agency: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An agency that wants to leave: why, what the others say, and who takes on what it has open."""

    agency: str
    reason: str
    views: tuple[View, ...] = ()
    actions: tuple[HandedOn, ...] = ()


def refusals(withdrawal: Withdrawal, network: Collection[str]) -> tuple[str, ...]:
    """Why the agency can't leave yet, each in a sentence; empty when it can.

    ``network``: the agencies involved with the child now. Each of the others has given a view or was asked
    without an answer, and at least one has answered; dissent keeps nobody. An agency that is alone leaves
    without a view: there is nobody to ask.
    """
    found = [] if withdrawal.reason.strip() else ["Enter why the agency leaves"]
    others = sorted(set(network) - {withdrawal.agency})
    views = {view.agency: view for view in withdrawal.views if view.words.strip()}
    found += [f"Record the view of {agency}, or how it was asked" for agency in others if agency not in views]
    heard = [views[agency] for agency in others if agency in views]
    if heard and len(heard) == len(others) and all(view.answer is Answer.NO_ANSWER for view in heard):
        found.append("No other agency has answered: at least one view is needed")
    without = [each for each in withdrawal.actions if each.new_owner_agency in {"", withdrawal.agency}]
    if without:
        named = "; ".join(each.action for each in without)
        found.append(f"{quantity(len(without), 'open action')} without a new owner elsewhere: {named}")
    return tuple(found)


def dissents(views: Iterable[View]) -> tuple[View, ...]:
    """The views that may become a challenge: dissent, in its own words."""
    return tuple(view for view in views if view.answer is Answer.DISSENTS)
