"""What there is to do, by whom and until when: through the gate, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Min, Q, QuerySet, When, Window

from cases import access
from cases.models import Child, Deadline
from cases.queries.deadline_links import reference_of
from cases.queries.worklist_rows import Row, holder_name, joined, name_of, row, rule_label
from cases.queries.worklist_scope import (
    HELD,
    HELD_BY_A_TEAM,
    HELD_BY_NOBODY,
    HOLDER,
    OPEN,
    Held,
    held_by,
    mine,
    not_mine,
    of_team,
)
from cases.queries.worklist_summary import SHOW, Counts, Summary, conditions, summary
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import TIMESCALES

__all__ = ["OPEN", "SHOW", "Counts", "Row", "Summary", "mine", "of_team", "row", "summary"]

PAGE_SIZE: Final = 25
GROUPS: Final = ("child", "rule", "worker")
_LONGEST_REFERENCE: Final = 20
_LONGEST_KEY: Final = 18


@dataclass(frozen=True)
class Filters:
    """What narrows a worklist and how it is grouped; every part may be empty. `worker` is a key, `team` or
    `nobody`, `child` the reference of a child or a referral."""

    show: str = ""
    rule: str = ""
    worker: str = ""
    child: str = ""
    group: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """Read them from an address; what can't be is left out."""
        worker = query.get("worker", "")
        is_key = worker.isascii() and worker.isdigit() and len(worker) <= _LONGEST_KEY
        return cls(
            show=query["show"] if query.get("show", "") in SHOW else "",
            rule=query["rule"] if query.get("rule", "") in TIMESCALES else "",
            worker=worker if is_key or worker in {Held.TEAM, Held.NOBODY} else "",
            child=query.get("child", "").replace("\x00", "").strip().upper()[:_LONGEST_REFERENCE],
            group=query["group"] if query.get("group", "") in GROUPS else "",
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the tile leaves lines out, or groups them."""
        return replace(self, show="") != Filters()


@dataclass(frozen=True)
class Group:
    """Lines under one heading, of `running` in all, `overdue` of them late; without groups no heading."""

    heading: str
    rows: list[Row]
    running: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Worklist:
    """One page of a worklist: `page` for the page numbers, `groups` to show."""

    page: Page[int]
    groups: list[Group]

    @property
    def rows(self) -> list[Row]:
        """The lines, whatever heading they stand under."""
        return [each for group in self.groups for each in group.rows]


class _Counted(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: Any, count: int) -> None:
        super().__init__(rows, PAGE_SIZE)
        self.__dict__["count"] = count


def narrowed(rows: QuerySet[Deadline], filters: Filters) -> QuerySet[Deadline]:
    """`rows` of the child that is asked for: what the other filters leave in is counted beside each other."""
    if filters.child:
        of_child = Q(child__reference=filters.child)
        rows = rows.filter(of_child | Q(referral_child__referral__reference=filters.child))
    return rows


def counts(rows: QuerySet[Deadline], *, now: datetime) -> Counts:
    """How many of `rows` are overdue, due today, due soon, running and paused."""
    return Counts(
        **rows.aggregate(**{name: Count("pk", filter=where) for name, where in conditions(now).items()})
    )


def page(
    rows: QuerySet[Deadline],
    *,
    user: User,
    now: datetime,
    filters: Filters = Filters(),
    total: int | None = None,
    number: str | int = 1,
) -> Worklist:
    """A page of `rows`, what is due first at the top, or under headings, the most urgent heading first.

    `total` is how many lines the filters leave, where that is known; else it is counted.
    """
    chosen = _chosen(rows, filters, now)
    found = _Counted(_ordered(chosen, filters.group, now), chosen.count() if total is None else total)
    shown = found.get_page(number or 1)
    keys: list[dict[str, Any]] = list(shown.object_list)  # type: ignore[arg-type]
    # Sorted with their keys alone; whatever a line shows is read for one page.
    deadlines = joined(Deadline.objects.all()).in_bulk([each["pk"] for each in keys])
    lines = [(each, deadlines[each["pk"]]) for each in keys if each["pk"] in deadlines]
    return Worklist(shown, _groups(lines, filters.group, user, now))


def first(rows: QuerySet[Deadline], *, user: User, now: datetime, limit: int) -> list[Row]:
    """The first of `rows` by when they are due, whatever runs or stands still."""
    return [row(each, user=user, now=now) for each in joined(rows).order_by("due_at", "pk")[:limit]]


def overdue_of_others(user: User, *, now: datetime, limit: int = 5) -> list[Row]:
    """What is overdue among those whom `user` manages and isn't on their own list, the oldest first."""
    others = of_team(user).filter(not_mine(user), conditions(now)["overdue"])
    return first(others, user=user, now=now, limit=limit)


def late_without_reason(user: User, *, now: datetime, limit: int = 10) -> list[Row]:
    """What `user` answers for that was met after its statutory date and never explained, latest first."""
    late = access.workable_deadlines(user).filter(met_at__gte=F("statutory_due_at"), lateness_code="")
    held = Q(responsible=user) | Q(met_by=user) | Q(responsible=None, team=None, child__allocated_to=user)
    if user.team_id is not None:
        held |= Q(responsible=None, team=user.team_id)
    chosen = joined(late.filter(held)).order_by("-met_at")[:limit]
    return [row(each, user=user, now=now) for each in chosen]


def caseload(user: User, *, limit: int = 50) -> list[Child]:
    """The children allocated to `user`, each with `next_due` (the next time limit's day or None)."""
    running = Q(deadlines__met_at=None, deadlines__cancelled_at=None, deadlines__paused_at=None)
    children = access.visible_children(user).filter(allocated_to=user).select_related("person")
    return list(
        children.annotate(next_due=Min("deadlines__due_on", filter=running)).order_by(
            "person__family_name", "person__given_name", "pk"
        )[:limit]
    )


def _chosen(rows: QuerySet[Deadline], filters: Filters, now: datetime) -> QuerySet[Deadline]:
    chosen = narrowed(rows, filters).filter(conditions(now)[filters.show or "running"])
    if filters.rule:
        chosen = chosen.filter(rule_id=filters.rule)
    if filters.worker:
        chosen = chosen.filter(_of_holder(filters.worker))
    return chosen


def _of_holder(worker: str) -> Q:
    if worker == Held.NOBODY:
        return HELD_BY_NOBODY
    return HELD_BY_A_TEAM if worker == Held.TEAM else held_by(int(worker))


# What lines have in common under one heading.
_PARTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "child": (F("child"), Case(When(child=None, then=F("referral_child"))), F("about_worker")),
    "rule": (F("rule_id"),),
    "worker": (
        HELD,
        Case(When(~(HELD_BY_NOBODY | HELD_BY_A_TEAM), then=HOLDER)),
        Case(When(HELD_BY_A_TEAM, then=F("team"))),
    ),
}


