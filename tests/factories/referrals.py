"""Referrals for tests, sent through the service."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases.models import Referral
from cases.services import referrals
from cases.services.referral_facts import AdultFacts, ChildFacts, ReferralFacts
from safeguarding.accounts.models import User

MAISIE = ChildFacts(
    given_name="Maisie", family_name="Thornbury", date_of_birth=date(2017, 5, 14), sex="F", school="Ashfield"
)
ALFIE = ChildFacts(given_name="Alfie", family_name="Thornbury", date_of_birth=date(2020, 11, 2), sex="M")
MOTHER = AdultFacts(name="Kerry Thornbury", relationship="Mother", in_household=True)


def facts(**changed: Any) -> ReferralFacts:
    """A complete referral about two siblings; `changed` replaces any of its facts."""
    told: dict[str, Any] = {
        "children": (MAISIE, ALFIE),
        "adults": (MOTHER,),
        "what_happened": "Maisie came to school without a coat for the third day in the snow.",
        "daily_life": "She gets herself and Alfie up, dressed and to school. There is no food for breakfast.",
        "voice": "I look after Alfie because mum is poorly.",
        "themes": ("neglect", "young_carer"),
        "level": 3,
        "criteria": ("3_parenting_basic_care",),
        "level_rationale": "Early help has been offered twice and refused.",
        "parents_know": "agree",
    }
    return ReferralFacts(**{**told, **changed})


def referral(*, by: User, at: datetime, **changed: Any) -> Referral:
    """A referral that was sent."""
    return referrals.submit(facts=facts(**changed), by=by, at=at)
