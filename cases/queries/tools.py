"""Assessment tools: as they are set up, who is accredited, a child's results, how they moved, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases import access, access_tools
from cases.exceptions import NotVisibleError
from cases.models import Child, LocalTool, ToolAccreditation, ToolResult
from safeguarding.accounts.models import User
from safeguarding.rules import tools as rules
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.themes import ToolPrompt, suggests_tool

# Concerns of the last year ask for a tool, and a result of the last year answers them.
PROMPTED_FOR_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Configured:
    """A tool as it applies now; `own` is the partnership's line, None for what the service starts with."""

    tool: rules.Tool
    own: LocalTool | None
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class Accredited:
    """One line of the register: until when it holds (None: without end), and whether it does now."""

    row: ToolAccreditation
    label: str
    ends_on: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One tool's results of a child: the tool on their scale, those that compare, and how each area moved."""

    label: str
    scale: str
    lowest: int
    highest: int
    results: list[ToolResult]
    areas: list[AreaTrend]


@dataclass(frozen=True, slots=True)
class AreaTrend:
    """One area's scores in the order of time; `is_upside_down`: the lowest score is the best one."""

    label: str
    points: list[rules.TrendPoint]
    is_upside_down: bool


def configured() -> dict[str, Configured]:
    """Every tool by its code, the partnership's own set-up in the place of the service's."""
    newest: dict[str, LocalTool] = {}
    for line in LocalTool.objects.select_related("set_by").order_by("pk"):
        newest[line.code] = line
    found = {code: Configured(tool, None, True) for code, tool in rules.TOOLS.items()}
    found.update({code: Configured(as_rule(line), line, line.is_in_use) for code, line in newest.items()})
    return found


def in_use() -> Mapping[str, rules.Tool]:
    """The tools that results may be recorded of."""
    return {code: each.tool for code, each in configured().items() if each.is_in_use}


def one(code: str) -> Configured:
    """The tool with this code, in use or not; raises NotVisibleError."""
    found = configured().get(code)
    if found is None:
        raise NotVisibleError
    return found


def lines(code: str) -> list[LocalTool]:
    """How the partnership set the tool up, the newest first."""
    return list(LocalTool.objects.filter(code=code).select_related("set_by").order_by("-pk"))


def as_rule(line: LocalTool) -> rules.Tool:
    """A line of the set-up as the rules know tools."""
    return rules.Tool(
        code=line.code,
        label=line.label,
        prompted_by=line.prompted_by,
        areas=tuple(rules.Area(*each) for each in zip(line.area_codes, line.area_labels, strict=True)),
        lowest=line.lowest,
        highest=line.highest,
        direction=rules.Direction(line.direction),
        licence=line.licence,
        needs_accreditation=line.needs_accreditation,
        accredited_for_months=line.accredited_for_months,
        asks_marac=line.asks_marac,
        asks_carer=line.asks_carer,
    )


def accreditations(user: User) -> list[rules.Accreditation]:
    """What `user` is or was accredited for, as the rules know it."""
    rows = ToolAccreditation.objects.filter(user=user)
    return [rules.Accreditation(row.tool, row.since, row.withdrawn_on) for row in rows]


def usable(user: User, on: date) -> list[tuple[rules.Tool, bool]]:
    """The tools in use, each with whether `user` may use it on a day."""
    held = accreditations(user)
    return [(tool, rules.may_use(tool, held, on)) for tool in in_use().values()]


def register(user: User, on: date) -> list[Accredited]:
    """The whole register, those that hold first, by tool and name."""
    known = configured()
    rows = access_tools.visible_accreditations(user).select_related("user__agency")
    found = [_accredited(row, known, on) for row in rows]
    return sorted(found, key=lambda each: (not each.holds, each.label, each.row.user.full_name, each.row.pk))


