"""THE GATE's line in the access log about a meeting: what was shown, and what was refused."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from cases import access, access_meetings
from cases.models import Child, Meeting
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def note(
    user: User,
    meeting: Meeting,
    look: Look,
    children: QuerySet[Child] | None = None,
    *,
    at: datetime,
    origin: log.Origin,
) -> None:
    """Log that `user` was shown a page of a meeting that came through the gate, or was refused one.

    One line for the meeting, and one for each of the `children` of whom the page shows something: whoever
    reads who looked at a child's record finds it there.
    """
    has_part = user.pk in {meeting.chair_id, meeting.minute_taker_id, meeting.called_by_id}
    has_part = has_part or access_meetings.own_invitations(user).filter(meeting=meeting).exists()
    log.write(
        by=user,
        at=at,
        action=look,
        basis=Basis.INVOLVEMENT if has_part else Basis.OPEN_ACCESS,
        origin=origin,
        reference=meeting.reference,
    )
    if children is not None:
        access.log_each(user, children, at=at, origin=origin, look=look)
