"""Child protection conferences: quorum and override, days without one, and the child's part.

Sources: local procedure for the quorum (children's social care and two other agencies in direct contact),
the chair's override and the reconvened conference; the children in need census for weekends (validation rule
8875) and for how the child took part (code list of participation).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from safeguarding.rules import ages, quorum
from safeguarding.rules.codes import PARTICIPATION, CodeList
from safeguarding.rules.london_time import london_date

UNDER_FOUR: Final = "PN0"
# Attended in person: the conference has heard or seen the child themselves.
ATTENDED: Final = frozenset({"PN1", "PN2", "PN3", "PN4"})
# Something of what the child wants reached the conference, in whatever way.
VIEWS_CONVEYED: Final = frozenset({"PN1", "PN2", "PN3", "PN5", "PN6"})
_CODED_FROM_AGE: Final = 4
_FRIDAY: Final = 4


class Standing(StrEnum):
    """What a conference may do, as its quorum stands."""

    QUORATE = "quorate"
    OVERRIDDEN = "overridden"
    RECONVENE = "reconvene"
    CHAIR_MUST_SAY = "chair_must_say"


@dataclass(frozen=True, slots=True)
class ConferenceQuorum:
    """A conference's quorum: what is missing, and what the chair's words make of it."""

    missing: quorum.Missing
    standing: Standing

    @property
    def may_decide(self) -> bool:
        """Whether something may be recorded as decided."""
        return self.standing in {Standing.QUORATE, Standing.OVERRIDDEN}

    @property
    def needs_interim_plan(self) -> bool:
        """Whether it is reconvened (clock ``inquorate_reconvene``), with an interim plan until then."""
        return self.standing is Standing.RECONVENE


def assess(
    attending: Iterable[quorum.Attending],
    *,
    override_reason: str = "",
    was_inquorate_before: bool = False,
    exemption_reason: str = "",
) -> ConferenceQuorum:
    """What a conference may do with those who are there.

    Without its quorum it decides only with the chair's ``override_reason``; otherwise it is reconvened. The
    quorum may not be lacking twice running (``was_inquorate_before``: the conference before it, about the
    same child, was reconvened for want of it) unless the chair overrides it or exempts it with a reason.
    Source: local procedure.
    """
    missing = quorum.missing(quorum.CONFERENCE, attending)
    if missing.quorate:
        return ConferenceQuorum(missing, Standing.QUORATE)
    if override_reason.strip():
        return ConferenceQuorum(missing, Standing.OVERRIDDEN)
    if was_inquorate_before and not exemption_reason.strip():
        return ConferenceQuorum(missing, Standing.CHAIR_MUST_SAY)
    return ConferenceQuorum(missing, Standing.RECONVENE)


def may_be_on(when: datetime | date) -> bool:
    """Whether a conference may be held then: never on a weekend, by the day in London.

    Source: children in need census, validation rule 8875. Raises NaiveInstant for a datetime without a zone.
    """
    return london_date(when).weekday() <= _FRIDAY


def participation_codes(born: date | None, on: date) -> CodeList:
    """How a child may have taken part in a conference held ``on``; ``born`` is None for the unborn.

    Under the age of 4, and before birth, there is one code; from 4 on it is one of the others. Source:
    children in need census, participation of the child.
    """
    is_under_four = born is None or born > on or ages.years(born, on) < _CODED_FROM_AGE
    return tuple(code for code in PARTICIPATION if (code[0] == UNDER_FOUR) is is_under_four)


def participation_fits(code: str, born: date | None, on: date) -> bool:
    """Whether ``code`` is one of ``participation_codes``."""
    return code in {known for known, _ in participation_codes(born, on)}
