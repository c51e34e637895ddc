"""Who works in Northmoor: agencies, teams, the personas one can sign in as, and their colleagues.

Northmoor doesn't exist, and neither does anyone here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from safeguarding.accounts.models import AgencyKind, Role, TeamFunction

DOMAIN: Final = "northmoor.example"
# One password for all personas, printed by `manage.py personas`: the demo holds nothing real.
PASSWORD: Final = "northmoor-lantern-42"  # noqa: S105

CARE: Final = "Northmoor Children's Services"
POLICE: Final = "Northmoor Police"
SURGERY: Final = "Millbrook Surgery"
VISITING: Final = "Northmoor Health Visiting"
ASHFIELD: Final = "Ashfield Primary School"
BEACON: Final = "Beacon High School"
JUSTICE: Final = "Northmoor Youth Justice Service"
OFFICE: Final = "Northmoor Safeguarding Children Partnership"
HOSPITAL: Final = "Northmoor General Hospital"
MENTAL_HEALTH: Final = "Northmoor Young Minds Service"
SCHOOL_NURSING: Final = "Northmoor School Nursing"
NURSERY: Final = "Little Acorns Nursery"
HOUSING: Final = "Northmoor Homes"
EARLY_HELP: Final = "Northmoor Early Help"
ADULTS: Final = "Northmoor Adult Services"
PROBATION: Final = "Probation Service, Northmoor"
LEGAL: Final = "Northmoor Legal Services"
VOLUNTARY: Final = "Haven Domestic Abuse Support"

FRONT_DOOR: Final = "Front Door"
EAST: Final = "Child Protection Team East"
WEST: Final = "Child Protection Team West"
CONFERENCES: Final = "Conference Unit"
SAFEGUARDING_UNIT: Final = "Safeguarding Unit"


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency of the partnership."""

    name: str
    kind: AgencyKind
    phone: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of an agency."""

    agency: str
    name: str
    function: TeamFunction = TeamFunction.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaRow:
    """One member of staff. `key` is how stories name them; personas can sign in, colleagues can't."""

    key: str
    name: str
    agency: str
    job_title: str
    role: Role = Role.PRACTITIONER
    team: str = ""
    line_manager: str = ""
    is_safeguarding_lead: bool = False
    registration_number: str = ""
    is_persona: bool = False

    @property
    def email(self) -> str:
        """first.last@northmoor.example."""
        return f"{self.name.lower().replace(' ', '.').replace(chr(39), '')}@{DOMAIN}"


AGENCIES: Final = (
    AgencyRow(CARE, AgencyKind.CHILDRENS_SOCIAL_CARE, "01632 960100", is_lead=True),
    AgencyRow(POLICE, AgencyKind.POLICE, "01632 960101"),
    AgencyRow(SURGERY, AgencyKind.GP_PRACTICE, "01632 960102"),
    AgencyRow(VISITING, AgencyKind.HEALTH_VISITING, "01632 960103"),
    AgencyRow(ASHFIELD, AgencyKind.SCHOOL, "01632 960104"),
    AgencyRow(BEACON, AgencyKind.SCHOOL, "01632 960105"),
    AgencyRow(JUSTICE, AgencyKind.YOUTH_JUSTICE, "01632 960106"),
    AgencyRow(OFFICE, AgencyKind.PARTNERSHIP, "01632 960107"),
    AgencyRow(HOSPITAL, AgencyKind.HOSPITAL, "01632 960108"),
    AgencyRow(MENTAL_HEALTH, AgencyKind.MENTAL_HEALTH, "01632 960109"),
    AgencyRow(SCHOOL_NURSING, AgencyKind.SCHOOL_NURSING, "01632 960110"),
    AgencyRow(NURSERY, AgencyKind.EARLY_YEARS, "01632 960111"),
    AgencyRow(HOUSING, AgencyKind.HOUSING, "01632 960112"),
    AgencyRow(EARLY_HELP, AgencyKind.EARLY_HELP, "01632 960113"),
    AgencyRow(ADULTS, AgencyKind.ADULT_SERVICES, "01632 960114"),
    AgencyRow(PROBATION, AgencyKind.PROBATION, "01632 960115"),
    AgencyRow(LEGAL, AgencyKind.LEGAL, "01632 960116"),
    AgencyRow(VOLUNTARY, AgencyKind.VOLUNTARY, "01632 960117"),
)

