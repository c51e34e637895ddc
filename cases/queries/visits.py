"""A child's visits as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases import access, access_visits
from cases.models import Child, Visit
from cases.services.plans import VISITS
from cases.services.visit_clocks import UNSEEN_BY_ANYONE, UNSEEN_BY_WORKER
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import TIMESCALES

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit of visits that runs: its name, when it is due, and its page."""

    title: str
    due: datetime
    pk: int


def of_child(user: User, child: Child) -> list[Visit]:
    """The visits that `user` may read, the latest first."""
    rows = access_visits.visible_visits(user).filter(child=child)
    return list(rows.select_related("who", "agency", "recorded_by", "plan")[:PER_PAGE])


def clocks(user: User, child: Child) -> list[Clock]:
    """The clocks of visits that run for the child, the soonest first."""
    rules = (*VISITS.values(), UNSEEN_BY_WORKER, UNSEEN_BY_ANYONE)
    rows = access.visible_deadlines(user).filter(
        child=child, rule_id__in=rules, met_at=None, cancelled_at=None
    )
    return [Clock(TIMESCALES[row.rule_id].label, row.due_at, row.pk) for row in rows.order_by("due_at", "pk")]
