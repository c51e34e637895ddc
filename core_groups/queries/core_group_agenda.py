"""The agenda of a core group line by line: built from the plan's open items, with what was said to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cases.models import Child, MaleEngaged, Meeting, PlanItem, PlanItemProgress
from cases.plan_states import PlanItemState
from cases.queries import meetings
from cases.services import minutes_gate
from cases.states import Sensitivity
from core_groups import access_core_groups as gate
from core_groups.models import AgendaNote, CoreGroup
from core_groups.queries import core_group_dissents
from core_groups.services.core_group_record import fingerprint, progress_fingerprint
from safeguarding.accounts.models import User
from safeguarding.rules import core_group_agenda as agenda
from safeguarding.rules.core_group_agenda import OpenItem, Point
from safeguarding.rules.redaction import Block
from safeguarding.ui.filters import date_text, datetime_text

# What the family may not read without somebody's thinking about it first: a child's own words among it.
_PROFESSIONALS: Final = frozenset({"childs_day", "males", "safety", "since_last"})
_HEADING: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A point of the agenda, or an item of a plan, with what was said and who wrote it.

    `key` names it in forms and addresses; `seen` tells its words from later ones.
    """

    key: str
    point: Point
    child: Child | None
    item: PlanItem | None
    words: str
    impact: str
    seen: str
    by: User | None
    at: datetime | None

    @property
    def is_said(self) -> bool:
        """Whether anything was said to it."""
        return bool(self.words)

    @property
    def is_lacking(self) -> bool:
        """Whether the minutes can't be approved as long as nothing is said."""
        return not self.words and (self.point.is_required or self.item is not None)

    @property
    def heading(self) -> str:
        """What it is about, and of which child."""
        return f"{self.point.heading}: {self.child.person.name}" if self.child else self.point.heading

    @property
    def due_on(self) -> date | None:
        """By which day the item is to be done."""
        return self.item.due_on if self.item is not None else None


def lines(user: User, group: CoreGroup) -> list[Line]:
    """The agenda of a core group as far as `user` may read it, the child's day first; always as many
    statements."""
    meeting = group.meeting
    children = meetings.children(user, meeting)
    items = _items(user, meeting, children)
    progress = {row.item_id: row for row in _progress(meeting, items)}
    notes = {(row.child_id, row.point): row for row in _notes(user, meeting)}
    several = len(children) > 1
    by_key = {str(item.pk): item for item in items}
    found = []
    for point in agenda.build(OpenItem(key, item.need, item.action) for key, item in by_key.items()):
        if point.key.startswith(agenda.ITEM_PREFIX):
            item = by_key[point.key.removeprefix(agenda.ITEM_PREFIX)]
            found.append(_of_item(point, item, progress.get(item.pk), several=several))
        elif point.key == agenda.CHILDS_DAY.key:
            found += [_of_point(point, child, notes.get((child.pk, point.key))) for child in children]
        else:
            found.append(_of_point(point, None, notes.get((None, point.key))))
    return found


def blocks(user: User, meeting: Meeting) -> list[Block]:
    """What the minutes of a core group start with: the agenda with what was said, and absent members'
    reports. A point that must be written is there, empty, when nothing was said."""
    group = gate.visible_core_groups(user).select_related(*WITH).filter(meeting=meeting).first()
    if group is None:
        return []
    found = []
    for line in lines(user, group):
        text = _text(user, group, line)
        if text or line.point.is_required:
            level = Sensitivity.PROFESSIONALS if line.point.key in _PROFESSIONALS else Sensitivity.SHARED
            child = line.child.pk if line.child is not None else None
            about = line.item.plan.child_id if line.item is not None else child
            found.append(Block(line.key, line.point.heading[:_HEADING], text, level.value, child=about))
        if line.point.key == agenda.MALES.key:
            found += _males(user, meeting)
    return [*found, *core_group_dissents.blocks(user, meeting), *_reports(user, meeting)]


WITH: Final = ("meeting__chair", "meeting__minute_taker", "next_chair", "next_minute_taker", "oversight_by")


def males_text(rows: Iterable[MaleEngaged]) -> str:
    """What was recorded of fathers and males, a line each."""
    return "\n".join(f"{row.name}: {said_of(row)}" for row in rows)


def said_of(row: MaleEngaged) -> str:
    """What was done about one of them, in a sentence."""
    parts = [
        "was invited" if row.was_invited else "was not invited",
        "took part" if row.was_seen else "",
        f"his views: {row.views}" if row.views else "",
        f"why not: {row.reason}" if row.reason else "",
    ]
    return "; ".join(filter(None, parts))


def next_text(group: CoreGroup) -> str:
    """When the next one is, who chairs it and who takes the minutes; or why there is none."""
    if group.next_at is None:
        return f"No next one: {group.no_next_reason}" if group.no_next_reason else ""
    officers = [
        f"{part}: {person.full_name}"
        for part, person in (("chair", group.next_chair), ("minutes", group.next_minute_taker))
        if person is not None
    ]
    return "; ".join([datetime_text(group.next_at), *officers])


