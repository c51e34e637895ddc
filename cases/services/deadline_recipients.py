"""Who holds the roles that the ladder of alerts tells, and who is told in their place.

Each role has a chain: its own holders, and when there are none the next in line; at the end of every chain
stand the lead authority's heads of service, so that nobody is never the answer.

- The responsible worker is the one that the time limit names; where neither a worker nor a team is named, the
  child's allocated worker, or the line manager of the worker whom a supervision is about. One who has left is
  replaced by their manager. Where a team holds it together, its case workers are reminded, and its manager is
  told from the breach on.
- The team manager is the worker's line manager, or else the managers of the team; the service manager their
  line manager; the head of service the first senior manager up the line, or else all of them.
- A meeting's chair is the one that the meeting names, or else the team manager; its minute-taker is the
  responsible worker of its clock. A conference's chair is who is involved with the child as one; the
  conference unit stands in for them.
- Another authority has no account here: the responsible worker tells them.

Whoever is away (accounts.Cover) is told all the same, and so is their deputy, if they may see the record and
are here themselves; else the manager of the person who is away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from safeguarding.accounts.models import Agency, Cover, Role, Team, TeamFunction, User
from safeguarding.rules.timescales import Recipient

# Business support and administrators hold no cases.
_CASE_ROLES: Final = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.SENIOR_MANAGER, Role.CONFERENCE_CHAIR})


class Held(NamedTuple):
    """Who holds a time limit: all that its recipients depend on. Keys of users and teams."""

    worker: int | None = None
    team: int | None = None
    about_worker: int | None = None
    chairs: tuple[int, ...] = ()
    meeting_chair: int | None = None


@dataclass(frozen=True)
class Staff:
    """Everybody who works here or did, by key, and today's deputies by whom they stand in for."""

    people: Mapping[int, User]
    deputies: Mapping[int, tuple[int, ...]]
    _found: dict[tuple[Recipient, Held, bool], list[User]] = field(default_factory=dict)

    def active(self, key: int | None) -> User | None:
        """The person with this key, if they are still here."""
        user = self.people.get(key) if key is not None else None
        return user if user is not None and user.is_active else None

    def those(self, fits: Callable[[User], bool]) -> list[User]:
        """Everybody here who fits, in the order of their keys."""
        return [user for user in self.people.values() if user.is_active and fits(user)]

    @cached_property
    def heads(self) -> list[User]:
        """The lead authority's heads of service; its managers where it has none."""
        social_care = self.those(lambda user: user.is_social_care)
        heads = [user for user in social_care if user.role == Role.SENIOR_MANAGER]
        return heads or [user for user in social_care if user.role == Role.MANAGER]

    @cached_property
    def teams(self) -> Mapping[int | None, list[User]]:
        """The people of each team, and of none."""
        found: dict[int | None, list[User]] = {}
        for user in self.those(lambda user: True):
            found.setdefault(user.team_id, []).append(user)
        return found

    @cached_property
    def door(self) -> list[User]:
        """The people of the front door."""
        return self._of(TeamFunction.FRONT_DOOR)

    @cached_property
    def conferencing(self) -> list[User]:
        """The people of the conference unit."""
        return self._of(TeamFunction.CONFERENCING)

    @cached_property
    def safeguarding_leads(self) -> list[User]:
        """The safeguarding leads of all agencies."""
        return self.those(lambda user: user.is_safeguarding_lead)

    @cached_property
    def partnership(self) -> list[User]:
        """The partnership's office."""
        return self.those(lambda user: user.role == Role.PARTNERSHIP_ADMIN)

    def holders(self, role: Recipient, held: Held, *, is_breached: bool) -> list[User]:
        """Those who hold `role` for what is `held` so, each once: never nobody while there is any manager."""
        asked = (role, held, is_breached)
        if asked not in self._found:
            self._found[asked] = self._holders(role, held, is_breached=is_breached)
        return self._found[asked]

    def told(self, roles: Iterable[Recipient], held: Held, *, is_breached: bool) -> list[User]:
        """Everybody who holds one of `roles`, each once."""
        found = (self.holders(role, held, is_breached=is_breached) for role in roles)
        return list({user.pk: user for users in found for user in users}.values())

    def with_deputies(self, told: Iterable[User], may_hear: Callable[[User], bool]) -> Iterator[User]:
        """`told`, and for whoever is away today their deputies who may hear of it; else their manager."""
        for user in told:
            yield user
            if user.pk not in self.deputies:
                continue
            present = [each for each in map(self.active, self.deputies[user.pk]) if each is not None]
            deputies = [each for each in present if each.pk not in self.deputies and may_hear(each)]
            manager = self.active(user.line_manager_id)
            yield from deputies or ([manager] if manager is not None and may_hear(manager) else [])

    def stand_ins(self) -> list[User]:
        """Everybody who may be told in the place of somebody who is away today."""
        keys = {
            key for away, deputies in self.deputies.items() for key in (*deputies, self._manager_of(away))
        }
        return [user for user in map(self.active, keys) if user is not None]

    def _manager_of(self, key: int | None) -> int | None:
        user = self.people.get(key) if key is not None else None
        return user.line_manager_id if user is not None else None

    def _holders(self, role: Recipient, held: Held, *, is_breached: bool) -> list[User]:
        if role in _THE_WORKER:
            own = self.active(held.worker)
            together = [] if is_breached or held.worker is not None else self._members(held)
            return (
                [own]
                if own is not None
                else together or self._holders(Recipient.TEAM_MANAGER, held, is_breached=is_breached)
            )
        return next(filter(None, (find(self, held) for find in _CHAINS[role])), []) or self.heads

    def _members(self, held: Held) -> list[User]:
        """Those who work cases of the team that holds it; of the front door when no team does."""
        if held.about_worker is not None:
            return []
        return [user for user in self._in_team(held) if user.role in _CASE_ROLES]

    def _in_team(self, held: Held) -> list[User]:
        if held.team is not None:
            return self.teams.get(held.team, [])
        return self.door if held.about_worker is None else []

    def _of(self, function: TeamFunction) -> list[User]:
        return self.those(lambda user: user.team is not None and user.team.function == function)

    def _managers(self, held: Held) -> list[User]:
        line_manager = self.active(self._manager_of(held.worker))
        if line_manager is not None:
            return [line_manager]
        return [user for user in self._in_team(held) if user.role == Role.MANAGER and user.pk != held.worker]

    def _door_managers(self, held: Held) -> list[User]:
        return [user for user in self.door if user.role == Role.MANAGER]

    def _managers_managers(self, held: Held) -> list[User]:
        above = {user.line_manager_id for user in self._managers(held)}
        return [user for user in map(self.active, above) if user is not None]

    def _head(self, held: Held) -> list[User]:
        """The first senior manager up the worker's line, or up the managers' where nobody holds it alone."""
        starts = [held.worker] if held.worker is not None else [user.pk for user in self._managers(held)]
        return list({user.pk: user for start in starts for user in self._senior_above(start)}.values())

    def _senior_above(self, key: int | None) -> list[User]:
        met: set[int] = set()
        while (key := self._manager_of(key)) is not None and key not in met:
            met.add(key)
            user = self.active(key)
            if user is not None and user.role == Role.SENIOR_MANAGER:
                return [user]
        return []

    def _conference_heads(self, held: Held) -> list[User]:
        return [user for user in self.conferencing if user.role == Role.SENIOR_MANAGER]

    def _chairs(self, held: Held) -> list[User]:
        return [user for user in map(self.active, held.chairs) if user is not None]

    def _meeting_chair(self, held: Held) -> list[User]:
        chair = self.active(held.meeting_chair)
        return [chair] if chair is not None else []

    def _conference_unit(self, held: Held) -> list[User]:
        """Its managers and its business support."""
        return [user for user in self.conferencing if user.role in {Role.MANAGER, Role.BUSINESS_SUPPORT}]

    def _business_support(self, held: Held) -> list[User]:
        both = (self._in_team(held), self.conferencing)
        found = ([user for user in team if user.role == Role.BUSINESS_SUPPORT] for team in both)
        return next(filter(None, found), [])

    def _safeguarding_leads(self, held: Held) -> list[User]:
        """Those of the worker's agency; of the lead authority where nobody holds it alone."""
        worker = self.people.get(held.worker) if held.worker is not None else None
        if worker is None:
            return [user for user in self.safeguarding_leads if user.is_social_care]
        return [user for user in self.safeguarding_leads if user.agency_id == worker.agency_id]

    def _supervisor(self, held: Held) -> list[User]:
        supervisor = self.active(self._manager_of(held.about_worker or held.worker))
        return [supervisor] if supervisor is not None else []

    def _partnership(self, held: Held) -> list[User]:
        return self.partnership


