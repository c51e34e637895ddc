"""Whoever is asked to a meeting sees the records of its children: an involvement says so and ends."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from cases import access
from cases.meeting_states import MeetingState
from cases.models import Child, Invitation, Involvement, Meeting
from cases.services import involvements
from cases.states import InvolvementRole
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

# A meeting at which somebody may still have a part.
_OVER = (MeetingState.CANCELLED,)


@as_service(Service.RECORD_KEEPING)
def let_in(*, meeting: Meeting, user: User, by: User, at: datetime) -> None:
    """Involve `user` with each of the meeting's children whose record they may not open, by name.

    A restricted record is opened by those alone who may work on it themselves: not by whoever takes an
    invitation on for those on duty, nor by somebody to whom it was closed since they called the meeting.
    """
    opened = set(access.settled_children(by).filter(is_restricted=True).values_list("pk", flat=True))
    for child in Child.objects.filter(meetings__meeting=meeting):
        if access.visible_children(user).filter(pk=child.pk).exists() or _running(child, user).exists():
            continue
        if child.is_restricted and child.pk not in opened:
            continue
        involvements.start(
            child=child,
            agency=user.agency,
            user=user,
            role=InvolvementRole.MEETING,
            reason=f"Asked to the meeting {meeting.reference}",
            by=by,
            at=at,
        )


@as_service(Service.RECORD_KEEPING)
def let_out(*, meeting: Meeting, reason: str, by: User, at: datetime, user: User | None = None) -> None:
    """End the involvement of those who have no part in a meeting about the child any more: `user`, or (None)
    everybody. Called once the row says so that gave them their part in this one."""
    for child in Child.objects.filter(meetings__meeting=meeting):
        running = Involvement.objects.filter(child=child, role=InvolvementRole.MEETING, until=None)
        if user is not None:
            running = running.filter(user=user)
        for involvement in running.select_for_update(of=("self",)).select_related("child", "agency", "user"):
            if involvement.user is not None and not _has_a_part(child, involvement.user):
                involvements.finish(involvement=involvement, reason=reason, by=by, at=at)


def _running(child: Child, user: User) -> QuerySet[Involvement]:
    return Involvement.objects.filter(child=child, user=user, role=InvolvementRole.MEETING, until=None)


def _has_a_part(child: Child, user: User) -> bool:
    meetings = Meeting.objects.filter(children__child=child).exclude(state__in=_OVER)
    asked = Invitation.objects.filter(user=user, withdrawn_at=None).values("meeting")
    return meetings.filter(Q(chair=user) | Q(minute_taker=user) | Q(pk__in=asked)).exists()
