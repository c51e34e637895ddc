"""When each alert of a time limit is due, and to whom, counted by the tests themselves.

Nothing here uses the code that it checks: days are walked one by one, over bank holidays written down here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cases.models import Deadline, Meeting
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import Timescale, Unit
from tests.factories.fixtures import LONDON

HOLIDAYS = {
    *("2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25"),
    *("2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04"),
    *("2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26"),
    *("2027-03-29", "2027-05-03", "2027-05-31"),
}


def instants(rule: Timescale, deadline: Deadline, until: datetime) -> Iterator[tuple[str, datetime]]:
    """The steps of a clock and when each is due, first one first, until that instant."""
    found = by_the_hour(rule, deadline) if rule.unit is Unit.HOURS else by_the_day(rule, deadline)
    for step, at in found:
        if at > until:
            return
        yield step, at


def by_the_hour(rule: Timescale, deadline: Deadline) -> Iterator[tuple[str, datetime]]:
    before = sorted((each.amount for each in rule.alert_before), reverse=True)
    for number, hours in enumerate(before, start=1):
        yield f"before:{number}", deadline.due_at - timedelta(hours=hours)
    yield "breach:1", deadline.due_at
    for number in range(1, 10_000):
        hours = {1: 1, 2: 6}.get(number, 24 * (number - 2))
        yield f"after:{number}", deadline.due_at + timedelta(hours=hours)


def by_the_day(rule: Timescale, deadline: Deadline) -> Iterator[tuple[str, datetime]]:
    by_hours = [each.amount for each in rule.alert_before if each.unit is Unit.HOURS]
    reminders = [deadline.due_at - timedelta(hours=hours) for hours in by_hours]
    days = [each.amount for each in rule.alert_before if each.unit is Unit.WORKING_DAYS]
    reminders += [at_eight(back(deadline.due_on, amount)) for amount in days]
    for number, at in enumerate(sorted(reminders), start=1):
        yield f"before:{number}", at
    if all(at.astimezone(LONDON).date() != deadline.due_on for at in reminders):
        yield "due_day:1", at_eight(deadline.due_on)
    yield "breach:1", deadline.due_at
    day, counted, number = deadline.due_on, 0, 0
    for number in range(1, 10_000):
        wanted = {1: 1, 2: 2, 3: 5, 4: 10}.get(number, 20 * (number - 4))
        while counted < wanted:
            day += timedelta(days=1)
            counted += is_working(day)
        yield f"after:{number}", at_eight(day)


def is_working(day: date) -> bool:
    return day.isoweekday() < 6 and day.isoformat() not in HOLIDAYS


def back(day: date, amount: int) -> date:
    while amount:
        day -= timedelta(days=1)
        amount -= is_working(day)
    return day


def at_eight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=LONDON)


def roles(rule: Timescale, step: str) -> set[str]:
    """The roles that hear of a step."""
    if step.startswith(("before", "due_day")):
        return set(rule.told_before)
    further = {"breach:1": [], "after:1": ["team_manager"]}.get(step, ["team_manager", "head_of_service"])
    return {"responsible_worker", *rule.told_on_breach, *further}


def people(deadline: Deadline, role: str, step: str) -> set[User]:
    """Who holds a role for a time limit of social care, as the directory is now."""
    if deadline.about_worker is not None:
        return _of_supervision(deadline.about_worker, role)
    worker = deadline.responsible
    # The record of a meeting is its minute-taker's, as other clocks are the worker's.
    role = {"minute_taker": "responsible_worker"}.get(role, role)
    here = User.objects.filter(is_active=True)
    childs_team = deadline.child.team_id if deadline.child is not None else None
    key = deadline.team_id or (worker.team_id if worker else None) or childs_team
    # What no team holds is the front door's.
    team = here.filter(team=key) if key is not None else here.filter(team__function="front_door")
    managers = set(team.filter(role="manager"))
    if worker is not None and worker.line_manager is not None:
        managers = {worker.line_manager}
    if role == "responsible_worker" and worker is not None:
        return {worker} if worker.is_active else managers
    if role == "responsible_worker" and step.startswith(("before", "due_day")):
        return set(team.exclude(role="business_support"))
    if role == "front_door_manager":
        return set(here.filter(team__function="front_door", role="manager"))
    if role == "meeting_chair" and deadline.subject.startswith("meeting:"):
        meeting = Meeting.objects.select_related("chair").get(pk=deadline.subject.removeprefix("meeting:"))
        return {meeting.chair} if meeting.chair is not None and meeting.chair.is_active else managers
    if role in {"responsible_worker", "team_manager", "meeting_chair", "supervisor"}:
        return managers
    if role == "service_manager":
        return {each.line_manager for each in managers if each.line_manager is not None}
    if role == "conference_chair":
        named = deadline.child.involvements.filter(role="conference_chair", until=None, user__is_active=True)
        role = "conference_unit"
        if chairs := {each.user for each in named.select_related("user") if each.user}:
            return chairs
    if role == "conference_unit":
        return set(here.filter(team__function="conferencing", role__in=["manager", "business_support"]))
    if role == "safeguarding_lead":
        leads = here.filter(is_safeguarding_lead=True, agency__kind="childrens_social_care")
        return set(leads) or managers
    assert role == "head_of_service", f"the month plays no rule that tells a {role}"
    return set(here.filter(role="senior_manager", agency__kind="childrens_social_care"))


def _of_supervision(about: User, role: str) -> set[User]:
    """Who holds a role for somebody's own supervision, which their manager gives; at the end the heads."""
    here = User.objects.filter(is_active=True)
    holder = about.line_manager
    team = (holder.team_id if holder is not None else None) or about.team_id
    managers = set(
        here.filter(team=team, role="manager", team__isnull=False).exclude(pk=about.line_manager_id)
    )
    if holder is not None and holder.line_manager is not None:
        managers = {holder.line_manager}
    found = managers if role != "head_of_service" else set()
    if role in {"supervisor", "responsible_worker"} and holder is not None:
        found = {holder}
    return found or set(here.filter(role="senior_manager", agency__kind="childrens_social_care"))
