"""What agencies share at a meeting, in their own words: written down by whoever runs it, or by themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import MeetingState
from cases.models import Child, Meeting, SharedInformation
from cases.services import meetings
from cases.states import Sensitivity
from safeguarding.accounts.models import Agency, User


@transaction.atomic
def share(
    *,
    meeting: Meeting,
    text: str,
    by: User,
    at: datetime,
    agency: Agency | None = None,
    outside_agency: str = "",
    child: Child | None = None,
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS,
) -> SharedInformation:
    """Write down what an agency (of the system, or `outside_agency`) shared about one child or all of them.

    Whoever runs the meeting writes for every agency; those who are asked to it by name for their own alone.
    Raises NotVisibleError, NotPermittedError, ChangedMeanwhileError for a cancelled meeting, and DomainError
    without words, without exactly one agency, or for a child whom the meeting isn't about.
    """
    _require_writer(meeting, agency, by)
    meeting = meetings.lock(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")
    if not text.strip():
        raise DomainError("Enter what the agency shared", field="text")
    if (agency is None) == (not outside_agency.strip()):
        raise DomainError("Choose which agency shared it", field="agency")
    if child is not None and not access_meetings.children_of(by, meeting).filter(pk=child.pk).exists():
        raise DomainError("Choose a child of this meeting", field="child")
    if sensitivity not in markable(by, meeting):
        raise DomainError("Choose who may read it", field="sensitivity")
    shared = SharedInformation(
        meeting=meeting,
        child=child,
        agency=agency,
        outside_agency=outside_agency.strip(),
        text=text,
        sensitivity=sensitivity,
        recorded_by=by,
        recorded_at=at,
    )
    shared.record(by=by, at=at, reason="Shared at the meeting")
    return shared


def markable(user: User, meeting: Meeting) -> list[Sensitivity]:
    """How confidential `user` may mark what was shared; supervision is never a meeting's matter.

    Whoever runs the meeting writes for the police too, and may close to others what they heard from them.
    """
    levels = set(access.writable_sensitivities(user))
    if access_meetings.runs(user, meeting):
        levels.add(Sensitivity.POLICE)
    return [level for level in Sensitivity if level in levels - {Sensitivity.SUPERVISION}]


def is_asked_by_name(user: User, meeting: Meeting) -> bool:
    """Whether `user` is asked to the meeting themselves, or has taken their agency's invitation on."""
    return access_meetings.named_invitations(user).filter(meeting=meeting).exists()


def _require_writer(meeting: Meeting, agency: Agency | None, by: User) -> None:
    if not access_meetings.visible_meetings(by).filter(pk=meeting.pk).exists():
        raise NotVisibleError
    if access_meetings.runs(by, meeting):
        return
    if agency != by.agency or not is_asked_by_name(by, meeting):
        raise NotPermittedError("share_information")
