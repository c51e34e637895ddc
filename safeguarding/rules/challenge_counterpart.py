"""Who speaks for an agency at each stage of a professional challenge: a rank over the directory's facts.

Source: local procedure (docs of the ladder: ``challenge_ladder``): practitioners first, then managers or the
safeguarding lead, then senior managers and named or designated professionals, then executives; the last word
is the partnership's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PRACTITIONER: Final = "practitioner"
CHAIR: Final = "conference_chair"
MANAGER: Final = "manager"
SENIOR_MANAGER: Final = "senior_manager"
PARTNERSHIP_ADMIN: Final = "partnership_admin"
LEAD: Final = "safeguarding_lead"

# The best first. A small agency has no executive: its highest there is speaks for it.
SPEAKERS: Final[Mapping[int, tuple[str, ...]]] = {
    0: (SENIOR_MANAGER, LEAD, MANAGER),
    1: (PRACTITIONER, CHAIR, LEAD, MANAGER),
    2: (MANAGER, LEAD, SENIOR_MANAGER),
    3: (SENIOR_MANAGER, LEAD, MANAGER),
    4: (SENIOR_MANAGER, LEAD, MANAGER),
    5: (PARTNERSHIP_ADMIN,),
}


@dataclass(frozen=True, slots=True)
class Person:
    """What the directory knows of somebody, and whether they know the child already."""

    key: int
    role: str
    is_lead: bool = False
    knows_child: bool = False


def rank(stage: int, person: Person) -> int | None:
    """How well somebody fits the stage, 0 best; None when they don't speak there. Raises KeyError."""
    fits = [
        place
        for place, part in enumerate(SPEAKERS[stage])
        if part == person.role or (part == LEAD and person.is_lead)
    ]
    return min(fits, default=None)


def propose(stage: int, people: list[Person]) -> list[int]:
    """The keys of those who may speak at the stage, the best first: by rank, then who knows the child.

    At the first stage whoever knows the child comes first, whatever their rank.
    """
    ranked = [(found, each) for each in people if (found := rank(stage, each)) is not None]
    knows_first = stage == 1

    def order(pair: tuple[int, Person]) -> tuple[int, int, int, int]:
        place, each = pair
        unknown = int(not each.knows_child)
        return (unknown if knows_first else 0, place, unknown, each.key)

    return [each.key for _, each in sorted(ranked, key=order)]
