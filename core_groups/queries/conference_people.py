"""Who chairs a conference, who is to be asked to it, and who may belong to the core group that it fixes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cases import access, access_meetings
from cases.access import Action, may
from cases.meeting_states import CopyKind
from cases.models import Child, Invitation, Involvement, Meeting, Relationship
from cases.queries import meeting_people, meetings
from cases.states import PARENT_KINDS, InvolvementRole
from core_groups.services.membership import Member
from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, User

_WORKS: Final = "Works with the child"


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to ask: a person, people on duty, or a parent (`name`, for the children `about`).

    `why` is for whoever asks them; their `part` is read by everybody asked and stands in letters, so it names
    no child: not everybody may know of each.
    """

    value: str
    label: str
    why: str
    part: str
    user: User | None = None
    agency: Agency | None = None
    team: Team | None = None
    name: str = ""
    about: tuple[Child, ...] = ()
    is_required: bool = False


def chairs() -> list[User]:
    """Who chairs conferences."""
    return [each for each in minute_takers() if may(each, Action.RUN_CONFERENCE)]


def minute_takers() -> list[User]:
    """Who may take the minutes: children's social care, business support included."""
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    ).exclude(role__in=[Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN])
    return list(staff.select_related("agency", "team").order_by("full_name"))


def propose(user: User, meeting: Meeting) -> list[Invitee]:
    """Who is to be asked: the children's workers, every agency of their network (GP practices too), and the
    parents; whoever is asked already isn't proposed again."""
    about = list(
        access_meetings.children_of(user, meeting)
        .select_related("person", "allocated_to__agency", "team__agency")
        .order_by("pk")
    )
    found: dict[str, Invitee] = {}
    for one in (*_workers(about), *_network(about), *_parents(user, about)):
        found.setdefault(one.value, one)
    invited = meetings.invitations(user, meeting)
    asked = {_value(row) for row in invited}
    # Somebody outside is known by name alone.
    names = {row.outside_name for row in invited} - {""}
    return [one for one in found.values() if one.value not in asked and one.name not in names]


def members(user: User, meeting: Meeting, child: Child) -> list[tuple[str, str, Member]]:
    """Who of those asked may belong to the core group of this child: value, label, and the member.

    Somebody outside is proposed only where they may read about this child.
    """
    found: dict[tuple[int | None, int | None, str], tuple[str, str, Member]] = {}
    for row in meetings.invitations(user, meeting):
        if row.outside_name and child.pk not in row.about:
            continue
        member = _member(row)
        where = meeting_people.agency(row)
        label = f"{meeting_people.who(row)}, {where}" if where else meeting_people.who(row)
        found.setdefault(member.key, (f"asked-{row.pk}", label, member))
    return list(found.values())


def _member(row: Invitation) -> Member:
    if row.user is not None:
        return Member(user=row.user, part=row.user.job_title[:100])
    if row.agency is not None:
        return Member(agency=row.agency)
    is_family = row.copy_kind == CopyKind.PARENTS and not row.outside_agency
    return Member(outside_name=row.outside_name, is_family=is_family, part=row.part[:100])


def _workers(about: Iterable[Child]) -> Iterable[Invitee]:
    for child in about:
        worker = child.allocated_to
        if worker is not None and worker.is_active:
            why = f"{child.person.name}’s social worker"
            yield _person(worker, why, "Social worker", is_required=True)
        elif child.team is not None:
            team = child.team
            yield Invitee(
                f"team-{team.pk}",
                f"{team.agency.name}: {team.name}",
                f"{child.person.name}’s team",
                "Social worker",
                agency=team.agency,
                team=team,
                is_required=True,
            )


def _network(about: list[Child]) -> Iterable[Invitee]:
    rows = Involvement.objects.filter(child__in=about, until=None, agency__is_active=True)
    rows = rows.exclude(agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE).exclude(role=InvolvementRole.MEETING)
    for row in rows.select_related("agency", "user__agency").order_by("agency__name", "pk"):
        if row.user is not None and row.user.is_active:
            yield _person(row.user, _WORKS, _WORKS)
        else:
            label = f"{row.agency.name}: whoever is on duty"
            yield Invitee(f"agency-{row.agency_id}", label, _WORKS, _WORKS, agency=row.agency)


def _parents(user: User, about: list[Child]) -> Iterable[Invitee]:
    seen = access.visible_people(user).values("pk")
    rows = Relationship.objects.filter(
        relative_of__in=[child.pk for child in about], kind__in=PARENT_KINDS, until=None, person__in=seen
    )
    children = {child.pk: child for child in about}
    parents: dict[int, tuple[str, list[Child]]] = {}
    for row in rows.select_related("person").order_by("pk"):
        if row.person.given_name:
            parents.setdefault(row.person_id, (row.person.name, []))[1].append(children[row.relative_of_id])
    for key, (name, of) in parents.items():
        why = f"Parent of {' and '.join(child.person.name for child in of)}"
        yield Invitee(f"parent-{key}", name, why, "Parent", name=name, about=tuple(of))


def _person(user: User, why: str, part: str, *, is_required: bool = False) -> Invitee:
    label = f"{user.full_name}, {user.agency.name}"
    return Invitee(
        f"user-{user.pk}", label, why, part, user=user, agency=user.agency, is_required=is_required
    )


def _value(row: Invitation) -> str:
    if row.user_id is not None:
        return f"user-{row.user_id}"
    return f"team-{row.team_id}" if row.team_id is not None else f"agency-{row.agency_id}"
