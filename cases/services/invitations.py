"""Asking people to a meeting, what they answer, and taking an invitation back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import CopyKind, MeetingState, Reply
from cases.models import Child, Invitation, Meeting
from cases.models.guest_mail import GuestMailKind
from cases.services import guest_links, meeting_access
from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, User
from safeguarding.notifications.services import notify

# Taking an invitation on opens records: so long after the meeting those on duty still may, for its minutes.
DUTY_LASTS: Final = timedelta(days=28)


@transaction.atomic
def invite_user(
    *, meeting: Meeting, user: User, by: User, at: datetime, part: str = "", is_required: bool = False
) -> Invitation:
    """Ask somebody with an account; from now on they see the children's records.

    Raises DomainError for somebody who left, works with no children, or is asked already.
    """
    _require_open(meeting, by)
    if not user.is_active or user.role in {Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN}:
        raise DomainError("Choose somebody who works with children", field="user")
    if Invitation.objects.filter(meeting=meeting, user=user, withdrawn_at=None).exists():
        raise DomainError("They are asked to this meeting already", field="user")
    invitation = Invitation(
        meeting=meeting,
        user=user,
        agency=user.agency,
        part=part,
        is_required=is_required,
        copy_kind=copy_for(user.agency),
        invited_at=at,
    )
    invitation.record(by=by, at=at, reason="Asked to the meeting")
    meeting_access.let_in(meeting=meeting, user=user, by=by, at=at)
    _tell(invitation, [user], at=at)
    return invitation


@transaction.atomic
def invite_duty(
    *,
    meeting: Meeting,
    agency: Agency,
    by: User,
    at: datetime,
    team: Team | None = None,
    part: str = "",
    is_required: bool = False,
) -> Invitation:
    """Ask an agency's people on duty (of a team, or its safeguarding leads): one of them takes it on.

    Until then they see that there is a meeting, and no child's record.
    """
    _require_open(meeting, by)
    if team is not None and team.agency_id != agency.pk:
        raise DomainError("Choose a team of that agency", field="team")
    asked = Invitation.objects.filter(meeting=meeting, agency=agency, team=team, user=None, withdrawn_at=None)
    if asked.exists():
        raise DomainError("They are asked to this meeting already", field="agency")
    invitation = Invitation(
        meeting=meeting,
        agency=agency,
        team=team,
        part=part,
        is_required=is_required,
        copy_kind=copy_for(agency),
        invited_at=at,
    )
    invitation.record(by=by, at=at, reason="Asked to the meeting")
    on_duty = User.objects.filter(agency=agency, is_active=True)
    on_duty = on_duty.filter(team=team) if team is not None else on_duty.filter(is_safeguarding_lead=True)
    _tell(invitation, list(on_duty), at=at)
    return invitation


@transaction.atomic
def invite_outside(
    *,
    meeting: Meeting,
    name: str,
    email: str,
    copy_kind: CopyKind,
    about: Sequence[Child],
    by: User,
    at: datetime,
    agency_name: str = "",
    agency_kind: str = "",
    part: str = "",
    is_required: bool = False,
) -> Invitation:
    """Ask somebody outside the system: a parent, or a professional without an account.

    `about` are the children of the meeting of whom their copy may speak (a parent's own). `agency_kind` is
    one of AgencyKind, or empty for family; with it they count for the quorum. Where there is an address
    their private link goes out with it.
    """
    _require_open(meeting, by)
    if not name.strip():
        raise DomainError("Enter their name", field="name")
    if agency_kind and agency_kind not in AgencyKind.values:
        raise DomainError("Choose what kind of agency they come from", field="agency_kind")
    of_meeting = set(meeting.children.values_list("child", flat=True))
    if not about or not {child.pk for child in about} <= of_meeting:
        raise DomainError("Choose of which children they may read", field="about")
    invitation = Invitation(
        meeting=meeting,
        outside_name=name.strip(),
        outside_email=email,
        outside_agency=agency_name,
        outside_kind=agency_kind,
        part=part,
        is_required=is_required,
        copy_kind=copy_kind,
        about=sorted(child.pk for child in about),
        invited_at=at,
    )
    invitation.record(by=by, at=at, reason="Asked to the meeting")
    if email:
        guest_links.send(invitation=invitation, kind=GuestMailKind.INVITATION, by=by, at=at)
    return invitation


@transaction.atomic
def take_on(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Somebody on duty takes their agency's invitation on, and sees the children's records.

    A restricted one stays closed to them until somebody who may open it involves them by name. Raises
    ChangedMeanwhileError for a cancelled meeting, and for one that is over for 28 days.
    """
    invitation = _own(invitation, by)
    if invitation.user is not None:
        raise ChangedMeanwhileError(f"{invitation.user} has taken this on already")
    if invitation.meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")
    if at > invitation.meeting.ends_at + DUTY_LASTS:
        raise ChangedMeanwhileError("The meeting is long over: ask whoever ran it")
    if Invitation.objects.filter(meeting=invitation.meeting, user=by, withdrawn_at=None).exists():
        raise DomainError("You are asked to this meeting yourself")
    invitation.user = by
    invitation.reply, invitation.replied_at = Reply.ACCEPTED, at
    invitation.record(by=by, at=at, reason="Taken on by somebody on duty")
    meeting_access.let_in(meeting=invitation.meeting, user=by, by=by, at=at)
    return invitation


@transaction.atomic
def answer(
    *, invitation: Invitation, reply: Reply, by: User, at: datetime, note: str = "", deputy_name: str = ""
) -> Invitation:
    """Answer an invitation: one's own by name, or for somebody else by whoever runs the meeting (they rang,
    say). Those on duty take it on first.

    Raises DomainError without a deputy's name when one is sent, or once the meeting isn't planned any more.
    """
    invitation = _own_or_run(invitation, by)
    if invitation.meeting.state != MeetingState.PLANNED:
        raise ChangedMeanwhileError("The meeting isn't planned any more")
    if reply == Reply.DEPUTY and not deputy_name.strip():
        raise DomainError("Enter who comes instead", field="deputy_name")
    invitation.reply, invitation.reply_note, invitation.replied_at = reply, note, at
    invitation.deputy_name = deputy_name if reply == Reply.DEPUTY else ""
    invitation.record(by=by, at=at, reason=f"Reply: {reply.label}")
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, reason: str, by: User, at: datetime) -> Invitation:
    """Take an invitation back; the record is closed to whoever saw it for this meeting alone."""
    access_meetings.require_run(by, invitation.meeting)
    invitation = _locked(invitation)
    if invitation.withdrawn_at is not None:
        raise ChangedMeanwhileError("This invitation was taken back already")
    if not reason.strip():
        raise DomainError("Say why the invitation is taken back", field="reason")
    invitation.withdrawn_at, invitation.withdrawn_reason = at, reason
    invitation.record(by=by, at=at, reason=reason)
    if invitation.user is not None:
        meeting_access.let_out(
            meeting=invitation.meeting, user=invitation.user, reason="No longer asked to it", by=by, at=at
        )
    return invitation