TEAMS: Final = (
    TeamRow(CARE, FRONT_DOOR, TeamFunction.FRONT_DOOR),
    TeamRow(CARE, EAST, TeamFunction.CHILD_PROTECTION),
    TeamRow(CARE, WEST, TeamFunction.CHILD_PROTECTION),
    TeamRow(CARE, CONFERENCES, TeamFunction.CONFERENCING),
    TeamRow(POLICE, SAFEGUARDING_UNIT),
)

# Managers stand before those they manage.
PERSONAS: Final = (
    PersonaRow(
        key="head_of_service",
        name="Helen Marsh",
        agency=CARE,
        job_title="Head of service, safeguarding",
        role=Role.SENIOR_MANAGER,
        registration_number="SW10387",
        is_persona=True,
    ),
    PersonaRow(
        key="front_door_manager",
        name="Dana Okafor",
        agency=CARE,
        job_title="Team manager, front door",
        role=Role.MANAGER,
        team=FRONT_DOOR,
        line_manager="head_of_service",
        registration_number="SW20964",
        is_persona=True,
    ),
    PersonaRow(
        key="front_door_worker",
        name="Farah Siddiqui",
        agency=CARE,
        job_title="Social worker, front door",
        team=FRONT_DOOR,
        line_manager="front_door_manager",
        registration_number="SW48210",
        is_persona=True,
    ),
    PersonaRow(
        key="team_manager",
        name="Tom Whitfield",
        agency=CARE,
        job_title="Team manager, child protection",
        role=Role.MANAGER,
        team=EAST,
        line_manager="head_of_service",
        registration_number="SW23751",
        is_persona=True,
    ),
    PersonaRow(
        key="social_worker",
        name="Sam Brennan",
        agency=CARE,
        job_title="Social worker, child protection",
        team=EAST,
        line_manager="team_manager",
        registration_number="SW51177",
        is_persona=True,
    ),
    PersonaRow(
        key="conference_chair",
        name="Carol Ibbotson",
        agency=CARE,
        job_title="Child protection conference chair",
        role=Role.CONFERENCE_CHAIR,
        team=CONFERENCES,
        line_manager="head_of_service",
        registration_number="SW15522",
        is_persona=True,
    ),
    PersonaRow(
        key="business_support",
        name="Bea Lowry",
        agency=CARE,
        job_title="Business support officer",
        role=Role.BUSINESS_SUPPORT,
        team=CONFERENCES,
        line_manager="head_of_service",
        is_persona=True,
    ),
    PersonaRow(
        key="police",
        name="Priya Dhillon",
        agency=POLICE,
        job_title="Safeguarding sergeant",
        team=SAFEGUARDING_UNIT,
        is_safeguarding_lead=True,
        registration_number="PS 2291",
        is_persona=True,
    ),
    PersonaRow(
        key="gp",
        name="Gareth Penrose",
        agency=SURGERY,
        job_title="GP, practice lead for safeguarding",
        is_safeguarding_lead=True,
        registration_number="GMC 6043871",
        is_persona=True,
    ),
    PersonaRow(
        key="health_visitor",
        name="Hope Adeyemi",
        agency=VISITING,
        job_title="Health visitor",
        registration_number="NMC 09B2246E",
        is_persona=True,
    ),
    PersonaRow(
        key="school",
        name="Sarah Linton",
        agency=ASHFIELD,
        job_title="Deputy head, designated safeguarding lead",
        is_safeguarding_lead=True,
        is_persona=True,
    ),
    PersonaRow(
        key="other_school",
        name="Olga Novak",
        agency=BEACON,
        job_title="Assistant head, designated safeguarding lead",
        is_safeguarding_lead=True,
        is_persona=True,
    ),
    PersonaRow(
        key="youth_justice",
        name="Yusuf Karim",
        agency=JUSTICE,
        job_title="Youth justice worker",
        is_persona=True,
    ),
    PersonaRow(
        key="partnership_admin",
        name="Paula Grant",
        agency=OFFICE,
        job_title="Partnership business manager",
        role=Role.PARTNERSHIP_ADMIN,
        is_persona=True,
    ),
    PersonaRow(
        key="system_admin",
        name="Sol Archer",
        agency=OFFICE,
        job_title="System administrator",
        role=Role.SYSTEM_ADMIN,
        is_persona=True,
    ),
)

