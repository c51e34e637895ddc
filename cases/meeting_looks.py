"""THE GATE's line in the access log about a meeting: what was shown, and what was refused."""

from __future__ import annotations

from datetime import datetime

from cases import access_meetings
from cases.models import Meeting
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def note(user: User, meeting: Meeting, look: Look, *, at: datetime, origin: log.Origin) -> None:
    """Log that `user` was shown a page of a meeting that came through the gate, or was refused one."""
    invited = access_meetings.own_invitations(user).filter(meeting=meeting).exists()
    log.write(
        by=user,
        at=at,
        action=look,
        basis=Basis.INVOLVEMENT if invited else Basis.OPEN_ACCESS,
        origin=origin,
        reference=meeting.reference,
    )
