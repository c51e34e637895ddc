"""The states of meetings, invitations and actions, and what moves them, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices


class MeetingKind(TextChoices):
    """The kinds of meeting about a child."""

    STRATEGY_MEETING = "strategy_meeting", "Strategy meeting"
    CONFERENCE = "conference", "Child protection conference"
    CORE_GROUP = "core_group", "Core group"
    CHILD_IN_NEED_MEETING = "child_in_need_meeting", "Child in need meeting"
    RESOLUTION_MEETING = "resolution_meeting", "Resolution meeting"


class MeetingFormat(TextChoices):
    """How people come together."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    HYBRID = "hybrid", "In person and online"
    PHONE = "phone", "Discussion by phone"


class MeetingState(TextChoices):
    """Where a meeting and its minutes stand."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    DRAFTED = "drafted", "Minutes drafted"
    APPROVED = "approved", "Minutes approved"
    DISTRIBUTED = "distributed", "Minutes distributed"
    CANCELLED = "cancelled", "Cancelled"


class MeetingMove(TextChoices):
    """What moves a meeting on."""

    HOLD = "hold", "record that it was held"
    DRAFT = "draft", "save the minutes"
    APPROVE = "approve", "approve the minutes"
    DISTRIBUTE = "distribute", "distribute the minutes"
    CORRECT = "correct", "correct approved minutes"
    CANCEL = "cancel", "cancel"


MEETING_MOVES: Final[Mapping[tuple[MeetingState, MeetingMove], MeetingState]] = {
    (MeetingState.PLANNED, MeetingMove.HOLD): MeetingState.HELD,
    (MeetingState.PLANNED, MeetingMove.CANCEL): MeetingState.CANCELLED,
    (MeetingState.HELD, MeetingMove.DRAFT): MeetingState.DRAFTED,
    (MeetingState.DRAFTED, MeetingMove.DRAFT): MeetingState.DRAFTED,
    (MeetingState.DRAFTED, MeetingMove.APPROVE): MeetingState.APPROVED,
    (MeetingState.APPROVED, MeetingMove.DISTRIBUTE): MeetingState.DISTRIBUTED,
    (MeetingState.APPROVED, MeetingMove.CORRECT): MeetingState.DRAFTED,
    (MeetingState.DISTRIBUTED, MeetingMove.CORRECT): MeetingState.DRAFTED,
}


class Reply(TextChoices):
    """What somebody answered to an invitation."""

    NONE = "none", "No reply"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    DEPUTY = "deputy", "Sends a deputy"


class Attendance(TextChoices):
    """Whether somebody who was invited came."""

    UNKNOWN = "unknown", "Not yet recorded"
    ATTENDED = "attended", "Attended"
    DEPUTY = "deputy", "Deputy attended"
    BY_PHONE = "by_phone", "Joined by phone"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent without apologies"


# Who counts as present, for the quorum.
PRESENT: Final = frozenset({Attendance.ATTENDED, Attendance.DEPUTY, Attendance.BY_PHONE})


class CopyKind(TextChoices):
    """Which copy of the minutes somebody receives."""

    SOCIAL_CARE = "social_care", "Social care's copy"
    POLICE = "police", "Police copy"
    PROFESSIONAL = "professional", "Professionals' copy"
    PARENTS = "parents", "Parents' copy"
    NONE = "none", "No copy"


class ActionState(TextChoices):
    """Where an action stands."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "No longer needed"
