"""Which amounts are in force on a day: the rules' own, and the partnership's in place of local defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cases.exceptions import NotVisibleError
from cases.models import LocalTimescale
from safeguarding.rules.timescales import TIMESCALES, Group, Timescale, allows, with_local_amounts


@dataclass(frozen=True)
class Shown:
    """One rule as it applies on a day; `own` is the partnership's line behind its amount, if there is one.

    `planned` are the partnership's lines that take effect later, the first one first.
    """

    rule: Timescale
    own: LocalTimescale | None
    planned: tuple[LocalTimescale, ...]


def in_force(on: date) -> Mapping[str, Timescale]:
    """Every rule with the amount that applies to clocks that start on the London day `on`."""
    lines = LocalTimescale.objects.filter(effective_from__lte=on).order_by("effective_from", "pk")
    # What a later edition of the rules allows no more (it has become law, say) doesn't count any more.
    amounts = {rule: own for rule, own in lines.values_list("rule_id", "amount") if allows(rule, own)}
    return with_local_amounts(amounts) if amounts else TIMESCALES


def of_rule(rule_id: str, on: date) -> Timescale:
    """One rule as it applies to a clock that starts on the London day `on`; KeyError for an unknown rule."""
    return in_force(on)[rule_id]


def by_group(on: date) -> list[tuple[Group, list[Shown]]]:
    """Every rule as it applies on the London day `on`, under its heading."""
    lines = list(LocalTimescale.objects.order_by("rule_id", "effective_from", "pk"))
    by_rule = {rule_id: list(own) for rule_id, own in groupby(lines, key=lambda line: line.rule_id)}
    shown = [_shown(rule_id, by_rule.get(rule_id, []), on) for rule_id in TIMESCALES]
    return [(group, [each for each in shown if each.rule.group is group]) for group in Group]


def of_page(rule_id: str, on: date) -> tuple[Shown, list[LocalTimescale]]:
    """One rule as it applies on `on`, and every own amount that it ever had, the newest line first.

    Raises NotVisibleError for an unknown rule.
    """
    if rule_id not in TIMESCALES:
        raise NotVisibleError
    lines = list(LocalTimescale.objects.filter(rule_id=rule_id).select_related("set_by").order_by("-pk"))
    ordered = sorted(lines, key=lambda line: (line.effective_from, line.pk))
    return _shown(rule_id, ordered, on), lines


def _shown(rule_id: str, lines: list[LocalTimescale], on: date) -> Shown:
    """`lines` in the order of their days; the last of a day counts."""
    standing = [line for line in lines if allows(rule_id, line.amount)]
    own = next((line for line in reversed(standing) if line.effective_from <= on), None)
    planned = {line.effective_from: line for line in standing if line.effective_from > on}
    rule = TIMESCALES[rule_id] if own is None else with_local_amounts({rule_id: own.amount})[rule_id]
    return Shown(rule, own, tuple(planned.values()))
