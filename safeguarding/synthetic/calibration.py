"""How long children stay open, so that as many are open today as the public figures say."""

from __future__ import annotations

from math import exp
from typing import Final

from cases.states import OPENING_OUTCOMES
from safeguarding.synthetic import figures

_STEPS: Final = 400


def mean_days_open() -> float:
    """The mean of an exponential time open with which `figures.open_share` of the children are open.

    Referrals fall on any day of the years with the same probability; a family stays open from its last one.
    """
    low, high = 1.0, float(figures.DAYS) * 10
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _share_open(middle) < figures.open_share() else (low, middle)
    return (low + high) / 2


def _share_open(mean: float) -> float:
    opening = sum(figures.OUTCOMES[outcome] for outcome in OPENING_OUTCOMES) / sum(figures.OUTCOMES.values())
    shares = figures.REFERRALS_OF_A_FAMILY
    still = sum(share * _still_open(mean, count) for count, share in shares.items()) / sum(shares.values())
    return opening * still


def _still_open(mean: float, referrals: int) -> float:
    """How probably a child is, whose family was referred so often: named by the last one, and still open."""
    places = [(step + 0.5) / _STEPS for step in range(_STEPS)]
    lasts = [
        referrals * (1 - place) ** (referrals - 1) * exp(-place * figures.DAYS / mean) for place in places
    ]
    named = 1.0
    if referrals > 1:
        families = figures.CHILDREN_OF_A_FAMILY
        one_of = sum(families.values()) / sum(count * share for count, share in families.items())
        named = figures.LATER_IS_ABOUT_ALL + (1 - figures.LATER_IS_ABOUT_ALL) * one_of
    return named * sum(lasts) / _STEPS
