"""Whether what is known calls for a strategy meeting, with each reason and its evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from cases.models import ReferralChild
from cases.queries.digest import Digest
from cases.states import ContactKind
from safeguarding.rules import strategy_suggestion
from safeguarding.rules.strategy_suggestion import SAME_DAY, HarmKind

RECURRENCE: Final = "recurrence"
_HARM_OF: Final = {
    "physical_abuse": HarmKind.INJURY,
    "sexual_abuse": HarmKind.SEXUAL_ABUSE,
    "fabricated_illness": HarmKind.FABRICATED_ILLNESS,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `is_today` asks for a meeting the same day, otherwise for considering one."""

    code: str
    text: str
    is_today: bool

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the decision."""
        return asdict(self)


def suggest(row: ReferralChild, digest: Digest, *, level: int | None = None) -> list[Reason]:
    """Every reason for a strategy meeting on the matched `row`, the most urgent first.

    The level is the referrer's or the one that the manager chooses, whichever is higher. A high-risk
    history counts for referrals; for a contact the worker who has the child knows it. Choosing another
    outcome needs a reason (rules, section 4: recurrence; section 7 of the front door's findings).
    """
    referral = row.referral
    is_referral = row.contact_kind == ContactKind.REFERRAL
    found = strategy_suggestion.suggest(
        crime_alleged=referral.crime_alleged,
        immediate_danger=referral.immediate_danger,
        high_risk=is_referral and bool(digest.historic_risk),
        level=max(referral.level, level or 0),
    )
    today = (
        [Reason(str(code), text, True) for code, text in zip(found.reasons, found.texts, strict=True)]
        if found
        else []
    )
    return today + [
        Reason(RECURRENCE, f"{each.text} Consider a strategy meeting.", False)
        for each in digest.recurrence
        if each.is_recent
    ]


def is_same_day(row: ReferralChild, reasons: list[Reason]) -> bool:
    """Whether a strategy meeting on `row` is held the same day, by its reasons or by the kind of harm."""
    harm = [_HARM_OF[theme] for theme in row.referral.themes if theme in _HARM_OF]
    return any(reason.is_today for reason in reasons) or strategy_suggestion.clock_for(harm) == SAME_DAY
