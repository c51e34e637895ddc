"""What a referrer says, as plain facts: the form, the demo and the tests all hand over these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from cases.exceptions import DomainError
from cases.models.person import Sex
from cases.models.referral import Level, ParentsKnow, SharingBasis
from safeguarding.accounts.models import AgencyKind
from safeguarding.rules import codes, themes, thresholds

# The census's referral source for a referral that somebody of the agency sends themselves.
SOURCE_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        AgencyKind.CHILDRENS_SOCIAL_CARE: "5A",
        AgencyKind.POLICE: "6",
        AgencyKind.GP_PRACTICE: "3A",
        AgencyKind.HOSPITAL: "3F",
        AgencyKind.HEALTH_VISITING: "3B",
        AgencyKind.SCHOOL_NURSING: "3C",
        AgencyKind.MENTAL_HEALTH: "3F",
        AgencyKind.SCHOOL: "2A",
        AgencyKind.EARLY_YEARS: "2B",
        AgencyKind.YOUTH_JUSTICE: "5B",
        AgencyKind.PROBATION: "7",
        AgencyKind.HOUSING: "4",
        AgencyKind.EARLY_HELP: "5D",
        AgencyKind.ADULT_SERVICES: "5A",
        AgencyKind.LEGAL: "7",
        AgencyKind.VOLUNTARY: "8",
        AgencyKind.PARTNERSHIP: "8",
    }
)
MOST_CHILDREN: Final = 20
MOST_ADULTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFacts:
    """One child as the referrer knows them."""

    given_name: str = ""
    family_name: str = ""
    is_unborn: bool = False
    date_of_birth: date | None = None
    date_of_birth_estimated: bool = False
    expected_date: date | None = None
    sex: str = Sex.UNKNOWN
    school: str = ""
    nhs_number: str = ""
    upn: str = ""
    communication_needs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultFacts:
    """One adult as the referrer knows them; `relationship` is to the children."""

    name: str
    relationship: str
    date_of_birth: date | None = None
    is_male: bool = False
    in_household: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFacts:
    """A whole referral. An empty `source_code` stands for the one of the author's agency."""

    children: tuple[ChildFacts, ...]
    what_happened: str
    daily_life: str
    themes: tuple[str, ...]
    level: int
    level_rationale: str
    parents_know: str
    adults: tuple[AdultFacts, ...] = ()
    source_code: str = ""
    is_for_someone_else: bool = False
    referrer_name: str = ""
    referrer_role: str = ""
    referrer_phone: str = ""
    referrer_email: str = ""
    referrer_is_anonymous: bool = False
    family_known: str = ""
    address_lines: str = ""
    postcode: str = ""
    address_is_confidential: bool = False
    happened_on: date | None = None
    happened_when: str = ""
    voice: str = ""
    voice_missing_reason: str = ""
    criteria: tuple[str, ...] = ()
    tool_used: str = ""
    tool_result: str = ""
    crime_alleged: bool = False
    crime_details: str = ""
    immediate_danger: bool = False
    danger_details: str = ""
    parents_know_reason: str = ""
    sharing_basis: str = SharingBasis.SAFEGUARDING
    sharing_note: str = ""
    males: str = ""
    siblings: str = ""


def check(facts: ReferralFacts) -> None:
    """Raise DomainError, naming the field, for what no referral may lack or say."""
    _check_children(facts)
    _check_told(facts)
    _check_codes(facts)


def _check_children(facts: ReferralFacts) -> None:
    if not facts.children:
        raise DomainError("Add at least one child", field="children")
    if len(facts.children) > MOST_CHILDREN:
        raise DomainError(f"A referral can name up to {MOST_CHILDREN} children", field="children")
    if len(facts.adults) > MOST_ADULTS:
        raise DomainError(f"A referral can name up to {MOST_ADULTS} adults", field="adults")
    for child in facts.children:
        if child.sex not in Sex.values:
            raise DomainError("Choose the child's sex from the list", field="children")


def _check_told(facts: ReferralFacts) -> None:
    """What has to be told in own words."""
    needed = {
        "what_happened": "Enter what happened",
        "daily_life": "Enter what daily life is like for the child",
        "level_rationale": "Enter why you chose this level",
    }
    for field, message in needed.items():
        if not getattr(facts, field).strip():
            raise DomainError(message, field=field)
    if not (facts.voice.strip() or facts.voice_missing_reason.strip()):
        raise DomainError("Enter what the child says, or why you don't know", field="voice")
    untold = facts.parents_know in {ParentsKnow.UNSAFE, ParentsKnow.NOT_YET}
    if untold and not facts.parents_know_reason.strip():
        raise DomainError("Enter why the parents have not been told", field="parents_know_reason")
    if facts.is_for_someone_else and not (facts.referrer_is_anonymous or facts.referrer_name.strip()):
        raise DomainError(
            "Enter the name of the person who reported this, or say that they want to stay anonymous",
            field="referrer_name",
        )


def _check_codes(facts: ReferralFacts) -> None:
    """What has to come out of a list."""
    if not facts.themes or not set(facts.themes) <= set(themes.THEMES):
        raise DomainError("Select what you are worried about", field="themes")
    if not set(facts.criteria) <= {criterion.id for criterion in thresholds.CRITERIA}:
        raise DomainError("Select criteria from the list", field="criteria")
    if facts.tool_used and facts.tool_used not in {code for code, _ in tool_choices()}:
        raise DomainError("Select a tool from the list", field="tool_used")
    chosen: dict[str, tuple[object, list[Any]]] = {
        "level": (facts.level, Level.values),
        "parents_know": (facts.parents_know, ParentsKnow.values),
        "sharing_basis": (facts.sharing_basis, SharingBasis.values),
    }
    for field, (value, values) in chosen.items():
        if value not in values:
            raise DomainError("Select an answer from the list", field=field)
    if facts.source_code and facts.source_code not in dict(codes.REFERRAL_SOURCE):
        raise DomainError("Select where the referral comes from", field="source_code")


def tool_choices() -> tuple[tuple[str, str], ...]:
    """The tools a referrer can say they used, as (code, label)."""
    return (*themes.TOOL_CHOICES, ("other", "Another tool"))
