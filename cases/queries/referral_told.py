"""What a referral says, part by part, as a person reads it: for its page and its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases import access
from cases.models import Referral, ReferralAdult, ReferralChild
from cases.models.person import Sex
from cases.models.referral import ParentsKnow, SharingBasis
from cases.services.referral_facts import tool_choices
from safeguarding.accounts.models import User
from safeguarding.rules import codes, themes, thresholds
from safeguarding.ui.filters import date_text

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Questions and answers under a heading; "" for what wasn't answered."""

    title: str
    rows: Rows


def told(referral: Referral, *, user: User) -> list[Part]:
    """Everything that was sent, for somebody who may read the referral.

    Who reported it is left out for those who may not know (cases.access.may_see_referrer).
    """
    return [
        Part("Who referred", _who(referral, user)),
        Part("Immediate danger and crime", _danger(referral)),
        *(
            Part(f"Child {child.position}: {child.name}", child_rows(child))
            for child in referral.children.all()
        ),
        *(Part(f"Adult: {adult.name}", _adult(adult)) for adult in referral.adults.all()),
        Part("Home and family", _home(referral)),
        Part("The concern", _concern(referral)),
        Part("Level of need", _level(referral)),
        Part("Sharing", _sharing(referral)),
    ]


def _who(referral: Referral, user: User) -> Rows:
    sent = (
        ("Sent by", f"{referral.author.full_name}, {referral.agency.name}"),
        ("Source", _label(codes.REFERRAL_SOURCE, referral.source_code)),
    )
    contact = (
        ("Role or job title", referral.referrer_role),
        ("Telephone", referral.referrer_phone),
        ("Email", referral.referrer_email),
    )
    if not referral.is_for_someone_else:
        return sent + contact
    if not access.may_see_referrer(user, referral):
        return (*sent, ("Reported by", "Somebody who asked to stay anonymous"))
    wish = " (asked to stay anonymous)" if referral.referrer_is_anonymous else ""
    return (*sent, ("Reported by", (referral.referrer_name or "Name not given") + wish), *contact)


def _danger(referral: Referral) -> Rows:
    return (
        ("Immediate danger", _yes(referral.immediate_danger)),
        *_where(
            referral.immediate_danger, ("What the danger is, and what was done", referral.danger_details)
        ),
        ("Crime alleged", _yes(referral.crime_alleged)),
        *_where(referral.crime_alleged, ("What is alleged", referral.crime_details)),
    )


def child_rows(child: ReferralChild) -> Rows:
    """One child as the referrer described them."""
    if child.is_unborn:
        born = ("Expected", date_text(child.expected_date) or "Not known")
    else:
        guessed = " (estimated)" if child.date_of_birth_estimated else ""
        born = ("Date of birth", (date_text(child.date_of_birth) or "Not known") + guessed)
    return (
        ("Name", child.name),
        born,
        ("Sex", Sex(child.sex).label),
        ("School, nursery or college", child.school),
        ("NHS number", codes.nhs_number_spaced(child.nhs_number) if child.nhs_number else ""),
        ("Unique pupil number", child.upn),
        ("How the child communicates best", child.communication_needs),
    )


def _adult(adult: ReferralAdult) -> Rows:
    return (
        ("Name", adult.name),
        ("To the child", adult.relationship),
        *_where(adult.is_male, ("Sex", "Male")),
        ("Date of birth", date_text(adult.date_of_birth)),
        ("Lives with the child", "Yes" if adult.in_household else "No, or not known"),
        ("Anything else", adult.note),
    )


def _home(referral: Referral) -> Rows:
    address = "\n".join(filter(None, (referral.address_lines, referral.postcode)))
    return (
        ("Address", address),
        *_where(referral.address_is_confidential, ("Confidential", "This address must be kept secret")),
        ("Fathers and other males", referral.males),
        ("Other children", referral.siblings),
        ("What is known of the family", referral.family_known),
    )


def _concern(referral: Referral) -> Rows:
    return (
        ("What happened", referral.what_happened),
        ("When", "\n".join(filter(None, (date_text(referral.happened_on), referral.happened_when)))),
        ("A day in the life of the child", referral.daily_life),
        ("What the child said or showed", referral.voice),
        *_where(bool(referral.voice_missing_reason), ("Why not known", referral.voice_missing_reason)),
        ("Worried about", _lines(themes.theme_label(code) for code in referral.themes)),
        ("Tool used", _label(tool_choices(), referral.tool_used) if referral.tool_used else "None"),
        ("Result, or why none was used", referral.tool_result),
    )


def _level(referral: Referral) -> Rows:
    return (
        ("Level", _label(thresholds.LEVEL_CHOICES, str(referral.level))),
        ("What is true of it", _lines(thresholds.criterion(each).text for each in referral.criteria)),
        ("Why this level", referral.level_rationale),
    )


def _sharing(referral: Referral) -> Rows:
    return (
        ("What the parents know", ParentsKnow(referral.parents_know).label),
        ("More about it", referral.parents_know_reason),
        ("Ground for sharing", SharingBasis(referral.sharing_basis).label),
        ("More about sharing", referral.sharing_note),
    )


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def _where(asked: bool, row: tuple[str, str]) -> Rows:
    return (row,) if asked else ()


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _label(choices: Iterable[tuple[str, str]], code: str) -> str:
    return dict(choices).get(code, code)
