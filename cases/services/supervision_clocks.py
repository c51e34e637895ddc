"""The clocks of supervision: met when everybody has signed, started anew from the day on which it was held.

Source: local procedure (rules on clocks): each child with a child protection plan monthly; workers,
supervisors and conference chairs every four weeks; a child who is persistently not brought within days. A
group doesn't take the place of a worker's own supervision.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Child, Deadline, Plan
from cases.services import deadline_changes, deadlines
from cases.states import PlanKind
from cases.supervision_states import CHILD_CLOCK, MISSED_CLOCK, WORKER_CLOCKS
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import AgencyKind, Role, User
from safeguarding.rules.london_time import at_hour, london_date

# A plan found by the nightly look that is older began before anybody looked: its clock starts now.
_RECENT: Final = timedelta(days=7)


def discussed(child: Child, held_on: date, *, by: User, at: datetime) -> None:
    """The child was discussed on that day, and everybody has signed."""
    for rule_id, subject in ((CHILD_CLOCK, ""), (MISSED_CLOCK, "was_not_brought")):
        if _began_by(held_on, Q(child=child, rule_id=rule_id, subject=subject)):
            deadlines.meet(rule_id=rule_id, child=child, subject=subject, by=by, at=at)
    if _open_plans().filter(child=child).exists():
        deadlines.set(
            rule_id=CHILD_CLOCK,
            starts_at=min(at_hour(held_on, 12), at),
            child=child,
            responsible=child.allocated_to,
            team=child.team,
            by=by,
            at=at,
        )


def supervised(worker: User, held_on: date, *, by: User, at: datetime) -> None:
    """The worker was supervised on that day, and everybody has signed."""
    for rule_id in sorted(set(WORKER_CLOCKS.values())):
        if _began_by(held_on, Q(about_worker=worker, rule_id=rule_id)):
            deadlines.meet(rule_id=rule_id, about_worker=worker, by=by, at=at)
    if worker.role in WORKER_CLOCKS and worker.is_active:
        deadlines.set(
            rule_id=WORKER_CLOCKS[worker.role],
            starts_at=min(at_hour(held_on, 12), at),
            about_worker=worker,
            by=by,
            at=at,
        )


def _began_by(held_on: date, which: Q) -> bool:
    """Whether the clock that runs began on that day or before: what was held earlier doesn't meet it."""
    rows = Deadline.objects.filter(which, met_at=None, cancelled_at=None)
    return any(london_date(row.starts_at) <= held_on for row in rows)


@as_service(Service.SUPERVISION)
@transaction.atomic
def keep_running(*, at: datetime) -> int:
    """Start the clocks that nobody started yet and stop those of people who have left or changed their part;
    answers how many.

    A child with a child protection plan, from the day on which it began; a social worker with children, a
    supervisor with staff, a conference chair. May run as often as one likes.
    """
    return _start_of_children(at) + _start_of_workers(at) + _stop(at)


def _open_plans() -> QuerySet[Plan]:
    return Plan.objects.filter(kind=PlanKind.CHILD_PROTECTION, authority="", ended_on=None)


def _start_of_children(at: datetime) -> int:
    running = Deadline.objects.filter(
        child=OuterRef("child"), rule_id=CHILD_CLOCK, subject="", met_at=None, cancelled_at=None
    )
    plans = _open_plans().filter(~Exists(running)).select_related("child__allocated_to", "child__team")
    count = 0
    for plan in plans.order_by("pk"):
        began = at_hour(plan.started_on, 12)
        deadlines.set(
            rule_id=CHILD_CLOCK,
            starts_at=began if at - _RECENT <= began <= at else at,
            child=plan.child,
            responsible=plan.child.allocated_to,
            team=plan.child.team,
            by=None,
            at=at,
        )
        count += 1
    return count


def _start_of_workers(at: datetime) -> int:
    count = 0
    for worker in _to_supervise():
        rule_id = WORKER_CLOCKS[worker.role]
        deadlines.set(rule_id=rule_id, starts_at=at, about_worker=worker, by=None, at=at)
        count += 1
    return count


def _to_supervise() -> Iterable[User]:
    """Who has no clock of supervision yet and is to have one."""
    running = Deadline.objects.filter(
        about_worker=OuterRef("pk"), rule_id__in=set(WORKER_CLOCKS.values()), met_at=None, cancelled_at=None
    )
    has_children = Exists(Child.objects.filter(allocated_to=OuterRef("pk")))
    has_staff = Exists(User.objects.filter(line_manager=OuterRef("pk"), is_active=True))
    return User.objects.filter(
        Q(role=Role.PRACTITIONER) & has_children
        | Q(role__in=(Role.MANAGER, Role.SENIOR_MANAGER)) & has_staff
        | Q(role=Role.CONFERENCE_CHAIR),
        ~Exists(running),
        is_active=True,
        agency__is_lead=True,
        agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE,
    ).order_by("pk")


def _stop(at: datetime) -> int:
    """The clocks of people who have left, or who have another part now."""
    others = Deadline.objects.filter(_other_part(), rule_id__in=set(WORKER_CLOCKS.values()))
    rows = Deadline.objects.filter(pk__in=others.values("pk"))
    return len(deadline_changes.stop(running=rows, reason="No longer in this part", by=None, at=at))


def _other_part() -> Q:
    has_its_part = Q()
    for role, rule_id in WORKER_CLOCKS.items():
        has_its_part |= Q(rule_id=rule_id, about_worker__role=role)
    return Q(about_worker__is_active=False) | ~has_its_part
