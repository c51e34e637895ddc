"""What the minutes of a core group or a child in need meeting lack before they can be approved.

Source: local procedure, from audits that found plans not followed and minutes missing: every open item of
the plan is addressed at the meeting, the child's day is written, and no father or male is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet

from cases import access_meetings, access_plans
from cases.exceptions import DomainError
from cases.meeting_states import MeetingKind
from cases.models import Child, MaleEngaged, Meeting, MeetingChild, Minutes, Plan, PlanItem, PlanItemProgress
from cases.plan_states import PlanItemState
from cases.queries import males
from cases.services import plan_versions
from cases.states import PlanKind
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.rules import core_group_agenda as agenda
from safeguarding.rules.core_group_agenda import OpenItem
from safeguarding.rules.fathers_and_males import Male, is_accounted_for
from safeguarding.rules.london_time import london_date

# The plans that each kind of meeting goes through.
PLANS: Final[Mapping[str, PlanKind]] = MappingProxyType(
    {
        MeetingKind.CONFERENCE: PlanKind.CHILD_PROTECTION,
        MeetingKind.CORE_GROUP: PlanKind.CHILD_PROTECTION,
        MeetingKind.CHILD_IN_NEED_MEETING: PlanKind.CHILD_IN_NEED,
    }
)
_REQUIRED: Final = tuple(
    point.key for point in (*agenda.BEFORE_THE_PLAN, *agenda.AFTER_THE_PLAN) if point.is_required
)
HIDDEN: Final = (
    "The meeting is about a child whose record you may not open. Somebody who may approves its minutes"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why minutes can't be approved: a sentence, and where it is mended.

    `about` is `point` (in the minutes), or the place on the page of this kind of meeting: `item-12`, `males`.
    """

    text: str
    about: str


class MinutesNotReadyError(DomainError):
    """The minutes lack something; `refusals` names each."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(". ".join(each.text for each in refusals))
        self.refusals = refusals


def block_key(point: str, child: int | None = None) -> str:
    """The key of the part of the minutes for a point of the agenda, about one child or all of them."""
    key = point.replace("_", "-")
    return f"{key}-{child}" if child is not None else key


def refusals(*, meeting: Meeting, by: User, at: datetime) -> tuple[Refusal, ...]:
    """What stands against approving the newest version, as far as `by` sees its children; empty: nothing.

    Minutes that were approved before and are corrected are asked for their set points alone: what was agreed
    since is of the next meeting.
    """
    if meeting.kind not in access_meetings.SHARED_BY_MEMBERS:
        return ()
    children = list(access_meetings.children_of(by, meeting).select_related("person").order_by("pk"))
    hidden = [Refusal(HIDDEN, "point")] if len(children) < _number_of_children(meeting) else []
    said = _said(meeting)
    found = [*hidden, *_points(children, said)]
    if not Minutes.objects.filter(meeting=meeting, approved_at__isnull=False).exists():
        found += [*_items(meeting, by, children), *_males(meeting, by, children, at)]
    return tuple(dict.fromkeys(found))


def require_ready(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Raise MinutesNotReadyError when something stands against approving the minutes."""
    found = refusals(meeting=meeting, by=by, at=at)
    if found:
        raise MinutesNotReadyError(found)


def keep_versions(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Keep each plan as it stands once the minutes of a meeting that went through it are approved."""
    if meeting.kind not in PLANS:
        return
    children = access_meetings.children_of(by, meeting)
    for plan in plans_of(meeting, by, children).select_related("child"):
        plan_versions.make(plan=plan, meeting=meeting, by=by, at=at)


def plans_of(meeting: Meeting, user: User, children: Collection[Child]) -> QuerySet[Plan]:
    """The open plans that a meeting of this kind goes through, of these children."""
    return access_plans.visible_plans(user).filter(
        child__in=[child.pk for child in children], kind=PLANS[meeting.kind], ended_on=None, authority=""
    )


def plans_at(meeting: Meeting, user: User) -> QuerySet[Plan]:
    """The plans of a meeting's children that `user` sees, ended since or not."""
    about = meeting.children.values("child")
    return access_plans.visible_plans(user).filter(child__in=about, kind=PLANS[meeting.kind], authority="")


def males_at(meeting: Meeting, user: User) -> QuerySet[MaleEngaged]:
    """What was recorded at a meeting of its children's fathers and other males."""
    return access_plans.visible_males(user).filter(meeting=meeting)


def open_items(meeting: Meeting, user: User, children: Collection[Child]) -> list[PlanItem]:
    """The open items that the meeting has to go through: those agreed at it are of the next one."""
    items = PlanItem.objects.filter(
        plan__in=plans_of(meeting, user, children).values("pk"), state=PlanItemState.OPEN
    )
    found = items.exclude(added_in=meeting).select_related("plan__child__person", "owner", "agency")
    return list(found.order_by("plan__child", "plan", "number"))


def _points(children: list[Child], said: Collection[str]) -> list[Refusal]:
    """The set points without words; the child's day is each child's own."""
    everything = set(_REQUIRED)
    lacking = [key for key in _REQUIRED if key != agenda.CHILDS_DAY.key and block_key(key) not in said]
    found = [
        Refusal(text, "point")
        for key in lacking
        for text in agenda.refusals(items=(), addressed=(), said=everything - {key})
    ]
    day = agenda.CHILDS_DAY.key
    for child in children:
        if block_key(day, child.pk) not in said and block_key(day) not in said:
            texts = agenda.refusals(items=(), addressed=(), said=everything - {day})
            found += [Refusal(f"{text} for {child.person.name}", "point") for text in texts]
    return found


def _items(meeting: Meeting, by: User, children: list[Child]) -> list[Refusal]:
    items = open_items(meeting, by, children)
    rows = PlanItemProgress.objects.filter(meeting=meeting, item__in=[item.pk for item in items])
    addressed = {str(key) for key in rows.values_list("item", flat=True)}
    return [
        Refusal(text, f"item-{item.pk}")
        for item in items
        for text in agenda.refusals(
            items=[OpenItem(str(item.pk), item.need, item.action)], addressed=addressed, said=_REQUIRED
        )
    ]


def _males(meeting: Meeting, by: User, children: list[Child], at: datetime) -> list[Refusal]:
    known = males.of_children(by, children, today=london_date(at))
    return [
        Refusal(text, "males")
        for child in children
        for text in agenda.refusals(
            items=(),
            addressed=(),
            said=_REQUIRED,
            males=accounts(known[child.pk], recorded(meeting, by, child)),
        )
    ]


def recorded(meeting: Meeting, user: User, child: Child) -> list[MaleEngaged]:
    """What was recorded at the meeting of the child's father and other males."""
    rows = males_at(meeting, user).filter(child=child)
    return list(rows.select_related("person").order_by("pk"))


def accounts(known: list[males.Known], rows: list[MaleEngaged]) -> list[Male]:
    """Each known male with what was recorded of him (by person, else by name); he may be recorded twice."""
    found = []
    for each in known:
        name = each.person.name
        own = [row for row in rows if row.person_id == each.person.pk or row.name == name]
        told = [Male(name, row.was_invited, row.was_seen, row.views, row.reason) for row in own]
        found.append(next((male for male in told if is_accounted_for(male)), Male(name)))
    return found


def _said(meeting: Meeting) -> set[str]:
    newest = Minutes.objects.filter(meeting=meeting).order_by("-number").first()
    return {block["key"] for block in newest.blocks if block["text"].strip()} if newest else set()


@as_service(Service.RECORD_KEEPING)
def _number_of_children(meeting: Meeting) -> int:
    return MeetingChild.objects.filter(meeting=meeting).count()
