"""Historic high risk: a history that goes to senior management and the head of service.

Source: local procedure, from a published review's recommendation: history counts at any interval, and the
head of service's decision is final and recorded. It does not stop an agency's own professional challenge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from safeguarding.rules import rereferral
from safeguarding.rules.calendar_months import add_months, quantity

MANY_REFERRALS: Final = 3
LONG_PLAN_MONTHS: Final = 24


class HistoricReason(StrEnum):
    """What in a child's history makes the risk high."""

    RE_REFERRAL = "re_referral"
    MANY_REFERRALS = "many_referrals"
    EARLIER_PLAN = "earlier_plan"
    EARLIER_SECTION_47 = "earlier_section_47"
    LONG_PLAN = "long_plan"
    SIBLING_REMOVED = "sibling_removed"


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """A child protection plan from ``start`` to ``end``; ``end`` is None while it runs."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class HistoricFacts:
    """What is known of a child's history when a referral is received, in this authority or another.

    ``earlier_referrals``: dates of the child's other referrals. ``plans``: child protection plans.
    ``section_47_enquiries``: how many earlier ones. ``siblings_removed``: how many siblings were removed.
    """

    received: date
    earlier_referrals: tuple[date, ...] = ()
    plans: tuple[PlanPeriod, ...] = ()
    section_47_enquiries: int = 0
    siblings_removed: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason with the sentence shown for it."""

    reason: HistoricReason
    text: str


def assess(facts: HistoricFacts) -> tuple[Finding, ...]:
    """Every reason why the history is high risk, in a fixed order; empty when there is none.

    The referral at hand is one of the three that make many; one received later than it is not counted.
    """
    known = rereferral.assess(facts.earlier_referrals, facts.received)
    referrals = known.count + 1
    plans = [plan for plan in facts.plans if plan.start <= facts.received]
    long_plans = [plan for plan in plans if _is_long(plan, facts.received)]
    found = (
        (
            known.is_re_referral,
            HistoricReason.RE_REFERRAL,
            f"Re-referral: the last referral was {_ago(known.interval)}.",
        ),
        (
            referrals >= MANY_REFERRALS,
            HistoricReason.MANY_REFERRALS,
            f"{quantity(referrals, 'referral')} in all, this one included.",
        ),
        (
            bool(plans),
            HistoricReason.EARLIER_PLAN,
            f"{quantity(len(plans), 'child protection plan')} before.",
        ),
        (
            facts.section_47_enquiries > 0,
            HistoricReason.EARLIER_SECTION_47,
            f"{_section_47_words(facts.section_47_enquiries)} before.",
        ),
        (bool(long_plans), HistoricReason.LONG_PLAN, "A child protection plan lasted 2 years or more."),
        (
            facts.siblings_removed > 0,
            HistoricReason.SIBLING_REMOVED,
            f"{quantity(facts.siblings_removed, 'sibling')} removed from the family.",
        ),
    )
    return tuple(Finding(reason, text) for holds, reason, text in found if holds)


def _is_long(plan: PlanPeriod, received: date) -> bool:
    end = received if plan.end is None else min(plan.end, received)
    return add_months(plan.start, LONG_PLAN_MONTHS) <= end


def _ago(interval: str) -> str:
    return "on the same day" if interval == "the same day" else f"{interval} earlier"


def _section_47_words(number: int) -> str:
    return "1 section 47 enquiry" if number == 1 else f"{number} section 47 enquiries"