# People whose names stand under histories; they have no password.
COLLEAGUES: Final = (
    PersonaRow(
        key="team_manager_west",
        name="Marcus Bell",
        agency=CARE,
        job_title="Team manager, child protection",
        role=Role.MANAGER,
        team=WEST,
        line_manager="head_of_service",
        registration_number="SW27740",
    ),
    PersonaRow(
        key="social_worker_east",
        name="Niamh Corrigan",
        agency=CARE,
        job_title="Social worker, child protection",
        team=EAST,
        line_manager="team_manager",
        registration_number="SW53308",
    ),
    PersonaRow(
        key="social_worker_west",
        name="Daniel Osei",
        agency=CARE,
        job_title="Social worker, child protection",
        team=WEST,
        line_manager="team_manager_west",
        registration_number="SW49916",
    ),
    PersonaRow(
        key="newly_qualified",
        name="Lottie Greaves",
        agency=CARE,
        job_title="Newly qualified social worker",
        team=WEST,
        line_manager="team_manager_west",
        registration_number="SW60021",
    ),
    PersonaRow(
        key="constable",
        name="Rob Hesketh",
        agency=POLICE,
        job_title="Police constable, response",
        registration_number="PC 4417",
    ),
    PersonaRow(
        key="school_head",
        name="Anita Desai",
        agency=ASHFIELD,
        job_title="Head teacher",
    ),
    PersonaRow(
        key="other_school_pastoral",
        name="Kwame Mensah",
        agency=BEACON,
        job_title="Head of year",
    ),
    PersonaRow(
        key="hospital",
        name="Beth Rushworth",
        agency=HOSPITAL,
        job_title="Named nurse for safeguarding, emergency department",
        is_safeguarding_lead=True,
    ),
    PersonaRow(
        key="midwife",
        name="Ines Carvalho",
        agency=HOSPITAL,
        job_title="Specialist midwife",
    ),
    PersonaRow(
        key="mental_health",
        name="Leo Varga",
        agency=MENTAL_HEALTH,
        job_title="Mental health practitioner",
    ),
    PersonaRow(
        key="school_nurse",
        name="Moira Tennant",
        agency=SCHOOL_NURSING,
        job_title="School nurse",
    ),
    PersonaRow(
        key="nursery",
        name="Jess Holroyd",
        agency=NURSERY,
        job_title="Nursery manager, designated safeguarding lead",
        is_safeguarding_lead=True,
    ),
    PersonaRow(
        key="housing",
        name="Viv Sugden",
        agency=HOUSING,
        job_title="Neighbourhood housing officer",
    ),
    PersonaRow(
        key="early_help",
        name="Rashida Choudhury",
        agency=EARLY_HELP,
        job_title="Family support worker",
    ),
    PersonaRow(
        key="adult_services",
        name="Colin Farrow",
        agency=ADULTS,
        job_title="Recovery worker, drugs and alcohol",
    ),
    PersonaRow(
        key="probation",
        name="Angela Mbeki",
        agency=PROBATION,
        job_title="Probation officer",
    ),
    PersonaRow(
        key="legal",
        name="Piers Langton",
        agency=LEGAL,
        job_title="Child care solicitor",
    ),
    PersonaRow(
        key="voluntary",
        name="Shanice Boateng",
        agency=VOLUNTARY,
        job_title="Independent domestic abuse adviser",
    ),
)
