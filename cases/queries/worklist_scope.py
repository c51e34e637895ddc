"""Whose work a time limit is, and whose work somebody answers for or manages.

The worker named on it holds it, or else the team named on it; or else the child's allocated worker, the
supervisor of the worker it is about, or the front door for a referral that isn't matched yet. Somebody who
has left and a team that was closed hold nothing: their work shows as nobody's until it is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, F, Q, QuerySet, Value, When

from cases import access
from cases.access.by_keys import one_of
from cases.models import Child, Deadline
from safeguarding.accounts.models import Role, Team, TeamFunction, User

# Neither met nor stopped; what is paused among them stands still.
OPEN: Final = Q(met_at=None, cancelled_at=None)

_UNNAMED: Final = Q(responsible=None, team=None)
_OF_CHILD: Final = _UNNAMED & Q(about_worker=None, child__isnull=False)
OF_SUPERVISOR: Final = _UNNAMED & Q(about_worker__isnull=False)
_OF_FRONT_DOOR: Final = _UNNAMED & Q(about_worker=None, child=None)


class Held(StrEnum):
    """What kind of holder a time limit has; `NOBODY` and `TEAM` also stand for a worker in addresses."""

    WORKER = "worker"
    TEAM = "team"
    NOBODY = "nobody"


def _gone(worker: str) -> Q:
    return Q(**{f"{worker}": None}) | Q(**{f"{worker}__is_active": False})


HELD_BY_NOBODY: Final = (
    Q(responsible__is_active=False)
    | Q(responsible=None, team__is_active=False)
    | (_OF_CHILD & _gone("child__allocated_to"))
    | (OF_SUPERVISOR & _gone("about_worker__line_manager"))
)
HELD_BY_A_TEAM: Final = Q(responsible=None, team__is_active=True) | _OF_FRONT_DOOR
# How each is held, and by which worker, also one who has left.
HELD: Final = Case(
    When(HELD_BY_NOBODY, then=Value(Held.NOBODY)),
    When(HELD_BY_A_TEAM, then=Value(Held.TEAM)),
    default=Value(Held.WORKER),
)
HOLDER: Final = Case(
    When(responsible__isnull=False, then=F("responsible")),
    When(OF_SUPERVISOR, then=F("about_worker__line_manager")),
    When(_OF_CHILD, then=F("child__allocated_to")),
)


def held_by(worker: int) -> Q:
    """Held by this worker, whether or not they are still here."""
    return (
        Q(responsible=worker)
        | (_OF_CHILD & Q(child__allocated_to=worker))
        | (OF_SUPERVISOR & Q(about_worker__line_manager=worker))
    )


def mine(user: User) -> QuerySet[Deadline]:
    """The open time limits that `user` answers for: their own, their children's, their team's."""
    return _any_of(user, _answered_for_by(user))


def covered_by(user: User, absent: Iterable[User]) -> QuerySet[Deadline]:
    """The open time limits that `absent` answer for, as far as `user`, who covers for them, may see them.

    Covering opens no record: the gate is asked for `user` alone.
    """
    conditions = [each for other in absent for each in _answered_for_by(other)]
    return _any_of(user, conditions) if conditions else Deadline.objects.none()


def not_mine(user: User) -> Q:
    """What `user` doesn't answer for."""
    return ~Q(pk__in=_keys(_answered_for_by(user)))


def of_team(user: User) -> QuerySet[Deadline]:
    """The open time limits of those whom `user` manages, of their teams and of the children of their team,
    whose worker has left; all the service's for its heads of service."""
    if user.role == Role.SENIOR_MANAGER and user.is_social_care:
        return access.visible_deadlines(user).filter(OPEN)
    return _any_of(user, _managed_by(user))


def staff_of(user: User) -> QuerySet[User]:
    """The people whom `user` manages and who are still here; a senior manager's are the whole agency's."""
    return manages(user).filter(is_active=True)


def children_of_team(user: User) -> QuerySet[Child]:
    """The children whom `user` sees and who are allocated to people whom they manage, also to people who
    have left, or to their team."""
    children = access.visible_children(user)
    if user.role == Role.SENIOR_MANAGER and user.is_social_care:
        return children
    of_staff = Q(allocated_to__in=manages(user).values("pk"))
    return children.filter(of_staff | Q(team=user.team_id, team__isnull=False))


def manages(user: User) -> QuerySet[User]:
    """Everybody whom `user` manages, also those who have left; the person themselves with them."""
    staff = User.objects.exclude(role__in=[Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN])
    if user.role == Role.SENIOR_MANAGER:
        return staff.filter(agency=user.agency_id)
    return staff.filter(Q(line_manager=user) | Q(pk=user.pk) | Q(team=user.team_id, team__isnull=False))


def _answered_for_by(user: User) -> list[Q]:
    children = Child.objects.filter(allocated_to=user).values("pk")
    held = [
        Q(responsible=user),
        _UNNAMED & Q(child__in=children),
        _UNNAMED & Q(about_worker__in=User.objects.filter(line_manager=user).values("pk")),
    ]
    return held + (_held_by_team(user.team) if user.team is not None else [])


def _held_by_team(team: Team) -> list[Q]:
    held = [Q(responsible=None, team=team)]
    return [*held, _OF_FRONT_DOOR] if team.function == TeamFunction.FRONT_DOOR else held


def _managed_by(user: User) -> list[Q]:
    """One condition for each index that finds some of it."""
    staff = manages(user).values("pk")
    managed = [Q(responsible__in=staff)]
    if user.role == Role.SENIOR_MANAGER or user.team is None:
        return [*managed, _UNNAMED & Q(about_worker__in=staff)]
    children = Child.objects.filter(Q(allocated_to__in=staff) | Q(team=user.team)).values("pk")
    nobodys = Q(responsible__is_active=False) | Q(responsible=None, team__is_active=False)
    return [
        *managed,
        *_held_by_team(user.team),
        (_UNNAMED | nobodys) & Q(child__in=children),
        _UNNAMED & Q(about_worker__in=staff),
    ]


def _any_of(user: User, conditions: list[Q]) -> QuerySet[Deadline]:
    return access.visible_deadlines(user).filter(OPEN, one_of("pk", _keys(conditions)))


def _keys(conditions: list[Q]) -> QuerySet[Deadline, Any]:
    """The keys of what fulfils any of the conditions, each found by its own index instead of reading all."""
    first, *others = (Deadline.objects.filter(OPEN, each).order_by().values("pk") for each in conditions)
    return first.union(*others, all=True)
