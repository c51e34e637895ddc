"""Meetings: planned, moved, cancelled, held. Each kind's own app calls these in its own acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.meeting_states import MEETING_MOVES, MeetingFormat, MeetingKind, MeetingMove, MeetingState, Reply
from cases.models import Child, Invitation, Meeting, MeetingChild
from cases.models.guest_mail import GuestMailKind
from cases.services import events, guest_links, meeting_access, references
from cases.states import EventKind, Significance
from safeguarding.accounts.models import User
from safeguarding.notifications.services import Message, send
from safeguarding.ui.filters import datetime_text

_MOVABLE: Final = frozenset({"starts_at", "ends_at", "format", "place", "link", "chair", "minute_taker"})
_OFFICERS: Final = frozenset({"chair", "minute_taker"})
_TIME_AND_PLACE: Final = frozenset({"starts_at", "ends_at", "format", "place", "link"})


@transaction.atomic
def plan(
    *,
    kind: MeetingKind,
    children: Sequence[Child],
    starts_at: datetime,
    ends_at: datetime,
    format: MeetingFormat,
    reason: str,
    by: User,
    at: datetime,
    place: str = "",
    link: str = "",
    chair: User | None = None,
    minute_taker: User | None = None,
) -> Meeting:
    """Plan a meeting about these children; it stands in the chronology of each.

    Raises NotVisibleError, NotPermittedError for a child whom `by` may not call a meeting about; DomainError
    without a child or a reason, or for a time that doesn't fit.
    """
    if not children:
        raise DomainError("Choose at least one child", field="children")
    for child in children:
        access.require(by, _calls(kind, by), child)
    if not reason.strip():
        raise DomainError("Say why the meeting is held", field="reason")
    _require_time(starts_at, ends_at)
    meeting = Meeting(
        reference=references.new("M"),
        kind=kind,
        format=format,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        link=link,
        reason=reason,
        agency=by.agency,
        called_by=by,
        called_at=at,
        chair=chair,
        minute_taker=minute_taker,
    )
    meeting.record(by=by, at=at, reason="Meeting planned")
    for child in children:
        _add(meeting, child, by=by, at=at)
    for person in (chair, minute_taker):
        if person is not None:
            meeting_access.let_in(meeting=meeting, user=person, by=by, at=at)
    return meeting


@transaction.atomic
def add_child(*, meeting: Meeting, child: Child, by: User, at: datetime) -> MeetingChild:
    """Make a planned meeting about another child too (a brother or sister, say)."""
    access_meetings.require_run(by, meeting)
    access.require(by, Action.CALL_MEETING, child)
    meeting = lock(meeting)
    _require_state(meeting, MeetingState.PLANNED)
    if meeting.children.filter(child=child).exists():
        raise DomainError("The meeting is about this child already", field="child")
    added = _add(meeting, child, by=by, at=at)
    for invitation in Invitation.objects.filter(meeting=meeting, withdrawn_at=None).select_related("user"):
        if invitation.user is not None:
            meeting_access.let_in(meeting=meeting, user=invitation.user, by=by, at=at)
    return added


@transaction.atomic
def change(
    *, meeting: Meeting, changes: dict[str, Any], expected_version: int, reason: str, by: User, at: datetime
) -> Meeting:
    """Change the time, the place, the chair or the minute-taker of a planned meeting.

    A new time or place asks everybody for a new reply and is told to them. Raises ChangedMeanwhileError when
    somebody else changed it first, DomainError for other fields or a time that doesn't fit.
    """
    access_meetings.require_run(by, meeting)
    meeting = lock(meeting)
    _require_state(meeting, MeetingState.PLANNED)
    if meeting.version != expected_version:
        raise ChangedMeanwhileError("Somebody else has changed this meeting in the meantime")
    if not set(changes) <= _MOVABLE:
        raise DomainError("Only time, place, chair and minute-taker can be changed")
    changed = {name for name, value in changes.items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    replaced = [getattr(meeting, name) for name in sorted(changed & _OFFICERS)]
    for name in changed:
        setattr(meeting, name, changes[name])
    _require_time(meeting.starts_at, meeting.ends_at)
    if changed & _TIME_AND_PLACE:
        meeting.sequence += 1
    meeting.record(by=by, at=at, reason=reason)
    for name in sorted(changed & _OFFICERS):
        if (person := getattr(meeting, name)) is not None:
            meeting_access.let_in(meeting=meeting, user=person, by=by, at=at)
    for person in filter(None, replaced):
        meeting_access.let_out(
            meeting=meeting, user=person, reason="No longer chairs or minutes it", by=by, at=at
        )
    if changed & _TIME_AND_PLACE:
        _ask_again(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: User, at: datetime) -> Meeting:
    """Cancel a planned meeting: everybody is told, and the chronology of each child says why."""
    access_meetings.require_run(by, meeting)
    meeting = lock(meeting)
    if not reason.strip():
        raise DomainError("Say why the meeting is cancelled", field="reason")
    meeting.state = _after(meeting, MeetingMove.CANCEL)
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_reason = at, by, reason
    meeting.sequence += 1
    meeting.record(by=by, at=at, reason=reason)
    _write(
        meeting,
        EventKind.MEETING_CANCELLED,
        f"{meeting.get_kind_display()} of {datetime_text(meeting.starts_at)} cancelled: {reason}",
        Significance.NOTABLE,
        by=by,
        at=at,
    )
    _mail_guests(meeting, GuestMailKind.CANCELLED, by=by, at=at)
    tell(meeting, "cancelled", f"The meeting {meeting.reference} is cancelled", by=by, at=at)
    meeting_access.let_out(meeting=meeting, reason="The meeting was cancelled", by=by, at=at)
    return meeting


@transaction.atomic
def hold(*, meeting: Meeting, held_at: datetime, by: User, at: datetime) -> Meeting:
    """Record that a planned meeting was held, at `held_at` (not in the future)."""
    access_meetings.require_run(by, meeting)
    meeting = lock(meeting)
    if held_at > at:
        raise DomainError("A meeting can't have been held in the future", field="held_at")
    meeting.state, meeting.held_at = _after(meeting, MeetingMove.HOLD), held_at
    meeting.record(by=by, at=at, reason="Meeting held")
    _write(
        meeting,
        EventKind(meeting.kind) if meeting.kind in EventKind.values else EventKind.NOTE,
        f"{meeting.get_kind_display()} held",
        Significance.SIGNIFICANT,
        by=by,
        at=at,
        occurred_at=held_at,
    )
    return meeting


def lock(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    return Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)


def move_on(*, meeting: Meeting, move: MeetingMove, reason: str, by: User, at: datetime) -> Meeting:
    """Make a move of the table of states on a locked meeting, as part of another act."""
    meeting.state = _after(meeting, move)
    meeting.record(by=by, at=at, reason=reason)
    return meeting


def tell(meeting: Meeting, what: str, text: str, *, by: User, at: datetime) -> None:
    """Tell everybody inside the system who is asked to the meeting, but not the person who acts."""
    asked = Invitation.objects.filter(meeting=meeting, withdrawn_at=None, user__isnull=False)
    people = {row.user for row in asked.select_related("user")} | {meeting.chair, meeting.minute_taker}
    path = reverse("meeting", args=[meeting.reference])
    key = f"meeting:{meeting.pk}:{what}:{meeting.sequence}"
    send(
        [
            Message(person, key, f"meeting_{what}", text, path, meeting.reference)
            for person in people
            if person is not None and person != by
        ],
        at=at,
    )


def _calls(kind: MeetingKind, by: User) -> Action:
    """A conference is booked by the conference unit too."""
    books = kind == MeetingKind.CONFERENCE and access.may(by, Action.BOOK_CONFERENCE)
    return Action.BOOK_CONFERENCE if books else Action.CALL_MEETING


def _add(meeting: Meeting, child: Child, *, by: User, at: datetime) -> MeetingChild:
    row = MeetingChild(meeting=meeting, child=child)
    row.record(by=by, at=at, reason="Meeting planned")
    events.write(
        child=child,
        kind=EventKind.MEETING_PLANNED,
        what_happened=f"{meeting.get_kind_display()} planned for {datetime_text(meeting.starts_at)}",
        by=by,
        at=at,
        source_reference=meeting.reference,
    )
    return row


def _write(
    meeting: Meeting,
    kind: EventKind,
    what: str,
    significance: Significance,
    *,
    by: User,
    at: datetime,
    occurred_at: datetime | None = None,
) -> None:
    for row in meeting.children.select_related("child"):
        events.write(
            child=row.child,
            kind=kind,
            what_happened=what,
            significance=significance,
            by=by,
            at=at,
            occurred_at=occurred_at,
            source_reference=meeting.reference,
        )


def _ask_again(meeting: Meeting, *, by: User, at: datetime) -> None:
    answered = Invitation.objects.filter(meeting=meeting, withdrawn_at=None).exclude(reply=Reply.NONE)
    for invitation in answered.select_for_update(no_key=True, of=("self",)):
        invitation.reply, invitation.replied_at = Reply.NONE, None
        invitation.record(by=by, at=at, reason="The time or the place changed")
    _mail_guests(meeting, GuestMailKind.INVITATION, by=by, at=at)
    tell(meeting, "moved", f"The meeting {meeting.reference} has a new time or place", by=by, at=at)


def _mail_guests(meeting: Meeting, kind: GuestMailKind, *, by: User, at: datetime) -> None:
    """Those outside the system get a new link, behind which the meeting stands as it is now."""
    outside = Invitation.objects.filter(meeting=meeting, withdrawn_at=None).exclude(outside_email="")
    for invitation in outside.select_related("meeting"):
        guest_links.renew(invitation=invitation, kind=kind, by=by, at=at)


def _after(meeting: Meeting, move: MeetingMove) -> MeetingState:
    state = MEETING_MOVES.get((MeetingState(meeting.state), move))
    if state is None:
        raise ChangedMeanwhileError(f"This can't be done any more: {meeting.get_state_display().lower()}")
    return state


def _require_state(meeting: Meeting, state: MeetingState) -> None:
    if meeting.state != state:
        raise ChangedMeanwhileError(f"This can't be done any more: {meeting.get_state_display().lower()}")


def _require_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise DomainError("The meeting must end after it starts", field="ends_at")
