"""The clocks of visits: started anew by each visit at which the child was seen, at the plan's own pace.

A core group is no visit: nothing but a recorded visit moves them. A visit at which the child wasn't seen is
on record with its reason, and the clock runs on. Source: local procedure (rules on clocks: visit_cp,
visit_cin, unseen).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cases.models import Deadline, EpisodeOfNeed, Plan, Visit
from cases.plan_states import VisitKind
from cases.queries import working_calendar
from cases.services import deadline_times, deadlines
from cases.services.plans import VISITS
from safeguarding.accounts.models import User
from safeguarding.rules import past_horizon, working_days
from safeguarding.rules.london_time import london_date

UNSEEN_BY_WORKER: Final = "unseen_social_worker"
UNSEEN_BY_ANYONE: Final = "unseen_anyone"


def move_on(visit: Visit, *, by: User, at: datetime) -> None:
    """Meet and start anew what this visit is about; called by the service that recorded it."""
    if not visit.seen or _was_seen_later(visit):
        return
    plan = visit.plan
    if plan is not None and plan.ended_on is None and visit.kind == VisitKind.STATUTORY:
        _start_anew(VISITS[plan.kind], visit, by=by, at=at)
        keep_pace(plan, by=by, at=at)
    if EpisodeOfNeed.objects.filter(child=visit.child, closed_on=None).exists():
        if visit.who.is_social_care:
            _start_anew(UNSEEN_BY_WORKER, visit, by=by, at=at)
        _start_anew(UNSEEN_BY_ANYONE, visit, by=by, at=at)


def keep_pace(plan: Plan, *, by: User, at: datetime) -> None:
    """Move the clock that runs to the day that the plan's own pace asks for."""
    running = Deadline.objects.filter(
        child=plan.child, rule_id=VISITS[plan.kind], met_at=None, cancelled_at=None
    )
    for row in running.select_for_update(no_key=True):
        due = row.statutory_due_on
        if plan.visit_every is not None:
            calendar = past_horizon.weekdays(working_calendar.current())
            due = working_days.add(london_date(row.starts_at), plan.visit_every, calendar)
        if due != row.due_on:
            deadline_times.move_to(row, due)
            row.rescheduled_at, row.rescheduled_by = at, by
            row.rescheduled_reason = "As often as the plan asks for visits"
            row.record(by=by, at=at, reason=row.rescheduled_reason)


def _was_seen_later(visit: Visit) -> bool:
    """Whether a visit on record already is later: one that is written down afterwards moves nothing back.

    Each clock asks for visits of its own kind: one by another agency is no visit under the plan.
    """
    later = Visit.objects.filter(child=visit.child, seen=True, visited_at__gt=visit.visited_at)
    if visit.kind == VisitKind.STATUTORY:
        later = later.filter(kind=VisitKind.STATUTORY)
    return later.exclude(pk=visit.pk).exists()


def _start_anew(rule_id: str, visit: Visit, *, by: User, at: datetime) -> None:
    child = visit.child
    running = Deadline.objects.filter(child=child, rule_id=rule_id, met_at=None, cancelled_at=None)
    if running.filter(starts_at__gte=visit.visited_at).exists():
        return
    met = deadlines.meet(rule_id=rule_id, child=child, by=by, at=at)
    if met is not None and visit.visited_at < at:
        # The child was visited then, whenever it was written down.
        met.met_at = visit.visited_at
        met.record(by=by, at=at, reason="Visited then")
    deadlines.set(
        rule_id=rule_id,
        starts_at=visit.visited_at,
        child=child,
        responsible=child.allocated_to,
        team=child.team,
        by=by,
        at=at,
    )
