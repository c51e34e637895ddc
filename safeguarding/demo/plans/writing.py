"""Items, progress, numbers and visits as data, written by the services when they happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.models import Child, Plan
from cases.plan_states import VisitKind
from cases.services import plan_items, plan_progress, plan_scales, plan_sharing, visits
from cases.services.plan_items import ItemFacts
from cases.services.plan_sharing import ShareFacts
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import Ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Progress on an item, by somebody at some time; `due` puts its day off."""

    who: str
    when: Ago
    what: str
    impact: str = ""
    due: Ago | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An item of a plan with its progress, and how it was closed."""

    need: str
    action: str
    outcome: str = ""
    owner: str = ""
    outside: str = ""
    due: Ago | int | None = None
    measure: str = ""
    when: Ago
    progress: tuple[Said, ...] = ()
    done: tuple[Ago, str] | None = None
    dropped: tuple[Ago, str] | None = None


def write(stage: Stage, plan: Plan, item: Wanted, *, by: str = "social_worker") -> None:
    """Add the item, what was done about it, and its end."""
    worker = stage.staff(by)
    facts = ItemFacts(
        need=item.need,
        action=item.action,
        outcome=item.outcome,
        owner=stage.staff(item.owner) if item.owner else None,
        owner_name=item.outside,
        due_on=_day(stage, item.due),
        measure=item.measure,
    )
    made = plan_items.add(plan=plan, facts=facts, by=worker, at=stage.moment(item.when))
    for said in item.progress:
        plan_progress.record(
            item=made,
            progress=said.what,
            impact=said.impact,
            due_on=_day(stage, said.due),
            by=stage.staff(said.who),
            at=stage.moment(said.when),
        )
    if item.done is not None:
        when, impact = item.done
        plan_items.finish(item=made, impact=impact, by=worker, at=stage.moment(when))
    if item.dropped is not None:
        when, reason = item.dropped
        plan_items.drop(item=made, reason=reason, by=worker, at=stage.moment(when))


def number(stage: Stage, plan: Plan, when: Ago, *, who: str, score: int, why: str) -> None:
    """What somebody said on the scale."""
    worker, at = stage.staff("social_worker"), stage.moment(when)
    plan_scales.give(plan=plan, who=who, score=score, reason=why, by=worker, at=at)


def share(stage: Stage, plan: Plan, when: Ago, facts: ShareFacts) -> None:
    """With somebody of the family, or why not."""
    plan_sharing.share_now(plan=plan, facts=facts, by=stage.staff("social_worker"), at=stage.moment(when))


def visit(
    stage: Stage,
    child: Child,
    when: Ago,
    words: str,
    *,
    why: str = "",
    seen: bool = True,
    bedroom: bool = False,
    by: str = "social_worker",
    kind: VisitKind = VisitKind.STATUTORY,
) -> None:
    """A visit at home, written down at once; `why` the child wasn't seen, or not alone."""
    at: datetime = stage.moment(when)
    visits.record(
        child=child,
        kind=kind,
        visited_at=at,
        where="At home",
        seen=seen,
        seen_alone=seen and not why,
        bedroom_seen=bedroom,
        not_seen_reason=why,
        words=words,
        by=stage.staff(by),
        at=at,
    )


def _day(stage: Stage, when: Ago | int | None) -> date | None:
    """A day of the past, or so many days from today."""
    if isinstance(when, int):
        return stage.today + timedelta(days=when)
    return stage.day(when) if when is not None else None
