"""What a synthetic partnership's numbers follow: the public figures, and what they leave open.

Source of everything under "public": Department for Education, "Children in need", reporting year 2024 (the
year that ended on 31 March 2024), England, and the median and the largest local authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cases.models.person import Sex
from cases.states import ReferralOutcome


@dataclass(frozen=True, slots=True)
class Year:
    """What an authority counts in a year; open episodes and plans are those of one day."""

    referrals: int
    assessments: int
    section_47_enquiries: int
    initial_conferences: int
    open_episodes: int
    plans: int


# --- public ------------------------------------------------------------------------------------------

ENGLAND: Final = Year(621_880, 643_170, 224_520, 72_250, 399_460, 49_900)
LARGEST: Final = Year(24_111, 21_680, 7_339, 2_002, 11_717, 1_428)
MEDIAN: Final = Year(3_361, 3_572, 1_225, 412, 2_262, 276)

POLICE, SCHOOLS, HEALTH, AUTHORITY, OTHERS = "police", "schools", "health", "authority", "others"
# Of 100 referrals.
SOURCES: Final = MappingProxyType({POLICE: 28, SCHOOLS: 20, HEALTH: 15, AUTHORITY: 14, OTHERS: 23})
# Of 100 episodes of need: N1, N5 and N4 are published, the rest is spread by us.
NEEDS: Final = MappingProxyType(
    {"N1": 58, "N5": 12, "N4": 9, "N2": 8, "N8": 4, "N3": 3, "N6": 2, "N9": 2, "N7": 1, "N0": 1}
)
# Of 100 child protection plans: neglect and emotional abuse are published, the rest is spread by us.
CATEGORIES: Final = MappingProxyType({"NEG": 49, "EMO": 40, "PHY": 7, "SAB": 4})

# Of a day's or a year's referrals, so many …
OPEN_PER_REFERRAL: Final = ENGLAND.open_episodes / ENGLAND.referrals
SECTION_47_PER_REFERRAL: Final = ENGLAND.section_47_enquiries / ENGLAND.referrals
CONFERENCE_PER_REFERRAL: Final = ENGLAND.initial_conferences / ENGLAND.referrals
ASSESSMENTS_PER_REFERRAL: Final = ENGLAND.assessments / ENGLAND.referrals
PLANS_PER_OPEN: Final = ENGLAND.plans / ENGLAND.open_episodes

# --- ours --------------------------------------------------------------------------------------------

# The records go back so far.
YEARS: Final = 6
DAYS: Final = YEARS * 365
# Of 100 families so many have 1, 2, … children, and so many were referred once, twice, …
CHILDREN_OF_A_FAMILY: Final = MappingProxyType({1: 45, 2: 33, 3: 15, 4: 5, 5: 2})
REFERRALS_OF_A_FAMILY: Final = MappingProxyType({1: 72, 2: 18, 3: 7, 4: 3})
# A later referral is about all children of the family with this probability, else about one of them.
LATER_IS_ABOUT_ALL: Final = 0.5
# Of 1,000 referrals' children. Each one of `STRATEGY_MEETING` becomes a section 47 enquiry.
OUTCOMES: Final = MappingProxyType(
    {
        ReferralOutcome.STRATEGY_MEETING: round(1000 * SECTION_47_PER_REFERRAL),
        ReferralOutcome.ASSESSMENT: 500,
        ReferralOutcome.NO_FURTHER_ACTION: 60,
        ReferralOutcome.ADVICE: 40,
        ReferralOutcome.EARLY_HELP: 36,
        ReferralOutcome.TRANSFER: 1000 - round(1000 * SECTION_47_PER_REFERRAL) - 636,
    }
)
SEXES: Final = MappingProxyType({Sex.MALE: 51, Sex.FEMALE: 48, Sex.UNKNOWN: 1})
HAS_FATHER: Final = 0.7
HAS_PARTNER: Final = 0.15
HAS_GRANDPARENT: Final = 0.1
HAS_NEED_PLAN: Final = 0.5
IS_RESTRICTED: Final = 0.003
HAS_WARNING: Final = 0.05
IS_KNOWN_AS: Final = 0.04
IS_MET_LATE: Final = 0.13
# Other notes of a chronology, on average for each child.
NOTES_OF_A_CHILD: Final = 2
# Children of one social worker; workers of one team; children for whom there is one school or practice.
CASELOAD: Final = 16
TEAM_SIZE: Final = 8
CHILDREN_OF_A_SCHOOL: Final = 300
CHILDREN_OF_A_PRACTICE: Final = 1_200


def referrals_of_a_child() -> float:
    """How many referrals' parts a child has on average, all years together."""
    families = sum(CHILDREN_OF_A_FAMILY.values())
    children = sum(count * share for count, share in CHILDREN_OF_A_FAMILY.items()) / families
    later = sum((count - 1) * share for count, share in REFERRALS_OF_A_FAMILY.items()) / sum(
        REFERRALS_OF_A_FAMILY.values()
    )
    named = LATER_IS_ABOUT_ALL * children + (1 - LATER_IS_ABOUT_ALL)
    return 1 + later * named / children


def open_share() -> float:
    """The share of children who are open to social care today: OPEN_PER_REFERRAL of a year's referrals."""
    return OPEN_PER_REFERRAL * referrals_of_a_child() / YEARS
