"""The agencies, teams and people of a synthetic partnership, as many as its children need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.contrib.auth.models import Group
from simple_history.utils import bulk_create_with_history

from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, TeamFunction, User
from safeguarding.demo.personas import DOMAIN
from safeguarding.synthetic import figures
from safeguarding.synthetic.names import Names

# Whose keys are given here.
TABLES: Final = (Group, Agency, Team)
# Nobody signs in with it: `manage.py changepassword` gives somebody one.
_UNUSABLE: Final = "!synthetic"


@dataclass(frozen=True, slots=True)
class Worker:
    """A social worker, and where they work."""

    user: int
    team: int
    group: int


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody of an agency that refers and is involved, and the census's code for a referral from there."""

    user: int
    agency: int
    group: int
    code: str


@dataclass
class Staff:
    """The keys that the rows of children refer to."""

    lead: int = 0
    door: Worker = field(default_factory=lambda: Worker(0, 0, 0))
    door_manager: int = 0
    workers: list[Worker] = field(default_factory=list)
    schools: list[Partner] = field(default_factory=list)
    practices: list[Partner] = field(default_factory=list)
    visitors: list[Partner] = field(default_factory=list)
    police: list[Partner] = field(default_factory=list)
    referrers: dict[str, list[Partner]] = field(default_factory=dict)


class Directory:
    """Collects agencies, teams and users, and writes them with their history."""

    def __init__(self, names: Names) -> None:
        self._people = names
        self._groups: list[Group] = []
        self._agencies: list[Agency] = []
        self._teams: list[Team] = []
        self._users: list[User] = []
        self._keys = count(1)

    def agency(self, name: str, kind: AgencyKind, *, is_lead: bool = False) -> Agency:
        """An agency with the group that holds its grants."""
        made = Agency(pk=next(self._keys), name=name, kind=kind, is_lead=is_lead, group=self._group("agency"))
        self._agencies.append(made)
        return made

    def team(self, agency: Agency, name: str, function: TeamFunction) -> Team:
        """A team of an agency with the group that holds its grants."""
        made = Team(
            pk=next(self._keys), agency=agency, name=name, function=function, group=self._group("team")
        )
        self._teams.append(made)
        return made

    def user(self, agency: Agency, title: str, role: Role = Role.PRACTITIONER, **facts: Any) -> User:
        """Somebody who works there; the address of their mailbox tells nothing but a number."""
        key = next(self._keys)
        heritage = self._people.heritage(key * 0.6180339887 % 1)
        first, last = (
            heritage.women[key % len(heritage.women)],
            heritage.families[key % len(heritage.families)],
        )
        made = User(
            pk=key,
            email=f"user{key}@{DOMAIN}",
            full_name=f"{first.text} {last.text}",
            job_title=title,
            agency=agency,
            role=role,
            password=_UNUSABLE,
            **facts,
        )
        self._users.append(made)
        return made

    def save(self, *, at: datetime) -> None:
        """Write everybody; people are of their agency's and their team's group."""
        Group.objects.bulk_create(self._groups)
        for user in self._users:
            user.joined_at = at
        for model, rows in ((Agency, self._agencies), (Team, self._teams), (User, self._users)):
            bulk_create_with_history(rows, model, batch_size=2_000, default_date=at)
        member = User.groups.through
        member.objects.bulk_create(
            (member(user_id=user.pk, group_id=group) for user in self._users for group in _groups_of(user)),
            batch_size=5_000,
        )

    def _group(self, kind: str) -> Group:
        key = next(self._keys)
        made = Group(pk=key, name=f"{kind} {key}")
        self._groups.append(made)
        return made


def build(*, children: int, names: Names, at: datetime) -> Staff:
    """Make and save the staff for so many children."""
    directory, staff = Directory(names), Staff()
    _social_care(directory, staff, children)
    _partners(directory, staff, children)
    directory.save(at=at)
    return staff


