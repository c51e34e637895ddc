"""What each agency is asked to bring to a strategy meeting, as data: the brief in its invitation.

Source: Working Together to Safeguard Children 2026 (strategy discussions); `Invitation.part` takes 200
characters, and says nothing about the child: it stands in invitations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from safeguarding.accounts.models import AgencyKind

BRIEFS: Final[Mapping[str, str]] = {
    AgencyKind.CHILDRENS_SOCIAL_CARE: (
        "The referral, the history of the whole household, who has seen the child, what the child says"
    ),
    AgencyKind.POLICE: (
        "Incidents at the address, intelligence on every adult and male, bail conditions, whether a crime is "
        "investigated, powers of protection"
    ),
    AgencyKind.GP_PRACTICE: (
        "Attendances, injuries, appointments missed, parents' mental health and substance use, who registers "
        "with the practice at the address"
    ),
    AgencyKind.HOSPITAL: (
        "Emergency attendances, injuries and their explanations, whether a medical is needed, by whom, when"
    ),
    AgencyKind.HEALTH_VISITING: (
        "Development, growth, home conditions, how parent and child are together, visits that failed"
    ),
    AgencyKind.SCHOOL_NURSING: "Health needs, appointments missed, what the child has told",
    AgencyKind.MENTAL_HEALTH: "Risk assessments, treatment, how an adult's illness touches the child",
    AgencyKind.SCHOOL: (
        "What the child says and shows, attendance, injuries seen, who collects them, brothers and sisters"
    ),
    AgencyKind.EARLY_YEARS: "What the child shows, attendance, injuries seen, who collects them",
    AgencyKind.YOUTH_JUSTICE: "Offences, orders, associates, risk to the child and to others",
    AgencyKind.PROBATION: "Adults under supervision in the household, licence conditions, risk to children",
    AgencyKind.HOUSING: "Who lives at the address, its state, complaints and incidents",
    AgencyKind.ADULT_SERVICES: "Adults' needs and treatment, and what they mean for their care of children",
    AgencyKind.LEGAL: "Advice on thresholds and on immediate protection",
}
ANY_OTHER: Final = "What your agency knows of the child, the family and everybody in the household"


def brief(kind: str) -> str:
    """The brief for an agency of this kind."""
    return BRIEFS.get(kind, ANY_OTHER)