def accreditation(pk: int) -> ToolAccreditation:
    """One line of the register; raises NotVisibleError."""
    found = ToolAccreditation.objects.select_related("user").filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def people() -> list[User]:
    """Those who may be accredited: everybody here who works with children."""
    users = User.objects.filter(is_active=True).select_related("agency", "team__agency")
    return [each for each in users.order_by("full_name", "pk") if access.may(each, access.Action.REFER)]


def of_child(user: User, child: Child) -> list[ToolResult]:
    """The child's results that `user` may see, the newest first."""
    rows = access_tools.visible_results(user).filter(child=child)
    return list(rows.select_related("assessor", "agency"))


def get(user: User, child: Child, reference: str) -> ToolResult:
    """One result of this child; raises NotVisibleError."""
    rows = access_tools.visible_results(user).filter(child=child, reference=reference.upper())
    found = rows.select_related("assessor", "agency", "taken_back_by").first()
    if found is None:
        raise NotVisibleError
    return found


def series(results: Iterable[ToolResult]) -> list[Series]:
    """The results by tool, each with its trend; on another scale than the newest nothing is compared."""
    by_tool: dict[str, list[ToolResult]] = {}
    for result in results:
        if result.taken_back_at is None:
            by_tool.setdefault(result.tool, []).append(result)
    return [_series(found) for found in by_tool.values()]


def prompts(user: User, child: Child, results: Iterable[ToolResult], today: date) -> list[ToolPrompt]:
    """The tools that the concerns of the last year ask for, without a result of the last year."""
    since = add_months(today, -PROMPTED_FOR_MONTHS)
    rows = access.visible_events(user).filter(child=child, superseded_by=None, occurred_at__date__gte=since)
    themes = {theme for themes in rows.values_list("themes", flat=True) for theme in themes}
    known = configured()
    used = {
        known[result.tool].tool.prompted_by
        for result in results
        if result.taken_back_at is None and result.observed_until >= since and result.tool in known
    }
    asked = {each.tool.prompted_by for each in known.values() if each.is_in_use}
    return [each for each in suggests_tool(themes, used) if each.tool in asked]


def scores(result: ToolResult) -> list[tuple[str, int]]:
    """The scores of a result by the words for their areas, in the tool's order."""
    return [(area["label"], result.scores[area["code"]]) for area in result.areas]


def scale(result: ToolResult) -> str:
    """The scale of a result's day in words."""
    return _rule_of(result).scale


def _accredited(row: ToolAccreditation, known: Mapping[str, Configured], on: date) -> Accredited:
    found = known.get(row.tool)
    if found is None:
        return Accredited(row, row.tool, row.withdrawn_on, False)
    held = rules.Accreditation(row.tool, row.since, row.withdrawn_on)
    ends = rules.ends_on(found.tool, held)
    holds = row.since <= on and (ends is None or on <= ends)
    return Accredited(row, found.tool.label, ends, holds)


def _rule_of(result: ToolResult) -> rules.Tool:
    return rules.Tool(
        code=result.tool,
        label=result.label,
        prompted_by="",
        areas=tuple(rules.Area(area["code"], area["label"]) for area in result.areas),
        lowest=result.lowest,
        highest=result.highest,
        direction=rules.Direction(result.direction),
        licence="",
    )


def _series(results: list[ToolResult]) -> Series:
    newest = results[0]
    rule = _rule_of(newest)
    alike = [each for each in results if _is_alike(each, newest)]
    # By the key: of two of one day the one that was recorded later comes after the other.
    points = rules.trend(
        rule, [rules.Result(f"{each.pk:012}", each.observed_until, each.scores) for each in alike]
    )
    return Series(
        label=newest.label,
        scale=rule.scale,
        lowest=rule.lowest,
        highest=rule.highest,
        results=results,
        areas=[
            AreaTrend(
                area.label,
                [point for point in points if point.area == area.code],
                rule.direction is rules.Direction.LOW_IS_BETTER,
            )
            for area in rule.areas
        ],
    )


def _is_alike(one_: ToolResult, other: ToolResult) -> bool:
    names = ("lowest", "highest", "direction")
    return all(getattr(one_, name) == getattr(other, name) for name in names)
