"""What stands in a plan, through the services; and a plan with much in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.models import Child, Plan, PlanItem
from cases.plan_states import SharedHow
from cases.services import plan_items, plan_progress, plan_scales, plan_sharing, plan_words
from cases.services.plan_items import ItemFacts
from cases.services.plan_sharing import ShareFacts
from cases.states import PlanKind
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from tests.factories import plans


def running(
    child: Child, *, by: User, at: datetime, kind: PlanKind = PlanKind.CHILD_PROTECTION, **facts: Any
) -> Plan:
    """A plan of this kind that began four weeks ago; the one that the child has when there is one."""
    there = child.plans.filter(kind=kind, ended_on=None, authority="").first()
    if there is not None:
        return there
    if kind == PlanKind.CHILD_PROTECTION:
        facts = {"category": "NEG", "initial_category": "NEG", **facts}
    return plans.plan(child, london_date(at) - timedelta(days=28), by=by, at=at, kind=kind, **facts)


def item(plan: Plan, *, by: User, at: datetime, **facts: Any) -> PlanItem:
    """An item without owner, date or measure unless they are given."""
    facts = {"need": "He is alone at night", "action": "A sitter on the nights of her shifts", **facts}
    return plan_items.add(plan=plan, facts=ItemFacts(**facts), by=by, at=at)


def words(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Danger statement, safety goal and contingency."""
    return plan_words.change(
        plan=plan,
        danger_statement="School is worried that he is alone at night and gets hurt",
        safety_goal="There is a grown-up with him every night",
        contingency="A legal planning meeting",
        by=by,
        at=at,
    )


def shared(plan: Plan, *, by: User, at: datetime) -> None:
    """With the mother in person, and not with the father."""
    facts = (
        ShareFacts(
            with_whom="Mona", relationship="Mother", shared_on=london_date(at), how=SharedHow.IN_PERSON
        ),
        ShareFacts(with_whom="Frank", relationship="Father", not_shared_reason="Nobody knows where he is"),
    )
    for each in facts:
        plan_sharing.share_now(plan=plan, facts=each, by=by, at=at)


def full(plan: Plan, people: list[User], *, items: int, by: User, at: datetime) -> None:
    """Words, versions, numbers of the scale, and `items` with progress, each owned by one of `people`."""
    words(plan, by=by, at=at)
    for number in range(items):
        owner = people[number % len(people)]
        facts = {"owner": owner, "due_on": london_date(at) + timedelta(days=7), "measure": "Nights alone"}
        made = item(plan, action=f"Action {number}", by=by, at=at, **facts)
        for week in (1, 2):
            day: date = london_date(at) + timedelta(days=7 * week + 7)
            plan_progress.record(item=made, progress=f"Week {week}", due_on=day, by=by, at=at)
        if number % 5 == 4:
            plan_items.finish(item=made, impact="He sleeps", by=by, at=at)
    for person in people:
        plan_scales.give(plan=plan, who=person.full_name, score=4, agency=person.agency, by=by, at=at)
    shared(plan, by=by, at=at)