def _social_care(directory: Directory, staff: Staff, children: int) -> None:
    care = directory.agency("Northmoor Children's Services", AgencyKind.CHILDRENS_SOCIAL_CARE, is_lead=True)
    staff.lead = care.pk
    head = directory.user(care, "Head of service", Role.SENIOR_MANAGER)
    door = directory.team(care, "Front Door", TeamFunction.FRONT_DOOR)
    manager = directory.user(care, "Front door manager", Role.MANAGER, team=door, line_manager=head)
    staff.door_manager = manager.pk
    at_door = [
        directory.user(care, "Front door social worker", team=door, line_manager=manager)
        for _ in range(min(40, 3 + children // 5_000))
    ]
    staff.door = Worker(at_door[0].pk, door.pk, door.group.pk)
    needed = 1 + int(children * figures.open_share() / figures.CASELOAD)
    for number in range(1, 2 + needed // figures.TEAM_SIZE):
        team = directory.team(care, f"Child Protection Team {number}", TeamFunction.CHILD_PROTECTION)
        leads = directory.user(care, "Team manager", Role.MANAGER, team=team, line_manager=head)
        for _ in range(figures.TEAM_SIZE):
            worker = directory.user(care, "Social worker", team=team, line_manager=leads)
            staff.workers.append(Worker(worker.pk, team.pk, team.group.pk))
    unit = directory.team(care, "Conference Unit", TeamFunction.CONFERENCING)
    directory.user(care, "Conference chair", Role.CONFERENCE_CHAIR, team=unit, line_manager=head)
    directory.user(care, "Business support officer", Role.BUSINESS_SUPPORT, team=unit, line_manager=head)
    own = [Partner(user.pk, care.pk, care.group.pk, code) for user in at_door for code in ("5A", "5B")]
    staff.referrers[figures.AUTHORITY] = own


def _partners(directory: Directory, staff: Staff, children: int) -> None:
    schools = 2 + children // figures.CHILDREN_OF_A_SCHOOL
    practices = 2 + children // figures.CHILDREN_OF_A_PRACTICE

    def each(kind: AgencyKind, word: str, number: int, title: str, code: str) -> list[Partner]:
        return _each(directory, kind, word, number=number, title=title, code=code)

    def big(kind: AgencyKind, word: str, title: str, code: str) -> list[Partner]:
        return _big(directory, kind, word, children=children, title=title, code=code)

    staff.schools = each(AgencyKind.SCHOOL, "School", schools, "Designated safeguarding lead", "2A")
    staff.practices = each(AgencyKind.GP_PRACTICE, "Surgery", practices, "GP", "3A")
    staff.visitors = big(AgencyKind.HEALTH_VISITING, "Health Visiting", "Health visitor", "3B")
    staff.police = big(AgencyKind.POLICE, "Police", "Police officer", "6")
    hospital = big(AgencyKind.HOSPITAL, "Hospital", "Safeguarding nurse", "3E")
    help_ = big(AgencyKind.EARLY_HELP, "Early Help", "Early help worker", "5D")
    housing = big(AgencyKind.HOUSING, "Housing", "Housing officer", "4")
    voluntary = big(AgencyKind.VOLUNTARY, "Families Together", "Support worker", "8")
    probation = big(AgencyKind.PROBATION, "Probation", "Probation officer", "7")
    staff.referrers |= {
        figures.POLICE: staff.police,
        figures.SCHOOLS: staff.schools,
        figures.HEALTH: [*staff.practices, *staff.visitors, *hospital],
        figures.OTHERS: [*housing, *voluntary, *probation],
    }
    staff.referrers[figures.AUTHORITY] += help_
    office = directory.agency("Northmoor Safeguarding Children Partnership", AgencyKind.PARTNERSHIP)
    directory.user(office, "Partnership manager", Role.PARTNERSHIP_ADMIN)
    directory.user(office, "System administrator", Role.SYSTEM_ADMIN)


def _each(
    directory: Directory, kind: AgencyKind, word: str, *, number: int, title: str, code: str
) -> list[Partner]:
    """So many agencies of a kind, each with somebody who leads on safeguarding and somebody else."""
    found = []
    for place in range(1, number + 1):
        agency = directory.agency(f"{word} {place}", kind)
        lead = directory.user(agency, title, is_safeguarding_lead=True)
        directory.user(agency, title)
        found.append(Partner(lead.pk, agency.pk, agency.group.pk, code))
    return found


def _big(
    directory: Directory, kind: AgencyKind, word: str, *, children: int, title: str, code: str
) -> list[Partner]:
    """One agency for the whole place, with as many people as its children need."""
    agency = directory.agency(f"Northmoor {word}", kind)
    people = [
        directory.user(agency, title, is_safeguarding_lead=not place)
        for place in range(2 + children // 4_000)
    ]
    return [Partner(user.pk, agency.pk, agency.group.pk, code) for user in people]


def _groups_of(user: User) -> Iterable[int]:
    yield user.agency.group.pk
    if user.team is not None:
        yield user.team.group.pk