def _text(user: User, group: CoreGroup, line: Line) -> str:
    """The words of a line in the minutes, with what was recorded elsewhere about the same."""
    if line.item is not None:
        return _item_text(line) if line.is_said else ""
    beside = ""
    if line.point.key == agenda.WHO_IS_HERE.key:
        beside = "\n".join(missing_text(user, group.meeting))
    elif line.point.key == agenda.NEXT.key:
        beside = next_text(group)
    return "\n".join(filter(None, (line.words, beside)))


def _males(user: User, meeting: Meeting) -> list[Block]:
    """What was recorded of fathers and males, a part for each child: half-brothers and half-sisters have
    fathers of their own, of whom the others' readers read nothing."""
    by_child: dict[Child, list[MaleEngaged]] = {}
    for row in recorded_males(user, meeting):
        by_child.setdefault(row.child, []).append(row)
    return [
        Block(
            minutes_gate.block_key(agenda.MALES.key, child.pk),
            f"{agenda.MALES.heading}: {child.person.name}"[:_HEADING],
            males_text(rows),
            Sensitivity.PROFESSIONALS.value,
            child=child.pk,
        )
        for child, rows in by_child.items()
    ]


def missing_text(user: User, meeting: Meeting) -> list[str]:
    """Which agencies were missed, and what was said of it."""
    rows = gate.visible_missing_agencies(user).filter(meeting=meeting).select_related("agency")
    return [f"Missed: {row.agency or row.outside_agency}. {row.said}" for row in rows.order_by("pk")]


def recorded_males(user: User, meeting: Meeting) -> list[MaleEngaged]:
    """What was recorded at the meeting of fathers and males of all its children."""
    rows = minutes_gate.males_at(meeting, user).select_related("child__person", "person")
    return list(rows.order_by("child", "pk"))


def _item_text(line: Line) -> str:
    parts = [line.point.question.split(":")[0], line.words]
    if line.item is not None:
        parts[0] = line.item.action
    if line.impact:
        parts.append(f"What it changed for the child: {line.impact}")
    if line.due_on is not None:
        parts.append(f"By {date_text(line.due_on)}")
    return "\n".join(parts)


def _reports(user: User, meeting: Meeting) -> list[Block]:
    rows = meetings.invitations(user, meeting)
    return [
        Block(
            key=f"report-{row.pk}",
            heading=f"Report from {row.agency or row.outside_agency or row.outside_name}",
            text=row.report_text,
            sensitivity=Sensitivity.PROFESSIONALS.value,
            agency=row.agency_id,
        )
        for row in rows
        if row.report_text
    ]


def _items(user: User, meeting: Meeting, children: list[Child]) -> list[PlanItem]:
    """The open items, and those that were gone through at the meeting and are closed since."""
    items = minutes_gate.open_items(meeting, user, children)
    known = {item.pk for item in items}
    seen = minutes_gate.plans_at(meeting, user)
    closed = PlanItem.objects.filter(plan__in=seen.values("pk"), progress__meeting=meeting).exclude(
        pk__in=known
    )
    found = closed.select_related("plan__child__person", "owner", "agency")
    every = [*items, *found]
    return sorted(every, key=lambda item: (item.plan.child_id, item.plan_id, item.number))


def _progress(meeting: Meeting, items: list[PlanItem]) -> list[PlanItemProgress]:
    rows = PlanItemProgress.objects.filter(meeting=meeting, item__in=[item.pk for item in items])
    return list(rows.select_related("recorded_by"))


def _notes(user: User, meeting: Meeting) -> list[AgendaNote]:
    return list(gate.visible_notes(user).filter(meeting=meeting).select_related("recorded_by"))


def _of_item(point: Point, item: PlanItem, row: PlanItemProgress | None, *, several: bool) -> Line:
    return Line(
        key=f"item-{item.pk}",
        point=point,
        child=item.plan.child if several else None,
        item=item,
        words=row.progress if row is not None else "",
        impact=row.impact if row is not None else "",
        seen=progress_fingerprint(row, item.due_on),
        by=row.recorded_by if row is not None else None,
        at=row.recorded_at if row is not None else None,
    )


def _of_point(point: Point, child: Child | None, row: AgendaNote | None) -> Line:
    words = row.text if row is not None else ""
    return Line(
        key=minutes_gate.block_key(point.key, child.pk if child is not None else None),
        point=point,
        child=child,
        item=None,
        words=words,
        impact="",
        seen=fingerprint(words),
        by=row.recorded_by if row is not None else None,
        at=row.recorded_at if row is not None else None,
    )


def is_open(line: Line) -> bool:
    """Whether words can still be recorded under it: an item that is closed stays as it is."""
    return line.item is None or (line.item.state == PlanItemState.OPEN and line.item.plan.ended_on is None)
