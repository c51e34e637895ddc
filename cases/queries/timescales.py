"""Which amounts are in force on a day: the rules' own, and the partnership's in place of local defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cases.models import LocalTimescale
from safeguarding.rules.timescales import TIMESCALES, Timescale, with_local_amounts


def in_force(on: date) -> Mapping[str, Timescale]:
    """Every rule with the amount that applies to clocks that start on the London day `on`."""
    lines = LocalTimescale.objects.filter(effective_from__lte=on).order_by("effective_from", "pk")
    amounts = dict(lines.values_list("rule_id", "amount"))
    return with_local_amounts(amounts) if amounts else TIMESCALES


def of_rule(rule_id: str, on: date) -> Timescale:
    """One rule as it applies to a clock that starts on the London day `on`; KeyError for an unknown rule."""
    return in_force(on)[rule_id]
