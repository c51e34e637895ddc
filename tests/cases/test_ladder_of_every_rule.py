"""Every rule, step by step of its ladder, through the sweep: what is told when, and to whom.

The table of who holds which role is the test's own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.models import Event
from cases.services import deadlines
from cases.states import EventKind
from safeguarding.notifications.models import Notification
from safeguarding.rules.timescales import TIMESCALES
from tests.cases.alerts import told
from tests.cases.counted_alerts import instants, roles
from tests.factories import records
from tests.factories.fixtures import LONDON

TOLD = sorted(rule_id for rule_id, rule in TIMESCALES.items() if rule.told_on_breach)
# About a worker, not about a child: the supervisor answers for it.
OF_WORKERS = {"supervision_worker", "supervision_supervisor", "supervision_chair"}
HOLDERS = {
    "responsible_worker": "social_worker",
    "minute_taker": "social_worker",
    "other_authority": "social_worker",
    "team_manager": "team_manager",
    "meeting_chair": "team_manager",
    "supervisor": "team_manager",
    "safeguarding_lead": "team_manager",
    "front_door_manager": "front_door_manager",
    "service_manager": "head_of_service",
    "head_of_service": "head_of_service",
    "head_of_safeguarding": "head_of_service",
    "conference_chair": "conference_chair",
    "conference_unit": "business_support",
    "business_support": "business_support",
    "partnership": "partnership_admin",
}
# A supervision is held by the worker's manager, and so each role is one step higher.
HIGHER = {"responsible_worker": "team_manager", "team_manager": "head_of_service"}
SECOND = timedelta(seconds=1)


def expected(rule, step: str) -> set[str]:
    """The personas who hear of a step."""
    holders = HOLDERS | HIGHER if rule.id in OF_WORKERS else HOLDERS
    return {holders[role] for role in roles(rule, step)}


@pytest.mark.parametrize("rule_id", TOLD)
def test_each_step_of_the_rule_is_told_when_it_is_due_to_whom_it_concerns(personas, rule_id):
    rule, worker = TIMESCALES[rule_id], personas.social_worker
    at = datetime(2027, 6, 1, 10, tzinfo=LONDON) if rule.direction == "before" else None
    at = at or datetime(2026, 10, 20, 10, tzinfo=LONDON)
    child = records.child(by=worker, at=at)
    records.involve_as(child, personas.conference_chair, "conference_chair", by=worker, at=at)
    about = {"about_worker": worker} if rule_id in OF_WORKERS else {"child": child, "responsible": worker}
    deadline = deadlines.set(rule_id=rule_id, starts_at=at, by=worker, at=at, **about)

    steps = []
    for step, instant in instants(rule, deadline, at + timedelta(days=400)):
        steps.append(step)
        deadlines.sweep(at=instant - SECOND)
        assert told(deadline, step) == set(), f"{step} was told too early"
        for _ in range(2):
            deadlines.sweep(at=instant)
        assert told(deadline, step) == {getattr(personas, name) for name in expected(rule, step)}, step
        if step == "after:2":
            break

    keys = Notification.objects.filter(subject=f"deadline:{deadline.pk}").values_list("key", flat=True)
    assert {key.split(":", 3)[3] for key in keys} == set(steps)
    lines = Event.objects.filter(kind=EventKind.DEADLINE_BREACHED)
    assert lines.count() == (rule_id not in OF_WORKERS)
