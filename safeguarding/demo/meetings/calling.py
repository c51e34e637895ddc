"""Calling a strategy meeting and asking people to it, in the words of a story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases.meeting_states import CopyKind, MeetingFormat, Reply
from cases.models import Invitation
from cases.models.guest_mail import GUEST_MAIL_TO_SEND, GuestMail
from cases.services import guest_mails, invitations
from safeguarding.accounts.models import AgencyKind
from safeguarding.demo.stage import Stage
from safeguarding.rules.quorum import HEALTH, POLICE, SOCIAL_CARE
from strategy_meetings.briefs import brief
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.services import calling
from strategy_meetings.services.calling import Call
from strategy_meetings.states import Trigger

CHAIR, CALLER, MINUTES = "team_manager", "social_worker", "business_support"
_QUORUM = SOCIAL_CARE | POLICE | HEALTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody outside the system; without `kind` family. Without an address they are rung."""

    name: str
    part: str
    email: str = ""
    agency: str = ""
    kind: str = ""

    def ask(self, stage: Stage, strategy: StrategyMeeting, *, by: str, at: datetime) -> Invitation:
        """Ask them; where there is an address the service sends a link."""
        invitation = invitations.invite_outside(
            meeting=strategy.meeting,
            name=self.name,
            email=self.email,
            copy_kind=CopyKind.PROFESSIONAL if self.kind else CopyKind.PARENTS,
            about=[row.child for row in strategy.meeting.children.select_related("child")],
            agency_name=self.agency,
            agency_kind=self.kind,
            part=self.part,
            by=stage.staff(by),
            at=at,
        )
        mails_go_out(at=at)
        return invitation


def mails_go_out(*, at: datetime) -> None:
    """The mail server took what waits for guests: nothing of the story is sent when it is told."""
    for mail in GuestMail.objects.filter(state__in=GUEST_MAIL_TO_SEND).select_related("link"):
        guest_mails.taken(mail, at)


def call(
    stage: Stage,
    key: str,
    of: tuple[str, ...],
    *,
    trigger: Trigger,
    reason: str,
    concern_at: datetime,
    starts_at: datetime,
    at: datetime,
    by: str = CHAIR,
    is_same_day: bool = False,
    minutes: int = 60,
    **more: Any,
) -> StrategyMeeting:
    """Call the meeting about the children `of`; `stage.meetings` keeps it under `key`."""
    facts = Call(
        trigger=trigger,
        reason=reason,
        concern_at=concern_at,
        is_same_day=is_same_day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **{
            "format": MeetingFormat.ONLINE,
            "link": "https://meet.northmoor.example/safe-room",
            "chair": stage.staff(CHAIR),
            "minute_taker": stage.staff(MINUTES),
            **more,
        },
    )
    children = [stage.child(each) for each in of]
    stage.meetings[key] = calling.call(facts=facts, children=children, by=stage.staff(by), at=at)
    return stage.meetings[key]


def ask(
    stage: Stage, strategy: StrategyMeeting, keys: tuple[str, ...], *, at: datetime, by: str = CHAIR
) -> dict[str, Invitation]:
    """Ask members of staff by name, each with their agency's brief; their invitations by key."""
    asked = {}
    for key in keys:
        kind = AgencyKind(stage.staff(key).agency.kind)
        asked[key] = invitations.invite_user(
            meeting=strategy.meeting,
            user=stage.staff(key),
            part=brief(kind),
            is_required=kind in _QUORUM,
            by=stage.staff(by),
            at=at,
        )
    return asked


def answer(
    stage: Stage, asked: Mapping[str, Invitation], replies: Mapping[str, tuple[Reply, str]], *, at: datetime
) -> None:
    """Each answers their own invitation: the reply, and a note (of a deputy: their name)."""
    for key, (reply, words) in replies.items():
        sends = reply == Reply.DEPUTY
        invitations.answer(
            invitation=asked[key],
            reply=reply,
            note="" if sends else words,
            deputy_name=words if sends else "",
            by=stage.staff(key),
            at=at,
        )
