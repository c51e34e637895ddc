"""An agency doesn't agree with what a core group says or decides for a child."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import PRESENT, MeetingKind, MeetingState
from cases.models import Child, Invitation
from cases.services import events
from cases.states import EventKind, Significance
from core_groups.access_core_groups import visible_core_groups
from core_groups.models import CoreGroup, CoreGroupDissent
from core_groups.services.core_groups import lock
from safeguarding.accounts.models import Agency, User

_KINDS: Final = {
    MeetingKind.CORE_GROUP: EventKind.CORE_GROUP,
    MeetingKind.CHILD_IN_NEED_MEETING: EventKind.CHILD_IN_NEED_MEETING,
}


@transaction.atomic
def dissent(
    *, group: CoreGroup, child: Child, agency: Agency, words: str, by: User, at: datetime
) -> CoreGroupDissent:
    """Record that an agency didn't agree, in its own words: its own people, or whoever runs the meeting.

    It is a line of the chronology: what a professional challenge can point at. Raises NotVisibleError,
    NotPermittedError (also for a record that is seen in an emergency alone), ChangedMeanwhileError for a
    second one, DomainError for an agency that wasn't there and for a meeting that wasn't held.
    """
    if not visible_core_groups(by).filter(pk=group.pk).exists():
        raise NotVisibleError
    meeting = group.meeting
    if child not in access_meetings.children_of(by, meeting):
        raise NotVisibleError
    access.require(by, access.Action.RECORD_EVENT, child)
    if by.agency_id != agency.pk:
        access_meetings.require_run(by, meeting)
    meeting = lock(group).meeting
    if meeting.held_at is None or meeting.state == MeetingState.CANCELLED:
        raise DomainError("Record first that the meeting was held")
    if not Invitation.objects.filter(meeting=meeting, agency=agency, attendance__in=PRESENT).exists():
        raise DomainError("This agency wasn’t at the meeting", field="agency")
    if not words.strip():
        raise DomainError("Enter why the agency doesn’t agree", field="words")
    if CoreGroupDissent.objects.filter(meeting=meeting, child=child, agency=agency).exists():
        raise ChangedMeanwhileError("This agency’s dissent is on record already")
    row = CoreGroupDissent(
        meeting=meeting, child=child, agency=agency, words=words.strip(), recorded_by=by, recorded_at=at
    )
    row.record(by=by, at=at, reason="Dissent recorded")
    name = meeting.get_kind_display().lower()
    events.write(
        child=child,
        kind=_KINDS[MeetingKind(meeting.kind)],
        what_happened=f"{agency} does not agree with what the {name} says or decides: {words.strip()}",
        significance=Significance.SIGNIFICANT,
        source_reference=meeting.reference,
        agency=agency,
        by=by,
        at=at,
    )
    return row
