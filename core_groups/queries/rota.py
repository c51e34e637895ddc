"""Whose turn it is to chair a plan's core group and to take its minutes, and how it was shared so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cases.models import Meeting, Plan
from core_groups import access_core_groups as gate
from core_groups.models import CoreGroupMember
from safeguarding.accounts.models import User
from safeguarding.rules import rota
from safeguarding.rules.london_time import london_date
from safeguarding.rules.rota import Held, Member, Part, Share, TwiceRunning

PARTS: Final = {Part.CHAIR: "Chair", Part.MINUTE_TAKER: "Minutes"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One of the two parts: whose turn it is, how it was shared, and when a social worker had it twice."""

    part: Part
    label: str
    next: User | None
    shares: tuple[Share, ...]
    twice_running: tuple[TwiceRunning, ...]

    @property
    def is_shared(self) -> bool:
        """Whether no agency had it more often than its share."""
        return rota.is_shared(self.shares)


def turns(user: User, plans: Sequence[Plan]) -> list[Turn]:
    """Both parts of the core group of these plans (of a family, they meet together), as far as `user` may
    read the meetings that were held."""
    rows = members(user, plans)
    held = [_held(meeting) for meeting in _meetings(user, plans)]
    known = [_member(row) for row in rows if row.user is not None]
    now = [_member(row) for row in rows if row.user is not None and row.until is None]
    people = {str(row.user_id): row.user for row in rows}
    found = []
    for part, label in PARTS.items():
        turn = rota.next_for(part, _once(now), held)
        found.append(
            Turn(
                part=part,
                label=label,
                next=people[turn.key] if turn is not None else None,
                shares=rota.shares(part, _once(known), held),
                twice_running=rota.twice_running(part, _once(known), held),
            )
        )
    return found


def members(user: User, plans: Sequence[Plan]) -> list[CoreGroupMember]:
    """Who belongs or belonged to the core groups of these plans: those of now first, the family last."""
    rows = gate.visible_members(user).filter(plan__in=[plan.pk for plan in plans])
    found = list(rows.select_related("agency", "user__agency", "plan").order_by("is_family", "pk"))
    return sorted(found, key=lambda row: row.until is not None)


def _meetings(user: User, plans: Sequence[Plan]) -> list[Meeting]:
    rows = gate.visible_meeting_plans(user).filter(
        plan__in=[plan.pk for plan in plans], meeting__held_at__isnull=False
    )
    found = {row.meeting_id: row.meeting for row in rows.select_related("meeting")}
    return list(found.values())


def _held(meeting: Meeting) -> Held:
    assert meeting.held_at is not None  # noqa: S101 - as they were asked for
    return Held(
        on=london_date(meeting.held_at),
        reference=meeting.reference,
        chair=str(meeting.chair_id) if meeting.chair_id is not None else None,
        minute_taker=str(meeting.minute_taker_id) if meeting.minute_taker_id is not None else None,
    )


def _member(row: CoreGroupMember) -> Member:
    user = row.user
    assert user is not None  # noqa: S101 - as they were chosen
    return Member(key=str(user.pk), agency=user.agency.name, is_social_worker=user.is_social_care)


def _once(rows: Iterable[Member]) -> list[Member]:
    """Somebody in the core groups of several of the family's plans takes one turn."""
    return list({row.key: row for row in rows}.values())
