"""A held meeting with people asked to it, and its minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind
from cases.models import Child, GuestMail, Invitation, Meeting, Minutes, MinutesCopy
from cases.models.guest_mail import GuestMailKind
from cases.services import distribution, guest_links, invitations, meetings, minutes
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import User
from safeguarding.rules.redaction import Block
from tests.factories.partnership import Personas


def facts(child: Child, by: User, at: datetime, **more: Any) -> dict[str, Any]:
    """What a strategy meeting is planned with; `more` replaces or adds."""
    return {
        "kind": MeetingKind.STRATEGY_MEETING,
        "children": [child],
        "starts_at": at + timedelta(hours=1),
        "ends_at": at + timedelta(hours=2),
        "format": MeetingFormat.ONLINE,
        "reason": "A bruise",
        "by": by,
        "at": at,
        **more,
    }


def planned(*children: Child, personas: Personas, at: datetime, **more: Any) -> Meeting:
    """A strategy meeting in three hours that the social worker calls; `more` replaces or adds."""
    by = personas.social_worker
    given = {
        "children": children,
        "starts_at": at + timedelta(hours=3),
        "ends_at": at + timedelta(hours=4),
        "format": MeetingFormat.IN_PERSON,
        "place": "Civic Centre, room 2",
        "reason": "A bruise that nobody explained",
        **more,
    }
    with as_user(by):
        return meetings.plan(**facts(children[0], by, at, **given))


def held(child: Child, personas: Personas, at: datetime) -> Meeting:
    """A strategy meeting that was held: the GP, the police and a parent were asked."""
    with as_user(personas.social_worker):
        meeting = meetings.plan(
            kind=MeetingKind.STRATEGY_MEETING,
            children=[child],
            starts_at=at,
            ends_at=at + timedelta(hours=1),
            format=MeetingFormat.ONLINE,
            link="https://meet.example/abc",
            reason="A bruise that nobody explained",
            chair=personas.team_manager,
            minute_taker=personas.business_support,
            by=personas.social_worker,
            at=at,
        )
        for who in (personas.gp, personas.police):
            invitations.invite_user(meeting=meeting, user=who, by=personas.social_worker, at=at)
        invitations.invite_outside(
            meeting=meeting,
            name="Mona Example",
            email="mona@home.example",
            copy_kind=CopyKind.PARENTS,
            about=[child],
            by=personas.social_worker,
            at=at,
        )
        return meetings.hold(meeting=meeting, held_at=at, by=personas.social_worker, at=at)


def drafted(
    meeting: Meeting, personas: Personas, at: datetime, blocks: list[Block], number: int = 0
) -> Minutes:
    """A version that the minute-taker saved."""
    with as_user(personas.business_support):
        return minutes.draft(
            meeting=meeting, blocks=blocks, expected_number=number, by=personas.business_support, at=at
        )


def distributed(
    meeting: Meeting, personas: Personas, at: datetime, blocks: list[Block]
) -> tuple[Minutes, list[MinutesCopy]]:
    """Minutes that were approved and went out."""
    version = drafted(meeting, personas, at, blocks)
    with as_user(personas.team_manager):
        version = minutes.approve(minutes=version, by=personas.team_manager, at=at)
        return version, distribution.distribute(minutes=version, by=personas.team_manager, at=at)


def guest_token(meeting: Meeting, personas: Personas, at: datetime) -> str:
    """The token of a new link for the meeting's parent, as it stands in the e-mail that isn't sent yet."""
    invitation = Invitation.objects.select_related("meeting").get(meeting=meeting, agency=None)
    with as_user(personas.social_worker):
        link = guest_links.send(
            invitation=invitation, kind=GuestMailKind.MINUTES, by=personas.social_worker, at=at
        )
    sealed = GuestMail.objects.get(link=link).token
    return MultiFernet([Fernet(key) for key in settings.DRAFT_KEYS]).decrypt(bytes(sealed)).decode()
