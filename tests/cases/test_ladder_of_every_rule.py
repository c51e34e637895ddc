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
from safeguarding.rules.timescales import TIMESCALES, Unit
from tests.cases.alerts import told
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
    if step.startswith(("before", "due_day")):
        return {holders[role] for role in rule.told_before}
    further = {"after:1": ["team_manager"], "after:2": ["team_manager", "head_of_service"]}.get(step, [])
    return {holders[role] for role in ("responsible_worker", *rule.told_on_breach, *further)}


def instants(rule, deadline) -> list[tuple[str, datetime]]:
    """When each step is due, counted here day by day from the deadline's own due day."""
    if rule.unit is Unit.HOURS:
        before = [-each.amount for each in rule.alert_before]
        named = [(f"before:{number}", hours) for number, hours in enumerate(sorted(before), start=1)]
        named += [("breach:1", 0), ("after:1", 1), ("after:2", 6)]
        return [(name, deadline.due_at + timedelta(hours=hours)) for name, hours in named]
    by_hours = [each.amount for each in rule.alert_before if each.unit is Unit.HOURS]
    reminders = [deadline.due_at - timedelta(hours=hours) for hours in by_hours]
    days = [each.amount for each in rule.alert_before if each.unit is Unit.WORKING_DAYS]
    reminders += [at_eight(back(deadline.due_on, amount)) for amount in days]
    found = [(f"before:{number}", at) for number, at in enumerate(sorted(reminders), start=1)]
    if all(at.astimezone(LONDON).date() != deadline.due_on for at in reminders):
        found.append(("due_day:1", at_eight(deadline.due_on)))
    found.append(("breach:1", deadline.due_at))
    first = forth(deadline.due_on)
    return [*found, ("after:1", at_eight(first)), ("after:2", at_eight(forth(first)))]


# The bank holidays between October 2026 and June 2027.
HOLIDAYS = {"2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31"}


def is_working(day) -> bool:
    return day.isoweekday() < 6 and day.isoformat() not in HOLIDAYS


def back(day, amount: int):
    while amount:
        day -= timedelta(days=1)
        amount -= is_working(day)
    return day


def forth(day):
    day += timedelta(days=1)
    while not is_working(day):
        day += timedelta(days=1)
    return day


def at_eight(day) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=LONDON)


@pytest.mark.parametrize("rule_id", TOLD)
def test_each_step_of_the_rule_is_told_when_it_is_due_to_whom_it_concerns(personas, rule_id):
    rule, worker = TIMESCALES[rule_id], personas.social_worker
    at = datetime(2027, 6, 1, 10, tzinfo=LONDON) if rule.direction == "before" else None
    at = at or datetime(2026, 10, 20, 10, tzinfo=LONDON)
    child = records.child(by=worker, at=at)
    records.involve_as(child, personas.conference_chair, "conference_chair", by=worker, at=at)
    about = {"about_worker": worker} if rule_id in OF_WORKERS else {"child": child, "responsible": worker}
    deadline = deadlines.set(rule_id=rule_id, starts_at=at, by=worker, at=at, **about)

    for step, instant in instants(rule, deadline):
        deadlines.sweep(at=instant - SECOND)
        assert told(deadline, step) == set(), f"{step} was told too early"
        for _ in range(2):
            deadlines.sweep(at=instant)
        assert told(deadline, step) == {getattr(personas, name) for name in expected(rule, step)}, step

    keys = Notification.objects.filter(subject=f"deadline:{deadline.pk}").values_list("key", flat=True)
    assert {key.split(":", 3)[3] for key in keys} == {step for step, _ in instants(rule, deadline)}
    lines = Event.objects.filter(kind=EventKind.DEADLINE_BREACHED)
    assert lines.count() == (rule_id not in OF_WORKERS)
