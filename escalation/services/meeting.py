"""A resolution meeting: a common meeting, to which those who speak for the two agencies are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.meeting_states import MeetingFormat, MeetingKind, MeetingState
from cases.models import Meeting
from cases.services import invitations, meetings
from escalation import access
from escalation.models import Challenge, ChallengeStage
from escalation.services import locking
from safeguarding.accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class Plan:
    """When, where and under whom."""

    starts_at: datetime
    ends_at: datetime
    format: MeetingFormat
    place: str = ""
    link: str = ""
    chair: User | None = None


@transaction.atomic
def plan(*, challenge: Challenge, facts: Plan, by: User, at: datetime) -> Meeting:
    """Plan a resolution meeting for a challenge; whoever raised it and whoever answers now are asked.

    Raises NotPermittedError for those who may not call meetings, ChangedMeanwhileError where one stands.
    """
    challenge = locking.open_challenge(challenge)
    access.require_party(by, challenge)
    if challenge.meeting is not None and challenge.meeting.state != MeetingState.CANCELLED:
        raise ChangedMeanwhileError("A resolution meeting stands already")
    if facts.chair is not None and facts.chair.pk == challenge.raised_by_id:
        raise DomainError("Whoever raised the challenge doesn’t chair its meeting", field="chair")
    meeting = meetings.plan(
        kind=MeetingKind.RESOLUTION_MEETING,
        children=[challenge.child],
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        format=facts.format,
        place=facts.place,
        link=facts.link,
        chair=facts.chair,
        reason=f"To resolve the challenge {challenge.reference}",
        by=by,
        at=at,
    )
    for person in _asked(challenge):
        invitations.invite_user(meeting=meeting, user=person, is_required=True, by=by, at=at)
    challenge.meeting = meeting
    challenge.record(by=by, at=at, reason="Resolution meeting planned")
    return meeting


def _asked(challenge: Challenge) -> list[User]:
    running = ChallengeStage.objects.filter(challenge=challenge, left_at=None).values("counterpart")
    keys = [*running.values_list("counterpart", flat=True), challenge.raised_by_id]
    people = User.objects.filter(pk__in=[key for key in keys if key is not None], is_active=True)
    return list(people.exclude(role__in=[Role.PARTNERSHIP_ADMIN, Role.SYSTEM_ADMIN]).order_by("pk"))
