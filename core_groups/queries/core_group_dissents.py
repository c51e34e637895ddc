"""Who didn't agree at a core group or child in need meeting: on its page, and in its minutes."""

from __future__ import annotations

from cases import access, access_meetings
from cases.meeting_states import MeetingState
from cases.models import Child, Meeting
from cases.queries import meeting_people
from cases.states import Sensitivity
from core_groups import access_core_groups as gate
from core_groups.models import CoreGroupDissent
from safeguarding.accounts.models import User
from safeguarding.rules.redaction import Block


def of_meeting(user: User, meeting: Meeting) -> list[CoreGroupDissent]:
    """The dissents that `user` may read, by child."""
    rows = gate.visible_dissents(user).filter(meeting=meeting).select_related("agency", "child__person")
    return list(rows.order_by("child", "pk"))


def may_dissent(user: User, meeting: Meeting) -> bool:
    """Whether there is something to disagree with, and `user` may say so: who runs it, or who was there."""
    if meeting.held_at is None or meeting.state == MeetingState.CANCELLED:
        return False
    if not access.may(user, access.Action.RECORD_EVENT):
        return False
    present = {agency.pk for agency in meeting_people.agencies_present(meeting)}
    return bool(present) and (user.agency_id in present or access_meetings.runs(user, meeting))


def blocks(user: User, meeting: Meeting) -> list[Block]:
    """A block of the minutes for each: dissent stands in the minutes in the agency's own words."""
    return [
        Block(
            key=f"dissent-{row.pk}",
            heading=f"{row.agency} does not agree",
            text=row.words,
            sensitivity=Sensitivity.PROFESSIONALS.value,
            child=row.child_id,
        )
        for row in of_meeting(user, meeting)
    ]


def by_child(
    rows: list[CoreGroupDissent], children: list[Child]
) -> list[tuple[Child, list[CoreGroupDissent]]]:
    """Each child with the dissents about it."""
    return [(child, [row for row in rows if row.child_id == child.pk]) for child in children]
