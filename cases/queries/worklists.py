"""What there is to do, by whom and until when: through the gate, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, Q, QuerySet

from cases import access
from cases.models import Child, Deadline
from cases.queries import working_calendar
from cases.queries.deadline_links import act_path, reference_of
from cases.services.deadlines import SOON, Status, is_late, status
from safeguarding.accounts.models import Role, Team, TeamFunction, User
from safeguarding.rules.timescales import TIMESCALES, Unit
from safeguarding.ui.filters import moment

PAGE_SIZE: Final = 25
RUNNING: Final = Q(met_at=None, cancelled_at=None)
# What the tiles count and, as `?show=`, filter by.
SHOW: Final = ("overdue", "soon")


@dataclass(frozen=True)
class Counts:
    """How many time limits have passed, run out within a week, and run in all."""

    overdue: int
    soon: int
    running: int


@dataclass(frozen=True)
class Row:
    """One line of a worklist, as components/worklist.html shows it; `href` is where the act is done."""

    key: int
    href: str
    title: str
    facts: tuple[str, ...]
    due: date | datetime
    status: Status
    needs_reason: bool

    @property
    def urgent(self) -> bool:
        """Whether the time limit has passed."""
        return self.status == Status.OVERDUE


@dataclass(frozen=True)
class Worklist:
    """One page of a worklist: `page` for the page numbers, `rows` to show."""

    page: Page[Deadline]
    rows: list[Row]


@dataclass(frozen=True)
class Load:
    """What one worker carries; `worker` is None for what a team holds together."""

    worker: User | None
    children: int
    running: int
    soon: int
    overdue: int


def mine(user: User) -> QuerySet[Deadline]:
    """The running time limits that `user` answers for: their own, their children's, their team's."""
    return _running(user).filter(_held_by(user))


def of_team(user: User) -> QuerySet[Deadline]:
    """The running time limits of those whom `user` manages; all the service's for heads of service."""
    return _running(user).filter(_managed_by(user))


def overdue_of_others(user: User, *, now: datetime, limit: int = 5) -> list[Row]:
    """What is overdue among those whom `user` manages and isn't on their own list, the oldest first."""
    others = of_team(user).filter(_show("overdue", now)).exclude(_held_by(user))
    return [row(each, user=user, now=now) for each in _joined(others).order_by("due_at", "pk")[:limit]]


def late_without_reason(user: User, *, now: datetime, limit: int = 10) -> list[Row]:
    """What `user` answers for that was met late and never explained, latest first."""
    late = access.visible_deadlines(user).filter(met_at__gte=F("statutory_due_at"), lateness_code="")
    chosen = _joined(late.filter(_held_by(user) | Q(met_by=user))).order_by("-met_at")[:limit]
    return [row(each, user=user, now=now) for each in chosen]


def counts(rows: QuerySet[Deadline], *, now: datetime) -> Counts:
    """How many of `rows` are overdue, due soon, and running."""
    found = rows.aggregate(
        overdue=Count("pk", filter=_show("overdue", now)),
        soon=Count("pk", filter=_show("soon", now)),
        running=Count("pk"),
    )
    return Counts(**found)


def page(
    rows: QuerySet[Deadline], *, user: User, now: datetime, show: str = "", number: str = ""
) -> Worklist:
    """A page of `rows`, what is due first at the top; `show` is one of SHOW or empty."""
    chosen = _joined(rows.filter(_show(show, now))).order_by("due_at", "pk")
    found = Paginator(chosen, PAGE_SIZE).get_page(number or 1)
    return Worklist(found, [row(each, user=user, now=now) for each in found.object_list])


def row(deadline: Deadline, *, user: User, now: datetime) -> Row:
    """One deadline as a line for `user`."""
    rule = TIMESCALES[deadline.rule_id]
    stands = status(deadline, now)
    due = deadline.due_at if rule.unit is Unit.HOURS else deadline.due_on
    return Row(
        key=deadline.pk,
        href=act_path(deadline, user),
        title=f"{rule.label}: {_name(deadline)}",
        facts=(
            reference_of(deadline),
            f"Due {moment(due)}",
            *_provisional(deadline),
            *_holder(deadline, user),
        ),
        due=due,
        status=stands,
        needs_reason=is_late(deadline, now) and not deadline.lateness_code,
    )


