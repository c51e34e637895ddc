"""Who came to a meeting, and whether that makes its quorum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import access_meetings
from cases.exceptions import DomainError
from cases.meeting_states import Attendance, MeetingState
from cases.models import Invitation, Meeting
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody recorded for one person: `seen` is what stood there when they looked."""

    seen: Attendance
    now: Attendance


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people recorded different things for one person: what stands now, and who recorded it."""

    invitation: Invitation
    wanted: Attendance


@transaction.atomic
def record(*, meeting: Meeting, marks: Mapping[int, Mark], by: User, at: datetime) -> list[Clash]:
    """Record who came, by the invitations' keys; returns those that somebody else changed meanwhile.

    Two people may take attendance at once: what each recorded for different people stands, and where both
    recorded something different for one person the first stands and the second is told. Raises DomainError
    for a cancelled meeting.
    """
    access_meetings.require_run(by, meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError("The meeting was cancelled")
    rows = Invitation.objects.filter(meeting=meeting, withdrawn_at=None, pk__in=marks)
    clashes = []
    for invitation in rows.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        mark = marks[invitation.pk]
        if mark.now in {mark.seen, invitation.attendance}:
            continue
        if invitation.attendance != mark.seen:
            clashes.append(Clash(invitation, mark.now))
            continue
        invitation.attendance, invitation.attendance_by = mark.now, by
        invitation.record(by=by, at=at, reason=f"Attendance: {mark.now.label}")
    return clashes
