"""A child's plans as their pages show them, through the gate, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Prefetch

from cases import access_plans
from cases.exceptions import NotVisibleError
from cases.models import Child, Plan, PlanItem, PlanItemProgress, PlanScale, PlanShare, PlanVersion
from cases.plan_states import PlanItemState
from cases.services import plan_versions
from safeguarding.accounts.models import User
from safeguarding.rules import plan_items as rules
from safeguarding.rules.plan_items import Item, Smartness
from safeguarding.ui.filters import date_text


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its progress, what it lacks to be SMART, and whether the reader may record progress."""

    item: PlanItem
    owner: str
    lacks: tuple[str, ...]
    progress: tuple[PlanItemProgress, ...]
    can_record: bool

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.item.state == PlanItemState.OPEN


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the page of a plan shows beside the plan itself."""

    open_items: list[ItemRow]
    closed_items: list[ItemRow]
    smartness: Smartness
    scales: list[PlanScale]
    versions: list[PlanVersion]
    shares: list[PlanShare]
    # Whether somebody of the family has it, and whether it says something else by now.
    is_shared: bool
    changed_since_shared: bool


def of_child(user: User, child: Child) -> list[Plan]:
    """The child's plans, those that run first, then the latest."""
    plans = access_plans.visible_plans(user).filter(child=child).select_related("lead", "oversight_by")
    return sorted(plans, key=lambda plan: (plan.ended_on is not None, -plan.started_on.toordinal(), -plan.pk))


def get(user: User, child: Child, pk: int) -> Plan:
    """The child's plan with this key, if `user` may see it; raises NotVisibleError."""
    plans = access_plans.visible_plans(user).filter(child=child, pk=pk)
    plan = plans.select_related("child__person", "lead", "oversight_by", "visit_every_agreed_by").first()
    if plan is None:
        raise NotVisibleError
    return plan


def get_item(plan: Plan, number: int) -> PlanItem:
    """The item of a plan that came through `get`; raises NotVisibleError."""
    item = PlanItem.objects.filter(plan=plan, number=number).select_related("owner__agency", "agency").first()
    if item is None:
        raise NotVisibleError
    item.plan = plan
    return item


def get_version(plan: Plan, number: int) -> PlanVersion:
    """The version of a plan that came through `get`; raises NotVisibleError."""
    version = PlanVersion.objects.filter(plan=plan, number=number).select_related("made_by").first()
    if version is None:
        raise NotVisibleError
    version.plan = plan
    return version


def page(user: User, plan: Plan, *, works: bool, may_record: bool) -> PlanPage:
    """What a plan's page shows.

    `works`: the reader works on the plan (access_plans.works_on); `may_record`: they may record about the
    child, and the plan runs.
    """
    rows = _items(user, plan, works=works, may_record=may_record)
    shares = list(
        PlanShare.objects.filter(plan_version__plan=plan).select_related("plan_version").order_by("-pk")
    )
    shared = [share for share in shares if share.shared_on is not None]
    last = max((share.plan_version for share in shared), key=lambda one: one.number, default=None)
    return PlanPage(
        open_items=[row for row in rows if row.is_open],
        closed_items=[row for row in rows if not row.is_open],
        smartness=rules.smartness(tuple(_read(row.item, row.owner) for row in rows if row.is_open)),
        scales=list(
            PlanScale.objects.filter(plan=plan).select_related("agency").order_by("-given_on", "-pk")
        ),
        versions=list(PlanVersion.objects.filter(plan=plan).select_related("made_by").defer("content")),
        shares=shares,
        is_shared=last is not None,
        changed_since_shared=last is not None and last.content != plan_versions.content(plan),
    )


def _items(user: User, plan: Plan, *, works: bool, may_record: bool) -> list[ItemRow]:
    progress = PlanItemProgress.objects.select_related("agency", "recorded_by", "meeting").order_by(
        "-recorded_at", "-pk"
    )
    items = (
        PlanItem.objects.filter(plan=plan)
        .select_related("owner", "agency", "closed_by")
        .prefetch_related(Prefetch("progress", progress))
        .order_by("number")
    )
    return [_row(user, item, works=works, may_record=may_record) for item in items]


def _row(user: User, item: PlanItem, *, works: bool, may_record: bool) -> ItemRow:
    owner = item.owner.full_name if item.owner is not None else item.owner_name
    is_open = item.state == PlanItemState.OPEN
    return ItemRow(
        item=item,
        owner=owner,
        lacks=tuple(rules.LACK_TEXTS[lack] for lack in rules.lacks(_read(item, owner))) if is_open else (),
        progress=tuple(item.progress.all()),
        can_record=is_open and may_record and (works or access_plans.answers_for(user, item)),
    )


def _read(item: PlanItem, owner: str) -> Item:
    return Item(owner=owner, due_on=item.due_on, measure=item.measure)


def latest_of_each(scales: Sequence[PlanScale]) -> list[PlanScale]:
    """Of each person the number they gave last, in the order of their names; `scales` the latest first."""
    found: dict[str, PlanScale] = {}
    for scale in scales:
        found.setdefault(scale.who, scale)
    return sorted(found.values(), key=lambda scale: scale.who.casefold())


@dataclass(frozen=True, slots=True)
class FamilyItem:
    """An item of a version as the family reads it: label and value, and whether it is still to be done."""

    number: int
    is_open: bool
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """A version as the family reads it: the parts of the whole that have words, and the items."""

    parts: list[tuple[str, str]]
    done_and_to_do: list[FamilyItem]


_PARTS: Final = (
    ("danger_statement", "What we are worried about"),
    ("safety_goal", "What we want to see"),
    ("contingency", "What happens if the plan does not work"),
)
_OF_AN_ITEM: Final = (
    ("need", "Why"),
    ("outcome", "What will be different"),
    ("action", "What will be done"),
    ("owner", "Who does it"),
    ("agency", "From"),
    ("due_on", "By"),
    ("measure", "How we will know"),
    ("impact", "What has changed"),
)


def for_the_family(version: PlanVersion) -> FamilyPlan:
    """The words of a version in the order in which the family reads them; what was dropped is left out."""
    content = version.content
    items = [
        FamilyItem(
            number=item["number"],
            is_open=item["state"] == PlanItemState.OPEN,
            rows=[(label, _worded(key, item[key])) for key, label in _OF_AN_ITEM if item.get(key)],
        )
        for item in content.get("items", ())
        if item["state"] != PlanItemState.DROPPED
    ]
    return FamilyPlan([(label, content[key]) for key, label in _PARTS if content.get(key)], items)


def _worded(key: str, value: str) -> str:
    return date_text(date.fromisoformat(value)) if key == "due_on" else value
