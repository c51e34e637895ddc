"""A small partnership: one agency of each kind that matters and one named persona for each role.

Names are fiction. `build()` needs a database; `Personas` is what tests receive.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.contrib.auth.models import Group

from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, TeamFunction, User


@dataclass
class Personas:
    """One user for each persona of the demo partnership, and an outsider of a second school."""

    front_door_worker: User
    front_door_manager: User
    social_worker: User
    team_manager: User
    head_of_service: User
    conference_chair: User
    business_support: User
    police: User
    gp: User
    health_visitor: User
    school: User
    youth_justice: User
    other_school: User
    partnership_admin: User
    system_admin: User

    def __iter__(self):
        """Every (name, user)."""
        return ((field.name, getattr(self, field.name)) for field in fields(self))


NAMES = [field.name for field in fields(Personas)]


def agency(name: str, kind: AgencyKind, *, is_lead: bool = False) -> Agency:
    """An agency with its group."""
    return Agency.objects.create(
        name=name, kind=kind, is_lead=is_lead, group=Group.objects.create(name=f"agency: {name}")
    )


def team(of: Agency, name: str, function: TeamFunction = TeamFunction.OTHER) -> Team:
    """A team with its group."""
    return Team.objects.create(
        agency=of, name=name, function=function, group=Group.objects.create(name=f"team: {of.name}: {name}")
    )


def user(
    full_name: str,
    of: Agency,
    role: Role = Role.PRACTITIONER,
    *,
    in_team: Team | None = None,
    is_safeguarding_lead: bool = False,
    line_manager: User | None = None,
) -> User:
    """A user in the groups of their agency and team; e-mail from the name; no usable password."""
    made = User(
        email=f"{full_name.lower().replace(' ', '.')}@northmoor.example",
        full_name=full_name,
        agency=of,
        team=in_team,
        role=role,
        is_safeguarding_lead=is_safeguarding_lead,
        line_manager=line_manager,
    )
    made.set_unusable_password()
    made.save()
    made.groups.add(of.group, *([in_team.group] if in_team else []))
    return made


def build() -> Personas:
    """Make the partnership and its personas."""
    care = agency("Northmoor Children's Services", AgencyKind.CHILDRENS_SOCIAL_CARE, is_lead=True)
    door = team(care, "Front Door", TeamFunction.FRONT_DOOR)
    protection = team(care, "Child Protection Team East", TeamFunction.CHILD_PROTECTION)
    conferencing = team(care, "Conference Unit", TeamFunction.CONFERENCING)
    constabulary = agency("Northmoor Police", AgencyKind.POLICE)
    practice = agency("Millbrook Surgery", AgencyKind.GP_PRACTICE)
    visiting = agency("Northmoor Health Visiting", AgencyKind.HEALTH_VISITING)
    school = agency("Ashfield Primary School", AgencyKind.SCHOOL)
    other_school = agency("Beacon High School", AgencyKind.SCHOOL)
    justice = agency("Northmoor Youth Justice Service", AgencyKind.YOUTH_JUSTICE)
    office = agency("Northmoor Safeguarding Children Partnership", AgencyKind.PARTNERSHIP)
    head = user("Helen Marsh", care, Role.SENIOR_MANAGER)
    door_manager = user("Dana Okafor", care, Role.MANAGER, in_team=door, line_manager=head)
    team_manager = user("Tom Whitfield", care, Role.MANAGER, in_team=protection, line_manager=head)
    return Personas(
        front_door_worker=user("Farah Siddiqui", care, in_team=door, line_manager=door_manager),
        front_door_manager=door_manager,
        social_worker=user("Sam Brennan", care, in_team=protection, line_manager=team_manager),
        team_manager=team_manager,
        head_of_service=head,
        conference_chair=user("Carol Ibbotson", care, Role.CONFERENCE_CHAIR, in_team=conferencing),
        business_support=user("Bea Lowry", care, Role.BUSINESS_SUPPORT, in_team=conferencing),
        police=user(
            "Priya Dhillon",
            constabulary,
            in_team=team(constabulary, "Safeguarding Unit"),
            is_safeguarding_lead=True,
        ),
        gp=user("Gareth Penrose", practice, is_safeguarding_lead=True),
        health_visitor=user("Hope Adeyemi", visiting),
        school=user("Sarah Linton", school, is_safeguarding_lead=True),
        youth_justice=user("Yusuf Karim", justice),
        other_school=user("Olga Novak", other_school, is_safeguarding_lead=True),
        partnership_admin=user("Paula Grant", office, Role.PARTNERSHIP_ADMIN),
        system_admin=user("Sol Archer", office, Role.SYSTEM_ADMIN),
    )
