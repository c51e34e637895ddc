"""The people outside the system who are asked to a meeting, and how their links stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cases import access_meetings
from cases.exceptions import NotVisibleError
from cases.models import Invitation, Meeting, MinutesCopy
from cases.queries import guest_states
from cases.queries.guest_states import GuestState
from cases.queries.minutes import name_of
from safeguarding.accounts.models import User


@dataclass(frozen=True)
class Guest:
    """One of them, and how their newest link stands."""

    invitation: Invitation
    name: str
    state: GuestState


def guests(user: User, meeting: Meeting, *, at: datetime) -> list[Guest]:
    """Everybody outside the system who is asked to a visible meeting."""
    rows = list(_outside(user, meeting))
    states = guest_states.states(rows, now=at)
    return [Guest(row, name_of(row), states[row.pk]) for row in rows]


def guest(user: User, meeting: Meeting, key: int) -> Invitation:
    """One of them; raises NotVisibleError (404) for anybody else's invitation."""
    found = _outside(user, meeting).filter(pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def has_copy(invitation: Invitation) -> bool:
    """Whether minutes went out to them already."""
    return MinutesCopy.objects.filter(invitation=invitation).exists()


def _outside(user: User, meeting: Meeting) -> QuerySet[Invitation]:
    rows = access_meetings.visible_invitations(user).filter(meeting=meeting, agency=None, withdrawn_at=None)
    return rows.select_related("meeting", "user", "agency", "team").order_by("pk")
