"""Putting Northmoor's agencies, teams and staff into the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from safeguarding.accounts.models import Agency, Team, User
from safeguarding.demo import personas


@dataclass(frozen=True)
class Cast:
    """The staff of the partnership by the key that stories use, and its agencies and teams by name."""

    staff: dict[str, User]
    agencies: dict[str, Agency]
    teams: dict[str, Team]

    def __getitem__(self, key: str) -> User:
        """The member of staff with this key; raises KeyError."""
        return self.staff[key]


def is_there() -> bool:
    """Whether the demo was loaded."""
    return User.objects.filter(email=_system_admin().email).exists()


def strangers() -> QuerySet[User]:
    """The users who don't belong to the demo: where there are any, it must not be loaded."""
    ours = [row.email for row in (*personas.PERSONAS, *personas.COLLEAGUES)]
    return User.objects.exclude(email__in=ours)


def find() -> Cast:
    """The partnership as it was loaded."""
    by_email = {user.email: user for user in User.objects.all()}
    rows = (*personas.PERSONAS, *personas.COLLEAGUES)
    return Cast(
        {row.key: by_email[row.email] for row in rows if row.email in by_email},
        {agency.name: agency for agency in Agency.objects.all()},
        {team.name: team for team in Team.objects.all()},
    )


def build(*, at: datetime) -> Cast:
    """Make the agencies, teams and staff, each row with its history; the staff joined long ago."""
    agencies = {row.name: _agency(row) for row in personas.AGENCIES}
    teams = {row.name: _team(row, agencies[row.agency]) for row in personas.TEAMS}
    staff: dict[str, User] = {}
    password = make_password(personas.PASSWORD)
    for row in (*personas.PERSONAS, *personas.COLLEAGUES):
        staff[row.key] = _user(row, agencies, teams, staff, password=password, at=at)
    return Cast(staff, agencies, teams)


def _system_admin() -> personas.PersonaRow:
    return next(row for row in personas.PERSONAS if row.key == "system_admin")


def _agency(row: personas.AgencyRow) -> Agency:
    domain = row.name.split(",")[0].lower().replace("'", "").replace(" ", "-")
    return Agency.objects.create(
        name=row.name,
        kind=row.kind,
        is_lead=row.is_lead,
        phone=row.phone,
        email=f"safeguarding@{domain}.example",
        group=Group.objects.create(name=f"agency: {row.name}"),
    )


def _team(row: personas.TeamRow, agency: Agency) -> Team:
    return Team.objects.create(
        agency=agency,
        name=row.name,
        function=row.function,
        email=f"{row.name.lower().replace(' ', '.')}@{personas.DOMAIN}",
        group=Group.objects.create(name=f"team: {agency.name}: {row.name}"),
    )


def _user(
    row: personas.PersonaRow,
    agencies: dict[str, Agency],
    teams: dict[str, Team],
    staff: dict[str, User],
    *,
    password: str,
    at: datetime,
) -> User:
    user = User(
        email=row.email,
        full_name=row.name,
        job_title=row.job_title,
        agency=agencies[row.agency],
        team=teams[row.team] if row.team else None,
        role=row.role,
        line_manager=staff[row.line_manager] if row.line_manager else None,
        is_safeguarding_lead=row.is_safeguarding_lead,
        registration_number=row.registration_number,
        joined_at=at,
    )
    if row.is_persona:
        user.password = password
    else:
        user.set_unusable_password()
    user.save()
    user.groups.add(user.agency.group, *([user.team.group] if user.team else []))
    return user
