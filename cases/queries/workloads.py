"""What each worker carries, for whoever manages them; and what is theirs to hand over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from cases import access
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Child, Deadline, EpisodeOfNeed
from cases.queries.worklist_scope import (
    HELD_BY_A_TEAM,
    HELD_BY_NOBODY,
    OPEN,
    Held,
    children_of_team,
    held_by,
    manages,
    of_team,
    staff_of,
)
from cases.queries.worklist_summary import Counts, Summary, summary
from safeguarding.accounts.models import Role, User

_CASE_ROLES = (Role.PRACTITIONER, Role.MANAGER, Role.SENIOR_MANAGER, Role.CONFERENCE_CHAIR)
_NAMES = {Held.TEAM: "Held by a team, not by one worker", Held.NOBODY: "Nobody holds this"}


@dataclass(frozen=True)
class Load:
    """What one worker carries, or (`worker` None) what a team holds together, or nobody."""

    holder: str
    worker: User | None
    children: int
    counts: Counts

    @property
    def name(self) -> str:
        """The holder in words."""
        return self.worker.full_name if self.worker is not None else _NAMES[Held(self.holder)]

    @property
    def running(self) -> int:
        """Time limits that run."""
        return self.counts.running

    @property
    def soon(self) -> int:
        """Those that run out within a week."""
        return self.counts.soon

    @property
    def overdue(self) -> int:
        """Those that have passed."""
        return self.counts.overdue


def loads(user: User, *, now: datetime, of: Summary | None = None) -> list[Load]:
    """What each worker whom `user` manages carries, the most overdue first; then what teams hold together,
    and what nobody holds any more. `of` is the summary of the team's work, where it is at hand."""
    found = of or summary(of_team(user), now=now)
    totals = found.per_holder()
    people = User.objects.filter(Q(pk__in=staff_of(user).values("pk")) | Q(pk__in=found.workers()))
    children = children_of_team(user).filter(allocated_to__is_active=True).order_by()
    allocated = dict(children.values_list("allocated_to").annotate(Count("pk")))
    carried = [
        _load(str(worker.pk), totals, allocated.get(worker.pk, 0), worker)
        for worker in people
        if worker.role in _CASE_ROLES or str(worker.pk) in totals or worker.pk in allocated
    ]
    carried.sort(key=lambda each: (-each.overdue, -each.soon, -each.running, each.name))
    unheld = _of_nobody(user).count()
    together = [_load(Held.TEAM, totals, 0)] if Held.TEAM in totals else []
    nobodys = [_load(Held.NOBODY, totals, unheld)] if Held.NOBODY in totals or unheld else []
    return [*carried, *together, *nobodys]


def named(keys: Iterable[int]) -> list[tuple[str, str]]:
    """These workers as choices, by name, and after them what no one worker holds."""
    people = User.objects.filter(pk__in=list(keys)).order_by("full_name", "pk")
    return [
        *((str(each.pk), each.full_name) for each in people),
        *((key.value, _NAMES[key]) for key in _NAMES),
    ]


def holder(user: User, key: str) -> User | None:
    """The worker of an address, among those whom `user` manages, also one who has left, and those of other
    agencies who hold some of the team's time limits (a health visitor who takes the minutes of a core group);
    None for `team` and `nobody`. Raises NotVisibleError."""
    if key in {Held.TEAM, Held.NOBODY}:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise NotVisibleError
    found = manages(user).filter(pk=key).first()
    if found is None and held(user, key).exists():
        found = User.objects.filter(pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def name_of(worker: User | None, key: str) -> str:
    """The holder in words."""
    return worker.full_name if worker is not None else _NAMES[Held(key)]


def held(user: User, key: str) -> QuerySet[Deadline]:
    """The open time limits in `user`'s team that are held by this worker, a team, or nobody."""
    rows = of_team(user)
    if key == Held.NOBODY:
        return rows.filter(HELD_BY_NOBODY)
    return rows.filter(HELD_BY_A_TEAM if key == Held.TEAM else held_by(int(key)))


def allocated(user: User, key: str) -> QuerySet[Child]:
    """The children allocated to this worker in `user`'s team; those whom nobody is responsible for."""
    if key == Held.TEAM:
        return Child.objects.none()
    found = _of_nobody(user) if key == Held.NOBODY else children_of_team(user).filter(allocated_to=int(key))
    return found.order_by("pk")


@dataclass(frozen=True)
class Carried:
    """A child with how many time limits run, how many of those have passed, and the next due day or None."""

    child: Child
    running: int
    overdue: int
    next_due: date | None


def caseload(user: User, key: str, *, now: datetime, limit: int = 200) -> list[Carried]:
    """The first of `allocated`, each with its time limits, whoever holds those."""
    # By key first: sorting all by name would ask of each person in the service who may see them.
    keys = list(allocated(user, key).values_list("pk", flat=True)[:limit])
    children = list(
        access.visible_children(user)
        .filter(pk__in=keys)
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    running = access.visible_deadlines(user).filter(OPEN, paused_at=None, child__in=children)
    counted = (
        running.order_by()
        .values_list("child")
        .annotate(running=Count("pk"), overdue=Count("pk", filter=Q(due_at__lte=now)), next_due=Min("due_on"))
    )
    found = {child: facts for child, *facts in counted}
    return [Carried(child, *found.get(child.pk, (0, 0, None))) for child in children]


def takers(user: User, *, but: User | None = None) -> list[User]:
    """Who can be handed work by `user`: those whom they manage and who work cases in children's social care.

    Raises NotPermittedError for who manages no cases.
    """
    if not access.may(user, access.Action.MANAGE_CASE):
        raise NotPermittedError(access.Action.MANAGE_CASE.value)
    staff = staff_of(user).filter(role__in=_CASE_ROLES, agency=user.agency_id)
    return list(staff.exclude(pk=but.pk) if but is not None else staff)


def _of_nobody(user: User) -> QuerySet[Child]:
    """Children open to social care whose worker has left, or of a team and given to nobody yet."""
    is_open = Exists(EpisodeOfNeed.objects.filter(child=OuterRef("pk"), closed_on=None))
    has_clock = Exists(Deadline.objects.filter(OPEN, child=OuterRef("pk")))
    left = User.objects.filter(is_active=False).order_by().values("pk")
    gone = Q(allocated_to__in=left) | Q(allocated_to=None, team__isnull=False)
    return children_of_team(user).filter(gone).filter(is_open | has_clock)


def _load(key: str, totals: dict[str, Counts], children: int, worker: User | None = None) -> Load:
    return Load(key, worker, children, totals.get(key, Counts()))
