"""Assessment tools: areas, scales and directions as data; who may use one on a day; how scores move.

Source: local procedure, from published reviews. The tools belong to their owners: the service keeps results
and evidence in own words, never a tool's text. What stands here are the defaults; areas, scales and who is
accredited are configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from safeguarding.rules.calendar_months import add_months


class Direction(StrEnum):
    """Which end of a tool's scale is the better one for the child."""

    LOW_IS_BETTER = "low_is_better"
    HIGH_IS_BETTER = "high_is_better"


@dataclass(frozen=True, slots=True)
class Area:
    """One area that is scored on its own."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as it is configured.

    ``prompted_by``: the code in ``safeguarding.rules.themes`` that asks for it. ``lowest`` and ``highest``:
    the scale of each area, both included. ``accredited_for_months``: how long an accreditation lasts, None
    for ever; without ``needs_accreditation`` anybody may use it. ``licence``: whose it is, shown beside it.
    """

    code: str
    label: str
    prompted_by: str
    areas: tuple[Area, ...]
    lowest: int
    highest: int
    direction: Direction
    licence: str
    needs_accreditation: bool = False
    accredited_for_months: int | None = None
    asks_marac: bool = False
    asks_carer: bool = False

    @property
    def scale(self) -> str:
        """The scale in words: "1 (best) to 5"."""
        if self.direction is Direction.LOW_IS_BETTER:
            return f"{self.lowest} (best) to {self.highest}"
        return f"{self.lowest} to {self.highest} (best)"


_OWNED: Final = "The tool and its text belong to its owner; only results are kept here."
_OVERALL: Final = (Area("overall", "Overall"),)

_DEFAULTS: Final = (
    Tool(
        "gcp2",
        "Graded Care Profile 2",
        prompted_by="neglect_tool",
        areas=(
            Area("physical", "Physical care"),
            Area("safety", "Safety"),
            Area("emotional", "Emotional care"),
            Area("developmental", "Developmental care"),
        ),
        lowest=1,
        highest=5,
        direction=Direction.LOW_IS_BETTER,
        licence=_OWNED,
        needs_accreditation=True,
        asks_carer=True,
    ),
    Tool(
        "neglect_toolkit",
        "Neglect toolkit",
        prompted_by="neglect_tool",
        areas=_OVERALL,
        lowest=1,
        highest=4,
        direction=Direction.LOW_IS_BETTER,
        licence=_OWNED,
    ),
    Tool(
        "dash",
        "DASH risk checklist",
        prompted_by="dash",
        areas=_OVERALL,
        lowest=0,
        highest=24,
        direction=Direction.LOW_IS_BETTER,
        licence=_OWNED,
        asks_marac=True,
    ),
    Tool(
        "exploitation",
        "Exploitation screening tool",
        prompted_by="exploitation_tool",
        areas=_OVERALL,
        lowest=0,
        highest=3,
        direction=Direction.LOW_IS_BETTER,
        licence=_OWNED,
    ),
    Tool(
        "brook",
        "Brook Traffic Light",
        prompted_by="sexual_behaviour_tool",
        areas=_OVERALL,
        lowest=1,
        highest=3,
        direction=Direction.LOW_IS_BETTER,
        licence=_OWNED,
        needs_accreditation=True,
    ),
)
TOOLS: Final[Mapping[str, Tool]] = MappingProxyType({tool.code: tool for tool in _DEFAULTS})


@dataclass(frozen=True, slots=True)
class Accreditation:
    """That somebody may use a tool from a day; ``withdrawn_on``: from that day on not any more."""

    tool: str
    since: date
    withdrawn_on: date | None = None


class Change(StrEnum):
    """How a score moved since the result before."""

    FIRST = "first"
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Result:
    """One result: its reference, the last day of the observation, and the score by area."""

    reference: str
    on: date
    scores: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One score of an area in the order of time; ``change`` is since the area's score before."""

    area: str
    reference: str
    on: date
    score: int
    change: Change


def ends_on(tool: Tool, accreditation: Accreditation) -> date | None:
    """The last day on which the accreditation holds; None when it doesn't end. Withdrawn counts too."""
    lasts = tool.accredited_for_months
    expires = None if lasts is None else add_months(accreditation.since, lasts)
    withdrawn = accreditation.withdrawn_on
    # The day of the withdrawal itself is the first without it.
    last = None if withdrawn is None else date.fromordinal(withdrawn.toordinal() - 1)
    return min((day for day in (expires, last) if day is not None), default=None)


def may_use(tool: Tool, accreditations: Iterable[Accreditation], on: date) -> bool:
    """Whether somebody with these accreditations may use ``tool`` on a day."""
    if not tool.needs_accreditation:
        return True
    return any(_holds(tool, each, on) for each in accreditations if each.tool == tool.code)


def score_refusals(tool: Tool, scores: Mapping[str, int]) -> Mapping[str, str]:
    """What is wrong with ``scores``, by area; empty when every area has a score within the scale.

    Areas that the tool doesn't have are refused too.
    """
    known = {area.code for area in tool.areas}
    found = {code: "The tool has no such area" for code in scores if code not in known}
    for area in tool.areas:
        score = scores.get(area.code)
        if score is None:
            found[area.code] = f"Enter the score for {area.label.lower()}"
        elif not tool.lowest <= score <= tool.highest:
            found[area.code] = f"Enter a score from {tool.lowest} to {tool.highest}"
    return MappingProxyType(found)


def trend(tool: Tool, results: Iterable[Result]) -> tuple[TrendPoint, ...]:
    """Every score with how it moved, area by area in the tool's order, oldest first."""
    ordered = sorted(results, key=lambda result: (result.on, result.reference))
    return tuple(point for area in tool.areas for point in _of_area(tool, area.code, ordered))


def change(tool: Tool, before: int, after: int) -> Change:
    """How a score moved, in the tool's direction."""
    if before == after:
        return Change.SAME
    is_lower = after < before
    return Change.BETTER if is_lower == (tool.direction is Direction.LOW_IS_BETTER) else Change.WORSE


def _holds(tool: Tool, accreditation: Accreditation, on: date) -> bool:
    last = ends_on(tool, accreditation)
    return accreditation.since <= on and (last is None or on <= last)


def _of_area(tool: Tool, area: str, ordered: Sequence[Result]) -> Iterable[TrendPoint]:
    before: int | None = None
    for result in ordered:
        score = result.scores.get(area)
        if score is None:
            continue
        moved = Change.FIRST if before is None else change(tool, before, score)
        yield TrendPoint(area, result.reference, result.on, score, moved)
        before = score
