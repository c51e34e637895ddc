"""Chair and minute-taker of core groups: who is next, and whether it is shared.

Source: local procedure, from audits that found all of it left to the social worker: any member may chair,
chair and minute-taker are shared, and the social worker twice running in the same part is flagged. Shown,
never enforced: a core group goes ahead with whoever is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise


class Part(StrEnum):
    """What somebody does for a core group beside taking part."""

    CHAIR = "chair"
    MINUTE_TAKER = "minute_taker"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the core group who can take a turn. ``key`` is stable; ``agency`` is shown in the
    measure."""

    key: str
    agency: str
    is_social_worker: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A core group that was held: who chaired and who took the minutes (keys of members; None: nobody)."""

    on: date
    reference: str
    chair: str | None
    minute_taker: str | None

    def who(self, part: Part) -> str | None:
        """Who had this part."""
        return self.chair if part is Part.CHAIR else self.minute_taker


@dataclass(frozen=True, slots=True)
class TwiceRunning:
    """The social worker had the same part in two core groups running; the references are both."""

    part: Part
    references: tuple[str, str]
    on: date


@dataclass(frozen=True, slots=True)
class Share:
    """How often an agency had a part, of ``of`` core groups in which anybody had it."""

    agency: str
    turns: int
    of: int


def next_for(part: Part, members: Sequence[Member], held: Iterable[Held]) -> Member | None:
    """Whose turn it is: fewest turns first, then whoever had it longest ago, then in the members' order.

    A social worker who had it last time comes after everybody else. None without members.
    """
    ordered = _ordered(held)
    turns = Counter(who for each in ordered if (who := each.who(part)) is not None)
    last = {who: place for place, each in enumerate(ordered) if (who := each.who(part)) is not None}
    before = ordered[-1].who(part) if ordered else None

    def burden(member: Member) -> tuple[bool, int, int]:
        again = member.is_social_worker and member.key == before
        return again, turns[member.key], last.get(member.key, -1)

    return min(members, key=burden, default=None)


def twice_running(part: Part, members: Iterable[Member], held: Iterable[Held]) -> tuple[TwiceRunning, ...]:
    """Each time that a social worker had the part in two core groups running, the latest first."""
    workers = {member.key for member in members if member.is_social_worker}
    ordered = _ordered(held)
    pairs = pairwise(ordered)
    found = [
        TwiceRunning(part, (first.reference, second.reference), second.on)
        for first, second in pairs
        if first.who(part) in workers and second.who(part) in workers
    ]
    return tuple(reversed(found))


def shares(part: Part, members: Sequence[Member], held: Iterable[Held]) -> tuple[Share, ...]:
    """How often each agency had the part, the most first; agencies that never had it are among them."""
    agency_of = {member.key: member.agency for member in members}
    turns = Counter({member.agency: 0 for member in members})
    total = 0
    for each in held:
        agency = agency_of.get(each.who(part) or "")
        if agency is not None:
            turns[agency] += 1
            total += 1
    return tuple(Share(agency, number, total) for agency, number in sorted(turns.items(), key=_most_first))


def is_shared(found: Sequence[Share]) -> bool:
    """Whether no agency had the part more often than an equal share, rounded up; of nobody it is shared."""
    if not found:
        return True
    most = max(share.turns for share in found)
    return most <= -(-found[0].of // len(found))


def _most_first(turn: tuple[str, int]) -> tuple[int, str]:
    return -turn[1], turn[0]


def _ordered(held: Iterable[Held]) -> list[Held]:
    return sorted(held, key=lambda each: (each.on, each.reference))
