"""Who must be at a meeting for it to be quorate, as data, and who is missing from one.

Sources: Working Together to Safeguard Children 2026: a strategy discussion needs children's social care, the
police and health. Conferences: local procedure, social care and two other agencies in direct contact with the
child. A meeting without its quorum is not forbidden: it asks for a reason, a signature and a follow-up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SOCIAL_CARE: Final = frozenset({"childrens_social_care"})
POLICE: Final = frozenset({"police"})
HEALTH: Final = frozenset({"gp_practice", "hospital", "health_visiting", "school_nursing", "mental_health"})


@dataclass(frozen=True, slots=True)
class Seat:
    """One place that any agency of these kinds can fill."""

    label: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Composition:
    """The quorum of one kind of meeting: every seat filled, and so many others in direct contact."""

    meeting: str
    seats: tuple[Seat, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Attending:
    """An agency that is represented: its kind, its own name or key, and whether it works with the child."""

    kind: str
    agency: str
    in_direct_contact: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    """What a meeting lacks: labels of empty seats, and how many further agencies."""

    seats: tuple[str, ...] = ()
    others: int = 0

    @property
    def quorate(self) -> bool:
        """Whether nothing is missing."""
        return not self.seats and not self.others

    @property
    def text(self) -> str:
        """What is missing, for the screen; empty when quorate."""
        parts = list(self.seats)
        if self.others:
            agencies = "another agency" if self.others == 1 else f"{self.others} other agencies"
            parts.append(f"{agencies} in direct contact with the child")
        return ", ".join(parts)


_SOCIAL_CARE_SEAT: Final = Seat("children's social care", SOCIAL_CARE)

STRATEGY_MEETING: Final = Composition(
    "strategy_meeting", (_SOCIAL_CARE_SEAT, Seat("police", POLICE), Seat("health", HEALTH))
)
CONFERENCE: Final = Composition("conference", (_SOCIAL_CARE_SEAT,), others=2)

COMPOSITIONS: Final = (STRATEGY_MEETING, CONFERENCE)


def missing(composition: Composition, attending: Iterable[Attending]) -> Missing:
    """What the meeting lacks. Two people of one agency are one agency; two schools are two.

    Agencies that fill a seat do not count among the others.
    """
    present = tuple(attending)
    kinds = {each.kind for each in present}
    seated = frozenset[str]().union(*(seat.kinds for seat in composition.seats))
    others = {each.agency for each in present if each.in_direct_contact and each.kind not in seated}
    return Missing(
        seats=tuple(seat.label for seat in composition.seats if kinds.isdisjoint(seat.kinds)),
        others=max(0, composition.others - len(others)),
    )
