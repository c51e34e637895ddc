"""What meetings add to a child's history, as far as its reader may see the meeting."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from cases import access, access_meetings
from cases.models import (
    Child,
    Invitation,
    Meeting,
    MeetingAction,
    MeetingChild,
    Minutes,
    MinutesCopy,
    SharedInformation,
)
from cases.queries.history_shape import Part
from safeguarding.accounts.models import User

_WHOSE: Final = frozenset({"meeting", "minutes", "invitation"})
_OF_A_MEETING: Final = frozenset(
    {
        *("reference", "kind", "state", "format", "starts_at", "ends_at", "place", "reason", "held_at"),
        *("chair", "minute_taker", "called_by", "cancelled_reason"),
    }
)


def _meetings(user: User, child: Child) -> QuerySet[Meeting]:
    return access_meetings.readable_meetings(user).filter(children__child=child)


def _meeting(user: User, child: Child) -> Q:
    return Q(id__in=_meetings(user, child).values("pk"))


def _of_meetings(user: User, child: Child) -> Q:
    return Q(meeting_id__in=_meetings(user, child).values("pk"))


def _child_of_meetings(user: User, child: Child) -> Q:
    return _of_meetings(user, child) & Q(child_id=child.pk)


def _information(user: User, child: Child) -> Q:
    """About this child, or about all children of the meeting; not what was said of a brother or sister."""
    seen = access_meetings.visible_information(user).filter(Q(child=None) | Q(child=child))
    return Q(id__in=seen.values("pk")) & _of_meetings(user, child)


def _actions(user: User, child: Child) -> Q:
    seen = access_meetings.visible_actions(user).filter(Q(child=None) | Q(child=child))
    return Q(id__in=seen.values("pk")) & _of_meetings(user, child)


def _minutes(user: User, child: Child) -> Q:
    return Q(id__in=access_meetings.visible_minutes(user).values("pk")) & _of_meetings(user, child)


def _copies(user: User, child: Child) -> Q:
    seen = access_meetings.visible_minutes(user).filter(meeting__children__child=child)
    return Q(minutes_id__in=seen.values("pk"))


def _secret_words(user: User, row: Any) -> frozenset[str]:
    """Words that were another agency's secret when they were written."""
    open_to_all = row.sensitivity in access.readable_sensitivities(user)
    return frozenset() if open_to_all or row.agency_id == user.agency_id else frozenset({"text"})


MEETING_PARTS: Final = (
    Part(Meeting, "Meeting", _meeting, only=_OF_A_MEETING),
    Part(MeetingChild, "Child of a meeting", _child_of_meetings, without=_WHOSE),
    # Whom somebody from outside may hear about is chosen on the invitation's own page.
    Part(Invitation, "Invitation to a meeting", _of_meetings, without=_WHOSE | {"about"}),
    Part(SharedInformation, "Information shared", _information, without=_WHOSE, secret=_secret_words),
    Part(MeetingAction, "Action", _actions, without=_WHOSE),
    # What minutes say is compared version by version on their own page.
    Part(Minutes, "Minutes", _minutes, without=_WHOSE | {"blocks"}),
    Part(MinutesCopy, "Copy of minutes", _copies, without=_WHOSE),
)
