"""THE GATE's part for meetings: who may see, run and read which; built on cases.access alone."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.access import Action
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.meeting_states import MeetingKind
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

# Any member chairs these or takes their minutes, of whatever agency, in turn (safeguarding.rules.rota).
SHARED_BY_MEMBERS: Final = frozenset({MeetingKind.CORE_GROUP, MeetingKind.CHILD_IN_NEED_MEETING})


def named_invitations(user: User) -> QuerySet[Invitation]:
    """The invitations that stand and are `user`'s by name: they were asked, or took one on for those on duty.

    They came to somebody of an agency: whoever works for another one since has no part in them any more.
    """
    return Invitation.objects.filter(user=user, agency=user.agency_id, withdrawn_at=None)


def own_invitations(user: User) -> QuerySet[Invitation]:
    """As `named_invitations`, and those to `user`'s team or agency on duty that nobody has taken on yet."""
    on_duty = Q(user=None) & (Q(team=None) | Q(team=user.team_id))
    return Invitation.objects.filter(Q(user=user) | on_duty, agency=user.agency_id, withdrawn_at=None)


def visible_meetings(user: User) -> QuerySet[Meeting]:
    """The meetings that `user` may know of: those they may read, and those that their people on duty are
    asked to, of which they see the invitation alone until they take it on."""
    if not access.may(user, Action.REFER):
        return Meeting.objects.none()
    asked = Q(Exists(own_invitations(user).filter(meeting=OuterRef("pk"))))
    return Meeting.objects.filter(asked | _reads(user, access.visible_children(user)))


def readable_meetings(user: User) -> QuerySet[Meeting]:
    """The meetings `user` may read: those they are asked to by name, chair, called or take the minutes of;
    for social care staff also those about a child whom they may see.

    A restricted record among the children hides the whole meeting from whoever may not open it and has no
    part in it: its words are about all of its children.
    """
    return _readable(user, access.visible_children(user))


def _readable(user: User, seen_children: QuerySet[Child]) -> QuerySet[Meeting]:
    if not access.may(user, Action.REFER):
        return Meeting.objects.none()
    return Meeting.objects.filter(_reads(user, seen_children))


def _reads(user: User, seen_children: QuerySet[Child]) -> Q:
    part = Q(Q(chair=user) | Q(minute_taker=user) | Q(called_by=user), agency=user.agency_id)
    part |= Q(Exists(named_invitations(user).filter(meeting=OuterRef("pk"))))
    if not access.reads_as_front_door(user):
        return part
    children = MeetingChild.objects.filter(meeting=OuterRef("pk"))
    seen = seen_children.values("pk")
    hidden = Exists(children.filter(child__is_restricted=True).exclude(child__in=seen))
    return part | (Q(Exists(children.filter(child__in=seen))) & ~Q(hidden))


def children_of(user: User, meeting: Meeting) -> QuerySet[Child]:
    """The children of a meeting that `user` may read, as far as they may see them."""
    about = MeetingChild.objects.filter(
        meeting=meeting, meeting__in=readable_meetings(user).values("pk")
    ).values("child")
    return access.visible_children(user).filter(pk__in=about)


def visible_invitations(user: User) -> QuerySet[Invitation]:
    """Who is asked to the meetings that `user` may read; of others their own invitation alone."""
    own = own_invitations(user) if access.may(user, Action.REFER) else Invitation.objects.none()
    return Invitation.objects.filter(
        Q(pk__in=own.values("pk")) | Q(meeting__in=readable_meetings(user).values("pk"))
    )


def visible_information(user: User) -> QuerySet[SharedInformation]:
    """What agencies shared at readable meetings, as far as `user` may read it: by sensitivity, by child."""
    own = Q(agency=user.agency_id) & ~Q(sensitivity=Sensitivity.SUPERVISION)
    readable = Q(sensitivity__in=access.readable_sensitivities(user)) | own | Q(recorded_by=user)
    return SharedInformation.objects.filter(
        readable,
        Q(child=None) | Q(child__in=access.visible_children(user).values("pk")),
        meeting__in=readable_meetings(user).values("pk"),
    )


def visible_actions(user: User) -> QuerySet[MeetingAction]:
    """The actions of readable meetings, about children whom `user` may see or about all of them."""
    return MeetingAction.objects.filter(
        Q(child=None) | Q(child__in=access.visible_children(user).values("pk")),
        meeting__in=readable_meetings(user).values("pk"),
    )


def visible_minutes(user: User) -> QuerySet[Minutes]:
    """The versions of minutes `user` may open: all of readable meetings for social care, chair and
    minute-taker; for everybody else those that were distributed to them by name."""
    minutes = Minutes.objects.filter(meeting__in=readable_meetings(user).values("pk"))
    if access.reads_as_front_door(user):
        return minutes
    own = named_invitations(user).values("pk")
    received = Exists(MinutesCopy.objects.filter(minutes=OuterRef("pk"), invitation__in=own))
    keeps = Q(Q(meeting__chair=user) | Q(meeting__minute_taker=user), meeting__agency=user.agency_id)
    turn = Exists(_turns(user).filter(pk=OuterRef("meeting")))
    return minutes.filter(keeps | received | Q(turn))


def may_run(user: User, meeting: Meeting) -> bool:
    """Whether `user` may record attendance, information, decisions and minutes: chair, minute-taker, whoever
    called it, and social care's case staff; of a core group or a child in need meeting also a chair or
    minute-taker of another agency (`takes_a_turn`)."""
    if not user.is_active:
        return False
    own = user.pk in {meeting.chair_id, meeting.minute_taker_id, meeting.called_by_id}
    if own and meeting.agency_id == user.agency_id:
        return True
    if access.may(user, Action.CALL_MEETING) or _books(user, meeting):
        return True
    return own and takes_a_turn(user, meeting)


def may_ask(user: User, meeting: Meeting) -> bool:
    """Whether somebody who runs the meeting may ask people to it, which opens records to them: social care's
    case staff, and for a conference those who book conferences."""
    return access.may(user, Action.MANAGE_INVOLVEMENT) or _books(user, meeting)


def _books(user: User, meeting: Meeting) -> bool:
    return meeting.kind == MeetingKind.CONFERENCE and access.may(user, Action.BOOK_CONFERENCE)


def takes_a_turn(user: User, meeting: Meeting) -> bool:
    """Whether `user` chairs a meeting whose members share that, or takes its minutes, and is asked to it by
    name: somebody whose invitation was taken back, or who left that agency, does so no more."""
    return meeting.kind in SHARED_BY_MEMBERS and _turns(user).filter(pk=meeting.pk).exists()


def _turns(user: User) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        Q(chair=user) | Q(minute_taker=user),
        Exists(named_invitations(user).filter(meeting=OuterRef("pk"))),
        kind__in=SHARED_BY_MEMBERS,
    )


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
    return workable_meetings(user).filter(pk=meeting.pk).exists()


def workable_meetings(user: User) -> QuerySet[Meeting]:
    """Of the meetings that `user` may read those that no emergency access opened."""
    return _readable(user, access.settled_children(user))


def get_meeting(user: User, reference: str) -> Meeting:
    """The meeting with this reference; raises NotVisibleError (404).

    What is shown of it, or refused, is logged by cases.meeting_looks.
    """
    meeting = (
        visible_meetings(user)
        .select_related("agency", "chair", "minute_taker", "called_by")
        .filter(reference=reference.upper())
        .first()
    )
    if meeting is None:
        raise NotVisibleError
    return meeting
