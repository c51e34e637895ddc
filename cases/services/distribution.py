"""Minutes to receipt: each recipient's own copy, sent, opened, acknowledged, chased."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import ChangedMeanwhileError, NotVisibleError
from cases.meeting_states import CopyKind, MeetingKind, MeetingMove
from cases.models import Invitation, Meeting, Minutes, MinutesCopy
from cases.models.guest_mail import GuestMailKind
from cases.services import deadlines, events, guest_links, meetings
from cases.states import EventKind
from safeguarding.accounts.models import User
from safeguarding.notifications.services import Message, send

# The clock that distributing the minutes stops, by kind of meeting.
RECORD_CLOCKS: Final = {
    MeetingKind.STRATEGY_MEETING: "strategy_record",
    MeetingKind.CONFERENCE: "conference_minutes",
    MeetingKind.CORE_GROUP: "core_group_minutes",
}


@transaction.atomic
def distribute(*, minutes: Minutes, by: User, at: datetime) -> list[MinutesCopy]:
    """Send approved minutes to everybody who was asked and receives a copy, those who were absent too.

    The clock of the record stops, and the chronology says to how many it went. Raises ChangedMeanwhileError
    for a version that isn't approved or is out already.
    """
    access_meetings.require_run(by, minutes.meeting)
    meeting = meetings.lock(minutes.meeting)
    version = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if version.approved_at is None or version.distributed_at is not None:
        raise ChangedMeanwhileError("These minutes aren't approved, or have gone out already")
    meetings.move_on(meeting=meeting, move=MeetingMove.DISTRIBUTE, reason="Minutes distributed", by=by, at=at)
    version.distributed_at = at
    version.record(by=by, at=at, reason="Minutes distributed")
    copies = [_copy(version, invitation, by=by, at=at) for invitation in recipients(meeting)]
    _tell(meeting, copies, "minutes", f"Minutes of the meeting {meeting.reference} are there", at=at)
    for copy in copies:
        _mail_guest(copy, GuestMailKind.MINUTES, by=by, at=at)
    _stop_clock(meeting, by=by, at=at)
    for row in meeting.children.select_related("child"):
        events.write(
            child=row.child,
            kind=EventKind.MINUTES_DISTRIBUTED,
            what_happened=f"Minutes of {meeting.reference} went out in {len(copies)} copies",
            source_reference=meeting.reference,
            by=by,
            at=at,
        )
    return copies


@transaction.atomic
def opened(*, copy: MinutesCopy, by: User, at: datetime) -> MinutesCopy:
    """Note that the recipient opened their copy; the first time counts. Others' reading notes nothing."""
    if not is_recipient(copy, by):
        return copy
    copy = MinutesCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if copy.opened_at is None:
        copy.opened_at, copy.opened_by = at, by
        copy.record(by=by, at=at, reason="Opened")
    return copy


@transaction.atomic
def acknowledge(*, copy: MinutesCopy, by: User, at: datetime) -> MinutesCopy:
    """The recipient says that they have received and read it."""
    if not is_recipient(copy, by):
        raise NotVisibleError
    copy = opened(copy=copy, by=by, at=at)
    if copy.acknowledged_at is None:
        copy.acknowledged_at = at
        copy.record(by=by, at=at, reason="Acknowledged")
    return copy


@transaction.atomic
def chase(*, copy: MinutesCopy, by: User, at: datetime) -> MinutesCopy:
    """Remind a recipient who hasn't opened their copy; one who has is left in peace."""
    access_meetings.require_run(by, copy.minutes.meeting)
    copy = (
        MinutesCopy.objects.select_for_update(of=("self",))
        .select_related("invitation__meeting", "invitation__user", "invitation__team")
        .get(pk=copy.pk)
    )
    return copy if copy.opened_at is not None else remind(copy, by=by, at=at)


def remind(copy: MinutesCopy, *, by: User | None, at: datetime) -> MinutesCopy:
    """Remind the recipient of a locked copy that isn't opened; the caller has asked the gate."""
    copy.chased_at, copy.times_chased = at, copy.times_chased + 1
    copy.record(by=by, at=at, reason="Chased")
    meeting = copy.invitation.meeting
    text = f"Please open the minutes of the meeting {meeting.reference}"
    _tell(meeting, [copy], f"chased:{copy.times_chased}", text, at=at)
    _mail_guest(copy, GuestMailKind.REMINDER, by=by, at=at)
    return copy


def recipients(meeting: Meeting) -> list[Invitation]:
    """The invitations that stand and receive a copy, whether they came or not."""
    rows = Invitation.objects.filter(meeting=meeting, withdrawn_at=None).exclude(copy_kind=CopyKind.NONE)
    return list(rows.select_related("user", "agency", "team", "meeting").order_by("pk"))


def is_recipient(copy: MinutesCopy, user: User) -> bool:
    """Whether it is the person's own copy: they were asked by name, or took the invitation on."""
    return access_meetings.named_invitations(user).filter(pk=copy.invitation_id).exists()


def _copy(version: Minutes, invitation: Invitation, *, by: User, at: datetime) -> MinutesCopy:
    copy = MinutesCopy(minutes=version, invitation=invitation, sent_at=at)
    # Inside the service a copy is there as soon as it is sent; outside, once the mail server took the mail.
    copy.delivered_at = at if invitation.agency_id is not None else None
    copy.record(by=by, at=at, reason="Sent")
    return copy


def _tell(meeting: Meeting, copies: list[MinutesCopy], what: str, text: str, *, at: datetime) -> None:
    def path(copy: MinutesCopy) -> str:
        # Those on duty read nothing before one of them takes the invitation on.
        if copy.invitation.user_id is None:
            return reverse("meeting", args=[meeting.reference])
        return reverse("minutes_copy", args=[meeting.reference, copy.minutes.number])

    send(
        [
            Message(person, f"copy:{copy.pk}:{what}", "minutes", text, path(copy), meeting.reference)
            for copy in copies
            for person in _people(copy.invitation)
        ],
        at=at,
    )


def _mail_guest(copy: MinutesCopy, kind: GuestMailKind, *, by: User | None, at: datetime) -> None:
    """A new link by e-mail for somebody outside; one without an address shows as never opened."""
    if copy.invitation.outside_email:
        guest_links.renew(invitation=copy.invitation, kind=kind, by=by, at=at)


def _people(invitation: Invitation) -> list[User]:
    if invitation.user is not None:
        return [invitation.user]
    if invitation.agency_id is None:
        return []
    on_duty = User.objects.filter(agency=invitation.agency_id, is_active=True)
    return list(
        on_duty.filter(team=invitation.team) if invitation.team else on_duty.filter(is_safeguarding_lead=True)
    )


def _stop_clock(meeting: Meeting, *, by: User, at: datetime) -> None:
    rule_id = RECORD_CLOCKS.get(MeetingKind(meeting.kind))
    if rule_id is None:
        return
    for row in meeting.children.select_related("child"):
        deadlines.meet(rule_id=rule_id, child=row.child, subject=f"meeting:{meeting.pk}", by=by, at=at)
