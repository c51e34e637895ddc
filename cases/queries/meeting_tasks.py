"""What somebody has to do after meetings, as a list on their home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from cases import access_meetings
from cases.meeting_states import ActionState
from cases.models import MeetingAction
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

# Where the form that closes an action goes back to when it was opened from the home page.
FROM_HOME: Final = "home"
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One action as components/worklist.html shows it; `href` is where it is closed with its evidence."""

    href: str
    title: str
    facts: tuple[str, ...]
    due: date
    urgent: bool


def mine(user: User, *, now: datetime) -> list[Row]:
    """The open actions that `user` owns, of meetings that they see, what is due first on top."""
    rows = access_meetings.visible_actions(user).filter(owner=user, state=ActionState.OPEN)
    found = rows.select_related("meeting", "child__person").order_by("due_on", "pk")[:_MOST]
    return [_row(action, now) for action in found]


def _row(action: MeetingAction, now: datetime) -> Row:
    meeting = action.meeting
    about = action.child.person.name if action.child is not None else ""
    return Row(
        href=reverse("meeting_action_close", args=[meeting.reference, action.pk], query={"from": FROM_HOME}),
        title=action.what,
        facts=tuple(filter(None, [f"{meeting.get_kind_display()} {meeting.reference}", about])),
        due=action.due_on,
        urgent=action.due_on < london_date(now),
    )
