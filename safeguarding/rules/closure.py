"""The closure gate: what is considered before anything ends, who may sign it, and which reason may be given.

Sources: local procedure, from a published review's recommendation: sexual abuse, neglect, all other signs and
the cause of the presenting concern are considered, each in own words, before a referral, an assessment, a
meeting's concern or a plan is closed, and a manager signs who is not the author. Closing reasons: children in
need census, code list and validation rules 2990, 8640, 8825 and 8873.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from safeguarding.rules.codes import CLOSURE_REASON

# The field, and what is said when it is empty.
CONSIDERED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sexual_abuse_considered": "Enter how you considered sexual abuse",
        "neglect_considered": "Enter how you considered neglect",
        "other_signs_considered": "Enter how you considered all other signs",
        "cause_considered": "Enter what you think is the cause of the concern",
    }
)
AFTER_ASSESSMENT: Final = frozenset({"RC8", "RC9"})
NO_FURTHER_ACTION: Final = "RC8"
NO_FACTORS: Final = "21"


def lacks(considered: Mapping[str, str]) -> Mapping[str, str]:
    """The fields of the gate that have no words, each with what is said about it."""
    return MappingProxyType(
        {field: message for field, message in CONSIDERED.items() if not considered.get(field, "").strip()}
    )


def may_sign(*, author: int, signer: int, is_manager: bool) -> bool:
    """Whether ``signer`` may sign what ``author`` wrote (keys of people): a manager, and not the author."""
    return is_manager and signer != author


@dataclass(frozen=True, slots=True)
class ReasonRefused:
    """Why a closing reason doesn't fit: the census's validation rule, and the sentence for the screen."""

    rule: str
    text: str


def reason_refused(
    reason: str,
    *,
    has_authorised_assessment: bool,
    has_other_work: bool = False,
    only_factors: frozenset[str] | None = None,
) -> ReasonRefused | None:
    """Why the census reason ``reason`` doesn't fit; None when it does.

    RC8 and RC9 say that the case closed after an assessment, so there is one (8825). RC8 says that nothing
    came of it: no section 47 enquiry, conference or plan, which is ``has_other_work`` (2990).
    ``only_factors``: the factors of the episode's assessment when it has exactly one; if that is the code for
    no factors, the reason is RC8 (8873).
    """
    if reason not in {code for code, _ in CLOSURE_REASON}:
        return ReasonRefused("8640", "Select why it is closed")
    if reason in AFTER_ASSESSMENT and not has_authorised_assessment:
        return ReasonRefused("8825", "There is no authorised assessment: choose another reason")
    if reason == NO_FURTHER_ACTION and has_other_work:
        text = "There was an enquiry, a conference or a plan: choose another reason"
        return ReasonRefused("2990", text)
    if only_factors == frozenset({NO_FACTORS}) and reason != NO_FURTHER_ACTION and not has_other_work:
        text = "The assessment found no factors: choose closed after assessment, no further action"
        return ReasonRefused("8873", text)
    return None
