"""Whom a reminder or a breach is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from cases import access
from cases.models import Deadline
from cases.models.deadline import AlertStage
from safeguarding.accounts.models import Role, TeamFunction, User

# Business support and administrators hold no cases.
_CASE_ROLES: Final = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.SENIOR_MANAGER, Role.CONFERENCE_CHAIR})


@dataclass(frozen=True)
class Directory:
    """The people a batch of deadlines can concern, and who is named on its restricted records."""

    people: tuple[User, ...]
    named: dict[int, frozenset[int]]

    def told(self, deadline: Deadline, stage: AlertStage) -> list[User]:
        """Everybody to be told, each once; only people named on a restricted record hear of it.

        Before: the worker, or their manager when the worker has left, or the team when nobody is
        responsible. On breach: the manager too. Falls back to the heads of service: never nobody,
        as long as one of them is there.
        """
        found = self._before(deadline) if stage == AlertStage.BEFORE else self._on_breach(deadline)
        if deadline.child is not None and deadline.child.is_restricted:
            named = self.named.get(deadline.child.pk, frozenset())
            found = [user for user in found if user.pk in named] or self._with_keys(named)
        return list(dict.fromkeys(found))

    def heads(self) -> list[User]:
        """The lead agency's heads of service."""
        return [user for user in self.people if user.role == Role.SENIOR_MANAGER and user.is_social_care]

    def _before(self, deadline: Deadline) -> list[User]:
        worker = responsible(deadline)
        if worker is None:
            return self._team(deadline) or self.heads()
        return [worker] if worker.is_active else self._managers(deadline, worker)

    def _on_breach(self, deadline: Deadline) -> list[User]:
        worker = responsible(deadline)
        own = [worker] if worker is not None and worker.is_active else []
        return own + self._managers(deadline, worker)

    def _managers(self, deadline: Deadline, worker: User | None) -> list[User]:
        line_manager = worker.line_manager if worker is not None else None
        if line_manager is not None and line_manager.is_active:
            return [line_manager]
        managers = [user for user in self._team(deadline) if user.role == Role.MANAGER and user != worker]
        return managers or self.heads()

    def _team(self, deadline: Deadline) -> list[User]:
        """The members who work cases of the deadline's team; the front door when it has none."""
        team = team_key(deadline)
        if team is None:
            return [user for user in self.people if _at_door(user) and user.role in _CASE_ROLES]
        return [user for user in self.people if user.team_id == team and user.role in _CASE_ROLES]

    def _with_keys(self, keys: frozenset[int]) -> list[User]:
        return [user for user in self.people if user.pk in keys]


def responsible(deadline: Deadline) -> User | None:
    """The worker the deadline names, or else, where no team holds it, the child's allocated worker."""
    if deadline.responsible is not None or deadline.team_id is not None or deadline.child is None:
        return deadline.responsible
    return deadline.child.allocated_to


def team_key(deadline: Deadline) -> int | None:
    """The team the deadline names, or else its worker's, or else the child's."""
    worker = responsible(deadline)
    teams = (
        deadline.team_id,
        worker.team_id if worker is not None else None,
        deadline.child.team_id if deadline.child is not None else None,
    )
    return next((team for team in teams if team is not None), None)


def directory(deadlines: Iterable[Deadline]) -> Directory:
    """Load, in two statements, everybody whom these deadlines can concern."""
    rows = list(deadlines)
    restricted = [row.child.pk for row in rows if row.child is not None and row.child.is_restricted]
    named = access.named_users(restricted)
    keys = {key for keys in named.values() for key in keys}
    concerned = (
        Q(team__in={team_key(row) for row in rows})
        | Q(team__function=TeamFunction.FRONT_DOOR)
        | Q(role=Role.SENIOR_MANAGER)
        | Q(pk__in=keys)
    )
    people = User.objects.filter(concerned, is_active=True).order_by("pk")
    return Directory(tuple(people), named)


def _at_door(user: User) -> bool:
    return user.team is not None and user.team.function == TeamFunction.FRONT_DOOR