_THE_WORKER: Final = frozenset(
    {Recipient.RESPONSIBLE_WORKER, Recipient.MINUTE_TAKER, Recipient.OTHER_AUTHORITY}
)
Find = Callable[[Staff, Held], list[User]]
_CHAINS: Final[Mapping[Recipient, tuple[Find, ...]]] = {
    Recipient.FRONT_DOOR_MANAGER: (Staff._door_managers, Staff._managers),
    Recipient.TEAM_MANAGER: (Staff._managers,),
    Recipient.MEETING_CHAIR: (Staff._meeting_chair, Staff._managers),
    Recipient.SERVICE_MANAGER: (Staff._managers_managers,),
    Recipient.HEAD_OF_SERVICE: (Staff._head,),
    Recipient.HEAD_OF_SAFEGUARDING: (Staff._conference_heads, Staff._head),
    Recipient.CONFERENCE_CHAIR: (Staff._chairs, Staff._conference_unit),
    Recipient.CONFERENCE_UNIT: (Staff._conference_unit,),
    Recipient.BUSINESS_SUPPORT: (Staff._business_support, Staff._conference_unit, Staff._managers),
    Recipient.SAFEGUARDING_LEAD: (Staff._safeguarding_leads, Staff._managers),
    Recipient.SUPERVISOR: (Staff._supervisor, Staff._managers),
    Recipient.PARTNERSHIP: (Staff._partnership,),
}


def load(on: date) -> Staff:
    """Everybody, and who stands in for whom on the London day `on`: in four statements, however many."""
    agencies, teams = Agency.objects.in_bulk(), Team.objects.in_bulk()
    people = {user.pk: user for user in User.objects.select_related(None).order_by("pk").only(*_COLUMNS)}
    for user in people.values():
        user.agency = agencies[user.agency_id]
        user.team = teams[user.team_id] if user.team_id is not None else None
    # A deputy who has left is looked up too: then the manager is told.
    covers = Cover.objects.filter(ended_at=None, starts_on__lte=on, ends_on__gte=on).order_by("pk")
    deputies: dict[int, tuple[int, ...]] = {}
    for away, deputy in covers.values_list("user", "deputy"):
        deputies[away] = (*deputies.get(away, ()), deputy)
    return Staff(people, deputies)


_COLUMNS: Final = ("is_active", "role", "agency", "team", "line_manager", "is_safeguarding_lead")
