"""A plan of forty items in a network of thirty people, and eight children, cost what a small one costs."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.services import visits
from safeguarding.rules.london_time import london_date
from tests.factories import partnership, plan_content, plans, records

ITEMS, MEMBERS, CHILDREN = 40, 30, 8
PAGES = {
    "child_plans": 14,
    "plan": 21,
    "plan_compare": 9,
    "plan_item_new": 10,
    "plan_item_change": 11,
    "plan_item_progress": 8,
    "plan_pdf": 6,
    "child_visits": 8,
    "child": 31,
}
TEAM = 16
_numbers = count(1)


@pytest.fixture
def small(personas):
    """One item, one member."""
    return _child(personas, items=1, members=1)


@pytest.fixture
def large(personas):
    """Forty items, each with progress; thirty members, who each gave a number; forty visits."""
    return _child(personas, items=ITEMS, members=MEMBERS)


def _child(personas, *, items, members):
    by, at = personas.social_worker, timezone.now()
    child = records.child("Ada", "Example", by=by, at=at)
    child.allocated_to, child.team = by, by.team
    child.record(by=by, at=at, reason="test data")
    plans.episode(child, london_date(at) - timedelta(days=60), by=by, at=at)
    people = []
    for number in range(members):
        who = f"Member {next(_numbers)}"
        agency = (personas.school, personas.health_visitor, personas.gp)[number % 3].agency
        people.append(partnership.user(who, agency))
        records.involve(child, people[-1], by=by, at=at)
    plan = plan_content.running(child, by=by, at=at)
    plan_content.full(plan, people, items=items, by=by, at=at)
    for number in range(items):
        visits.record(
            child=child,
            kind="statutory",
            visited_at=at - timedelta(hours=number),
            where="At home",
            seen=True,
            seen_alone=True,
            words="Quiet",
            by=by,
            at=at,
        )
    return child


def _asked(client, path) -> tuple[int, list[str], bytes]:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    asked = [query["sql"][:150] for query in queries]
    return len(asked), asked, answer.content


def _href(name, child) -> str:
    plan = child.plans.get()
    parts = {
        "plan": (plan.pk,),
        "plan_compare": (plan.pk,),
        "plan_item_new": (plan.pk,),
        "plan_item_change": (plan.pk, 1),
        "plan_item_progress": (plan.pk, 1),
        "plan_pdf": (plan.pk, 1),
    }.get(name, ())
    return reverse(name, args=[child.reference, *parts])


def test_forty_items_and_thirty_members_stay_within_the_budget(large, personas, sign_in):
    client = sign_in(personas.social_worker)
    for name in sorted(PAGES):
        cost, asked, content = _asked(client, _href(name, large))
        assert cost <= PAGES[name], f"{name}: {cost}\n" + "\n".join(asked)
        if name == "plan":
            assert b"Item 40: Action 39" in content


def test_a_small_plan_costs_no_less(small, personas, sign_in):
    cost, _, _ = _asked(sign_in(personas.social_worker), _href("plan", small))
    assert cost >= PAGES["plan"] - 3


def test_the_teams_view_of_eight_children_stays_within_the_budget(personas, sign_in):
    for _ in range(CHILDREN):
        child = _child(personas, items=2, members=2)
        due = london_date(timezone.now()) - timedelta(days=3)
        by = personas.social_worker
        plan_content.item(child.plans.get(), due_on=due, by=by, at=timezone.now())
    cost, asked, content = _asked(sign_in(personas.team_manager), reverse("drift"))
    assert content.count(b"The evidence") == CHILDREN
    assert cost <= TEAM, f"{cost}\n" + "\n".join(asked)
