"""Time limits of each rule, for tests: whatever the rule is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from cases.models import Child, Deadline
from cases.services import deadlines
from safeguarding.accounts.models import User
from safeguarding.notifications.models import Notification
from safeguarding.rules.timescales import TIMESCALES, Direction

ABOUT_A_WORKER: Final = frozenset({"supervision_worker", "supervision_supervisor", "supervision_chair"})


def about(rule_id: str, child: Child, worker: User) -> dict[str, Any]:
    """Whom a clock of this rule is about, as the services take it."""
    return {"about_worker": worker} if rule_id in ABOUT_A_WORKER else {"child": child}


def start(rule_id: str, *, child: Child, worker: User, at: datetime, **facts: Any) -> Deadline:
    """A clock of this rule that `worker` answers for and that runs from `at`.

    What counts backwards starts from an event half a year away.
    """
    backwards = TIMESCALES[rule_id].direction is Direction.BEFORE
    return deadlines.set(
        rule_id=rule_id,
        starts_at=at + timedelta(days=180) if backwards else at,
        by=worker,
        at=at,
        **{"responsible": worker, **about(rule_id, child, worker), **facts},
    )


def told(deadline: Deadline, recipient: User, *, at: datetime) -> Notification:
    """Something that `recipient` was told about `deadline` and hasn't read."""
    return Notification.objects.create(
        recipient=recipient,
        key=f"deadline:{deadline.pk}:test",
        kind="deadline_before",
        text="Something is due",
        path="/",
        subject=f"deadline:{deadline.pk}",
        created_at=at,
    )
