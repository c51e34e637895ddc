"""THE GATE's part for meetings: who may see, run and read which; built on cases.access alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.access import Action
from cases.exceptions import NotPermittedError, NotVisibleError
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
from cases.states import Sensitivity
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def own_invitations(user: User) -> QuerySet[Invitation]:
    """The invitations that stand and are `user`'s: their own, their team's, or their agency's on duty."""
    on_duty = Q(user=None, agency=user.agency_id) & (Q(team=None) | Q(team=user.team_id))
    return Invitation.objects.filter(Q(user=user) | on_duty, withdrawn_at=None)


def visible_meetings(user: User) -> QuerySet[Meeting]:
    """The meetings `user` may see: those they are asked to, chair, called or take the minutes of; for social
    care staff also those about a child whom they may see.

    A restricted record among the children hides the whole meeting from whoever may not open it and has no
    part in it: its words are about all of its children.
    """
    return _meetings(user, access.visible_children(user))


def _meetings(user: User, seen_children: QuerySet[Child]) -> QuerySet[Meeting]:
    if not access.may(user, Action.REFER):
        return Meeting.objects.none()
    part = Q(chair=user) | Q(minute_taker=user) | Q(called_by=user)
    part |= Q(Exists(own_invitations(user).filter(meeting=OuterRef("pk"))))
    if not access.reads_as_front_door(user):
        return Meeting.objects.filter(part)
    children = MeetingChild.objects.filter(meeting=OuterRef("pk"))
    seen = seen_children.values("pk")
    hidden = Exists(children.filter(child__is_restricted=True).exclude(child__in=seen))
    return Meeting.objects.filter(part | (Exists(children.filter(child__in=seen)) & ~hidden))


def children_of(user: User, meeting: Meeting) -> QuerySet[Child]:
    """The children of a visible meeting whom `user` may see."""
    return access.visible_children(user).filter(meetings__meeting=meeting)


def visible_invitations(user: User) -> QuerySet[Invitation]:
    """Who is asked to the meetings that `user` may see."""
    return Invitation.objects.filter(meeting__in=visible_meetings(user).values("pk"))


def visible_information(user: User) -> QuerySet[SharedInformation]:
    """What agencies shared at visible meetings, as far as `user` may read it: by sensitivity, by child."""
    own = Q(agency=user.agency_id) & ~Q(sensitivity=Sensitivity.SUPERVISION)
    readable = Q(sensitivity__in=access.readable_sensitivities(user)) | own | Q(recorded_by=user)
    return SharedInformation.objects.filter(
        readable,
        Q(child=None) | Q(child__in=access.visible_children(user).values("pk")),
        meeting__in=visible_meetings(user).values("pk"),
    )


def visible_actions(user: User) -> QuerySet[MeetingAction]:
    """The actions of visible meetings, about children whom `user` may see or about all of them."""
    return MeetingAction.objects.filter(
        Q(child=None) | Q(child__in=access.visible_children(user).values("pk")),
        meeting__in=visible_meetings(user).values("pk"),
    )


def visible_minutes(user: User) -> QuerySet[Minutes]:
    """The versions of minutes `user` may open: all of visible meetings for social care, chair and
    minute-taker; for everybody else those that were distributed to them."""
    minutes = Minutes.objects.filter(meeting__in=visible_meetings(user).values("pk"))
    if access.reads_as_front_door(user):
        return minutes
    received = Exists(
        MinutesCopy.objects.filter(minutes=OuterRef("pk")).filter(
            Q(invitation__user=user) | Q(invitation__user=None, invitation__agency=user.agency_id)
        )
    )
    return minutes.filter(Q(meeting__chair=user) | Q(meeting__minute_taker=user) | received)


def may_run(user: User, meeting: Meeting) -> bool:
    """Whether `user` may record attendance, information, decisions and minutes: chair, minute-taker, whoever
    called it, and social care's case staff."""
    if not user.is_active:
        return False
    own = user.pk in {meeting.chair_id, meeting.minute_taker_id, meeting.called_by_id}
    return own or access.may(user, Action.CALL_MEETING)


def require_run(user: User, meeting: Meeting) -> None:
    """Raise NotVisibleError (404) for a meeting that may not be seen, NotPermittedError (403) for one that
    may be seen but not run; a child seen in an emergency alone makes nobody run a meeting."""
    if not visible_meetings(user).filter(pk=meeting.pk).exists():
        raise NotVisibleError
    if not runs(user, meeting):
        raise NotPermittedError("run_meeting")


def runs(user: User, meeting: Meeting) -> bool:
    """Whether `require_run` would let `user` through, of a meeting that they see; for buttons."""
    if not may_run(user, meeting):
        return False
    return _meetings(user, access.settled_children(user)).filter(pk=meeting.pk).exists()


def get_meeting(
    user: User,
    reference: str,
    *,
    at: datetime,
    origin: log.Origin,
    look: Look = Look.READ,
    is_logged: bool = True,
) -> Meeting:
    """The meeting with this reference, logged as looked at; raises NotVisibleError (404).

    What is saved every few seconds while somebody types isn't logged again (`is_logged`).
    """
    meeting = (
        visible_meetings(user)
        .select_related("agency", "chair", "minute_taker", "called_by")
        .filter(reference=reference.upper())
        .first()
    )
    if meeting is None:
        raise NotVisibleError
    if not is_logged:
        return meeting
    invited = own_invitations(user).filter(meeting=meeting).exists()
    log.write(
        by=user,
        at=at,
        action=look,
        basis=Basis.INVOLVEMENT if invited else Basis.OPEN_ACCESS,
        origin=origin,
        reference=meeting.reference,
    )
    return meeting