@transaction.atomic
def ask_for_report(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Ask the agency for a written report to the meeting; asking again changes nothing."""
    access_meetings.require_run(by, invitation.meeting)
    invitation = _locked(invitation)
    if invitation.report_asked_at is None:
        invitation.report_asked_at = at
        invitation.record(by=by, at=at, reason="Asked for a report")
    return invitation


@transaction.atomic
def give_report(*, invitation: Invitation, text: str, by: User, at: datetime) -> Invitation:
    """An agency's written report to the meeting, by those asked by name or by whoever runs it; it may be
    replaced. Raises ChangedMeanwhileError once the meeting was cancelled."""
    invitation = _own_or_run(invitation, by)
    if invitation.meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")
    if not text.strip():
        raise DomainError("Enter the report", field="text")
    invitation.report_text, invitation.report_received_at = text, at
    invitation.record(by=by, at=at, reason="Report received")
    return invitation


def copy_for(agency: Agency) -> CopyKind:
    """Which copy of the minutes an agency's people receive."""
    if agency.kind == AgencyKind.POLICE:
        return CopyKind.POLICE
    is_social_care = agency.is_lead and agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE
    return CopyKind.SOCIAL_CARE if is_social_care else CopyKind.PROFESSIONAL


def _require_open(meeting: Meeting, by: User) -> None:
    access_meetings.require_run(by, meeting)
    if not access_meetings.may_ask(by, meeting):
        raise NotPermittedError("invite")
    if meeting.state not in {MeetingState.PLANNED, MeetingState.HELD, MeetingState.DRAFTED}:
        raise ChangedMeanwhileError("Nobody can be asked to this meeting any more")


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("meeting", "user", "agency").get(pk=invitation.pk)


def _own(invitation: Invitation, by: User) -> Invitation:
    if not access_meetings.own_invitations(by).filter(pk=invitation.pk).exists():
        raise NotVisibleError
    return _locked(invitation)


def _own_or_run(invitation: Invitation, by: User) -> Invitation:
    if not access_meetings.named_invitations(by).filter(pk=invitation.pk).exists():
        access_meetings.require_run(by, invitation.meeting)
    found = _locked(invitation)
    if found.withdrawn_at is not None:
        raise ChangedMeanwhileError("This invitation was taken back")
    return found


def _tell(invitation: Invitation, people: list[User], *, at: datetime) -> None:
    meeting = invitation.meeting
    notify(
        recipients=people,
        key=f"meeting:{meeting.pk}:invited:{invitation.pk}",
        kind="meeting_invited",
        text=f"You are asked to the meeting {meeting.reference}",
        path=reverse("meeting", args=[meeting.reference]),
        at=at,
        reference=meeting.reference,
    )