def caseload(user: User, *, limit: int = 50) -> list[Child]:
    """The children allocated to `user`, each with `next_due` (the next time limit's day or None)."""
    running = Q(deadlines__met_at=None, deadlines__cancelled_at=None)
    children = access.visible_children(user).filter(allocated_to=user).select_related("person")
    return list(
        children.annotate(next_due=Min("deadlines__due_on", filter=running)).order_by(
            "person__family_name", "person__given_name", "pk"
        )[:limit]
    )


def loads(user: User, *, now: datetime) -> list[Load]:
    """What each worker whom `user` manages carries, the most overdue first, then what no one holds."""
    per_worker = _running(user).filter(_managed_by(user)).values("responsible").order_by()
    totals: dict[int | None, Mapping[str, Any]] = {
        each["responsible"]: each
        for each in per_worker.annotate(
            running=Count("pk"),
            soon=Count("pk", filter=_show("soon", now)),
            overdue=Count("pk", filter=_show("overdue", now)),
        )
    }
    staff = list(_staff_of(user))
    allocated = access.visible_children(user).filter(allocated_to__in=staff).order_by()
    children = dict(allocated.values_list("allocated_to").annotate(Count("pk")))
    found = [_load(worker, totals.get(worker.pk), children.get(worker.pk, 0)) for worker in staff]
    found.sort(key=lambda each: (-each.overdue, -each.soon))
    return [*found, _load(None, totals[None], 0)] if None in totals else found


def _load(worker: User | None, totals: Mapping[str, Any] | None, children: int) -> Load:
    running, soon, overdue = (totals[name] if totals else 0 for name in ("running", "soon", "overdue"))
    return Load(worker, children, running, soon, overdue)


def _running(user: User) -> QuerySet[Deadline]:
    return access.visible_deadlines(user).filter(RUNNING)


def _joined(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.select_related(
        "child__person", "child__allocated_to", "responsible", "team", "referral_child__referral"
    )


def _held_by(user: User) -> Q:
    """As deadline_recipients.responsible and team_key say whose a time limit is."""
    held = Q(responsible=user) | Q(responsible=None, team=None, child__allocated_to=user)
    if user.team is not None:
        held |= Q(responsible=None, team=user.team)
        if user.team.function == TeamFunction.FRONT_DOOR:
            held |= Q(responsible=None, team=None, child=None)
    return held


def _managed_by(user: User) -> Q:
    if user.role == Role.SENIOR_MANAGER and user.is_social_care:
        return Q()
    managed = Q(responsible__line_manager=user) | Q(responsible=user)
    if user.role == Role.SENIOR_MANAGER:
        return managed | Q(responsible__agency=user.agency)
    if user.team_id is None:
        return managed
    unheld = Q(responsible=None, team=None)
    of_children = Q(child__allocated_to__team=user.team_id) | Q(child__team=user.team_id)
    return (
        managed
        | Q(responsible__team=user.team_id)
        | Q(responsible=None, team=user.team_id)
        | (unheld & of_children)
    )


def _staff_of(user: User) -> QuerySet[User]:
    staff = User.objects.filter(is_active=True).exclude(role__in=[Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN])
    if user.role == Role.SENIOR_MANAGER:
        return staff.filter(agency=user.agency_id)
    return staff.filter(Q(line_manager=user) | (Q(team=user.team_id) & Q(team__isnull=False)))


def _show(show: str, now: datetime) -> Q:
    if show == "overdue":
        return Q(due_at__lte=now, paused_at=None)
    return Q(due_at__gt=now, due_at__lte=now + SOON, paused_at=None) if show == "soon" else Q()


def _name(deadline: Deadline) -> str:
    if deadline.child is not None:
        return str(deadline.child.person)
    return deadline.referral_child.name if deadline.referral_child is not None else ""


def _provisional(deadline: Deadline) -> tuple[str, ...]:
    said = working_calendar.provisional(deadline)
    return (said,) if said else ()


def _holder(deadline: Deadline, user: User) -> tuple[str, ...]:
    """Who holds it, for others to see: the worker, the team, the child's worker, or else the front door."""
    held: tuple[User | Team | None, ...] = (
        deadline.responsible,
        deadline.team,
        deadline.child.allocated_to if deadline.child is not None else None,
    )
    holder = next((each for each in held if each is not None), None)
    if holder == user:
        return ()
    return (holder.name if isinstance(holder, Team) else str(holder or "Front door"),)