def _ordered(chosen: QuerySet[Deadline], group: str, now: datetime) -> Any:
    if not group:
        return chosen.order_by("due_at", "pk").values("pk")
    parts = {f"part_{number}": part for number, part in enumerate(_PARTS[group])}
    by = [F(name) for name in parts]
    return (
        chosen.annotate(**parts)
        .annotate(
            first=Window(Min("due_at"), partition_by=by),
            running=Window(Count("pk"), partition_by=by),
            overdue=Window(Count("pk", filter=Q(due_at__lte=now)), partition_by=by),
        )
        .order_by("first", *parts, "due_at", "pk")
        .values("pk", "running", "overdue", *parts)
    )


def _groups(
    lines: Iterable[tuple[dict[str, Any], Deadline]], group: str, user: User, now: datetime
) -> list[Group]:
    def same(line: tuple[dict[str, Any], Deadline]) -> list[Any]:
        return [value for name, value in line[0].items() if name.startswith("part_")]

    found = []
    for _, each in groupby(lines, key=same):
        under = list(each)
        facts, first = under[0]
        rows = [row(deadline, user=user, now=now) for _, deadline in under]
        found.append(Group(_heading(first, group), rows, facts.get("running", 0), facts.get("overdue", 0)))
    return found


def _heading(deadline: Deadline, group: str) -> str:
    if group == "rule":
        return rule_label(deadline.rule_id)
    if group == "worker":
        return holder_name(deadline)
    return ", ".join(filter(None, [name_of(deadline), reference_of(deadline)])) if group else ""
