"""Children with running time limits, for worklists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.models import Child, Deadline
from cases.services import deadlines
from safeguarding.accounts.models import User
from tests.factories import records
from tests.factories.partnership import Personas

LATE = timedelta(days=200)


def allocated(
    personas: Personas, worker: User | None, *, at: datetime, name: str = "", **facts: Any
) -> Child:
    """A child of the social worker's team, allocated to `worker` (None: to nobody)."""
    child = records.child(name, "Dale" if name else "", by=personas.social_worker, at=at, **facts)
    child.allocated_to = worker
    child.team = worker.team if worker is not None else personas.social_worker.team
    child.record(by=personas.team_manager, at=at)
    return child


def clock(child: Child, *, by: User, at: datetime, rule: str = "assessment", **facts: Any) -> Deadline:
    """A running time limit of `child`; `responsible` names a worker, without it the child's own holds it."""
    started = facts.pop("started", at)
    return deadlines.set(rule_id=rule, starts_at=started, by=by, at=at, child=child, **facts)


def paused(deadline: Deadline, *, by: User, at: datetime) -> Deadline:
    """As the service leaves it that pauses."""
    deadline.paused_at, deadline.paused_by, deadline.paused_reason = at, by, "The police asked for it"
    deadline.record(by=by, at=at)
    return deadline


def rescheduled(deadline: Deadline, *, to: datetime, by: User, at: datetime) -> Deadline:
    """As the service leaves it that agrees another date."""
    deadline.due_at, deadline.due_on = to, to.date()
    deadline.rescheduled_at, deadline.rescheduled_by, deadline.rescheduled_reason = at, by, "Illness"
    deadline.record(by=by, at=at)
    return deadline


def leave(worker: User) -> None:
    """They have left: their account is closed."""
    worker.is_active = False
    worker.save()
