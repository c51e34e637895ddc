"""Minutes of a meeting: drafted in versions, approved by the chair, corrected with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.meeting_states import MeetingMove, MeetingState
from cases.models import Meeting, Minutes
from cases.services import meetings, minutes_gate
from cases.states import Sensitivity
from safeguarding.accounts.models import User
from safeguarding.rules.redaction import Block

_APPROVED: Final = frozenset({MeetingState.APPROVED, MeetingState.DISTRIBUTED})


@transaction.atomic
def draft(
    *, meeting: Meeting, blocks: Sequence[Block], expected_number: int, by: User, at: datetime
) -> Minutes:
    """Save a version of the minutes of a held meeting: each saving is a version of its own.

    `expected_number` is the version that `by` began from (0: none yet). Raises ChangedMeanwhileError when
    somebody else saved one since, or the minutes are approved; DomainError for an unknown sensitivity.
    Parts of the version before that `by` may not read stay as they are, whatever was sent in their place.
    """
    access_meetings.require_run(by, meeting)
    meeting = meetings.lock(meeting)
    latest = newest(meeting)
    if expected_number != (latest.number if latest else 0):
        raise ChangedMeanwhileError("Somebody else has saved the minutes in the meantime")
    if any(block.sensitivity not in Sensitivity.values for block in blocks):
        raise DomainError("Choose who may read each part")
    version = Minutes(
        meeting=meeting,
        number=expected_number + 1,
        blocks=[asdict(block) for block in _with_unread(latest, blocks, by=by)],
        author=by,
        written_at=at,
        correction_reason=latest.correction_reason if latest and latest.approved_at is None else "",
    )
    meetings.move_on(meeting=meeting, move=MeetingMove.DRAFT, reason="Minutes drafted", by=by, at=at)
    version.record(by=by, at=at, reason="Minutes drafted")
    return version


@transaction.atomic
def approve(*, minutes: Minutes, by: User, at: datetime) -> Minutes:
    """The chair (or, where they have no account, a manager of social care) approves the newest version.

    Raises ChangedMeanwhileError when it isn't the newest any more, MinutesNotReadyError when the minutes of a
    core group leave something of the plan out. Each plan that was gone through is kept as it stands then.
    """
    access_meetings.require_run(by, minutes.meeting)
    meeting = meetings.lock(minutes.meeting)
    if not may_approve(by, meeting):
        raise NotPermittedError("approve_minutes")
    latest = newest(meeting)
    if latest is None or latest.pk != minutes.pk or meeting.state != MeetingState.DRAFTED:
        raise ChangedMeanwhileError("There is a newer version, or these minutes are approved already")
    minutes_gate.require_ready(meeting=meeting, by=by, at=at)
    latest.approved_at, latest.approved_by = at, by
    latest.record(by=by, at=at, reason="Approved")
    meetings.move_on(meeting=meeting, move=MeetingMove.APPROVE, reason="Minutes approved", by=by, at=at)
    minutes_gate.keep_versions(meeting=meeting, by=by, at=at)
    return latest


@transaction.atomic
def correct(*, meeting: Meeting, reason: str, by: User, at: datetime) -> Minutes:
    """Open approved minutes for a correction: the approved version stays, a new one begins from its words."""
    access_meetings.require_run(by, meeting)
    meeting = meetings.lock(meeting)
    if not may_approve(by, meeting):
        raise NotPermittedError("correct_minutes")
    latest = newest(meeting)
    if latest is None or meeting.state not in _APPROVED:
        raise ChangedMeanwhileError("These minutes aren't approved: change the draft")
    if not reason.strip():
        raise DomainError("Say what is corrected, and why", field="reason")
    version = Minutes(
        meeting=meeting,
        number=latest.number + 1,
        blocks=latest.blocks,
        author=by,
        written_at=at,
        correction_reason=reason,
    )
    meetings.move_on(meeting=meeting, move=MeetingMove.CORRECT, reason=reason, by=by, at=at)
    version.record(by=by, at=at, reason=reason)
    return version


def newest(meeting: Meeting) -> Minutes | None:
    """The latest version of a meeting's minutes, approved or not."""
    return Minutes.objects.filter(meeting=meeting).order_by("-number").first()


def blocks_of(minutes: Minutes) -> list[Block]:
    """The parts of a version, in their order."""
    return [Block(**block) for block in minutes.blocks]


def readable(user: User, meeting: Meeting, children: Collection[int]) -> Callable[[Block], bool]:
    """What tells whether `user` reads a part of the whole minutes (not of a copy).

    Chair and minute-taker heard it all; others read by sensitivity, and what their own agency said.
    `children` are those of the meeting whom `user` may see: of another they read nothing. Supervision is in
    no minutes.
    """
    keeps = user.pk in {meeting.chair_id, meeting.minute_taker_id}
    levels = set(access.readable_sensitivities(user))

    def reads(block: Block) -> bool:
        if block.sensitivity == Sensitivity.SUPERVISION:
            return False
        if block.child is not None and block.child not in children:
            return False
        return keeps or block.sensitivity in levels or block.agency == user.agency_id

    return reads


def _with_unread(latest: Minutes | None, blocks: Sequence[Block], *, by: User) -> list[Block]:
    """The parts as typed, and in their places those of the version before that `by` may not read."""
    if latest is None:
        return list(blocks)
    children = access_meetings.children_of(by, latest.meeting).values_list("pk", flat=True)
    reads = readable(by, latest.meeting, set(children))
    before = blocks_of(latest)
    unread = {block.key for block in before if not reads(block)}
    merged = [block for block in blocks if block.key not in unread]
    for place, block in enumerate(before):
        if block.key in unread:
            merged.insert(place, block)
    return merged


def may_approve(user: User, meeting: Meeting) -> bool:
    """The chair, or a manager of children's social care."""
    return user.pk == meeting.chair_id or access.may(user, access.Action.DECIDE_REFERRAL)
