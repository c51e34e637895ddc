"""Families with child protection plans, their core groups, and meetings of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cases.models import Child, Plan, PlanItem
from cases.states import PlanKind
from core_groups.models import CoreGroup
from core_groups.services import core_groups, membership
from core_groups.services.core_groups import When
from core_groups.services.membership import Member
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import User
from tests.factories import plans, records
from tests.factories.partnership import Personas

ITEMS = (
    ("No bedtime", "A bedtime at eight, every evening", "Nine nights of ten"),
    ("Nobody knows where Dean sleeps", "Dean meets the social worker", "He was met"),
    ("Missed audiology", "Grace is brought to audiology", "She wears her hearing aids"),
)


def plan(
    personas: Personas,
    at: datetime,
    *,
    child: Child | None = None,
    items: int = 3,
    kind: PlanKind = PlanKind.CHILD_PROTECTION,
    members: Sequence[Member] | None = None,
    **facts: Any,
) -> Plan:
    """An open plan with its items, and a core group of the worker, health visitor, school and mother."""
    by = personas.social_worker
    child = child or records.child(by=by, at=at)
    if child.allocated_to_id is None:
        child.allocated_to = by
        child.record(by=by, at=at, reason="test data")
    made = plans.plan(child, date(2026, 3, 2), kind=kind, by=by, at=at, **facts)
    for number in range(1, items + 1):
        need, action, measure = ITEMS[(number - 1) % len(ITEMS)]
        action = action if number <= len(ITEMS) else f"{action} ({number})"
        PlanItem(
            plan=made,
            number=number,
            need=need,
            action=action,
            measure=measure,
            owner=personas.health_visitor,
            agency=personas.health_visitor.agency,
            due_on=date(2026, 6, 1),
        ).record(by=by, at=at, reason="test data")
    with as_user(by):
        membership.fix(plan=made, members=usual(personas) if members is None else members, by=by, at=at)
    return made


def usual(personas: Personas) -> list[Member]:
    """The worker, the health visitor, the school and the mother."""
    return [
        Member(user=personas.social_worker, part="Social worker"),
        Member(user=personas.health_visitor, part="Health visitor"),
        Member(user=personas.school, part="Class teacher"),
        Member(outside_name="Nicola Fairbrother", is_family=True, part="Mother"),
    ]


def planned(
    *made: Plan,
    personas: Personas,
    at: datetime,
    chair: User | None = None,
    minute_taker: User | None = None,
    starts_at: datetime | None = None,
) -> CoreGroup:
    """Its core group an hour from now, chaired by the health visitor and minuted by the school."""
    starts_at = starts_at or at + timedelta(hours=1)
    with as_user(personas.social_worker):
        return core_groups.plan(
            plans=made,
            when=When(starts_at, starts_at + timedelta(hours=1), place="Ashfield Primary School"),
            chair=chair or personas.health_visitor,
            minute_taker=minute_taker or personas.school,
            by=personas.social_worker,
            at=at,
        )


def held(group: CoreGroup, at: datetime, **facts: Any) -> CoreGroup:
    """It was held when it was to start, recorded by its chair."""
    chair = group.meeting.chair
    assert chair is not None
    with as_user(chair):
        return core_groups.hold(
            group=group,
            held_at=group.meeting.starts_at,
            by=chair,
            at=max(at, group.meeting.starts_at),
            **facts,
        )
