"""Pages of a large family's core group ask the database no more than their budget: 8 children, 40 items of
their plans, 30 members."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core_groups.services.membership import Member
from tests.factories import core_groups, partnership, records

# By page and who opens it: statements at most.
BUDGETS = {
    "core_group health_visitor": 20,
    "core_group social_worker": 19,
    "core_group_pack health_visitor": 17,
    "core_group_agenda health_visitor": 16,
    "core_group_hold health_visitor": 12,
    "core_group_next health_visitor": 22,
    "core_group_male health_visitor": 14,
    "child_core_group social_worker": 12,
    "core_group_new social_worker": 15,
}
OF_CHILD = {"child_core_group", "core_group_new"}


@pytest.fixture
def large(personas, at):
    """Eight children with five items each; thirty members of their core groups."""
    more = [Member(user=partnership.user(f"Person {number}", personas.gp.agency)) for number in range(26)]
    made = []
    for number in range(8):
        child = records.child("Child", f"Number{number}", by=personas.social_worker, at=at)
        if made:
            by = personas.social_worker
            records.relate(child.person, made[0].child.person, "sibling", by=by, at=at)
        members = [*core_groups.usual(personas), *more] if number == 0 else core_groups.usual(personas)
        made.append(core_groups.plan(personas, at, child=child, items=5, members=members))
    group = core_groups.held(core_groups.planned(*made, personas=personas, at=at), at)
    assert group.meeting.invitations.count() == 30
    return group, made[0]


def test_a_large_familys_pages_stay_within_their_budgets(personas, large, sign_in, at):
    group, plan = large
    asked, over = {}, {}
    with time_machine.travel(at + timedelta(hours=3), tick=False):
        for page, budget in BUDGETS.items():
            name, persona = page.split()
            client = sign_in(getattr(personas, persona))
            reference = plan.child.reference if name in OF_CHILD else group.meeting.reference
            path = reverse(name, args=[reference])
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked[page] = len(queries.captured_queries)
            if asked[page] > budget:
                over[page] = [query["sql"][:140] for query in queries.captured_queries]
    assert not over, asked
