"""An agency's report to a conference about one child, shared with the parents before it, or why not."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import MeetingState
from cases.models import Child, Invitation
from cases.services import deadlines, events
from cases.states import EventKind, Sensitivity
from core_groups import conference_access
from core_groups.models import Conference, ConferenceReport
from core_groups.services.conference_booking import REPORT_CLOCKS
from safeguarding.accounts.models import Agency, AgencyKind, User
from safeguarding.rules.london_time import london_date


@transaction.atomic
def give(
    *,
    conference: Conference,
    child: Child,
    text: str,
    by: User,
    at: datetime,
    agency: Agency | None = None,
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS,
    shared_with_parents_on: date | None = None,
    not_shared_reason: str = "",
) -> ConferenceReport:
    """Give an agency's report about a child, or replace it: by somebody of the agency who is asked by name,
    or for any agency that is asked by whoever runs the conference.

    It was shared with the parents on a day, or says why not. Social care's own stops the clock of the report.
    Raises DomainError, ChangedMeanwhileError once the conference was cancelled or where there is a report
    that `by` may not read, NotVisibleError, NotPermittedError.
    """
    meeting = conference.meeting
    if not conference_access.visible_parts(by).filter(conference=conference, child=child).exists():
        raise NotVisibleError
    access.require(by, Action.RECORD_EVENT, child)
    agency = agency or by.agency
    if not may_give_for(by, conference, agency):
        access_meetings.require_run(by, meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The conference was cancelled")
    if not Invitation.objects.filter(meeting=meeting, agency=agency, withdrawn_at=None).exists():
        raise DomainError("This agency isn’t asked to the conference", field="agency")
    _require_words(text, shared_with_parents_on, not_shared_reason, at)
    Conference.objects.select_for_update(no_key=True, of=("self",)).get(pk=conference.pk)
    rows = ConferenceReport.objects.filter(conference=conference, child=child, agency=agency)
    row = rows.first() or ConferenceReport(conference=conference, child=child, agency=agency)
    is_first = row.pk is None
    row.author, row.text, row.sensitivity, row.given_at = by, text.strip(), sensitivity, at
    row.shared_with_parents_on = shared_with_parents_on
    row.not_shared_reason = "" if shared_with_parents_on else not_shared_reason.strip()
    try:
        with transaction.atomic():
            row.record(by=by, at=at, reason="Report given" if is_first else "Report replaced")
    except IntegrityError as error:
        # Behind the wall nothing was found to replace: there is one all the same.
        raise ChangedMeanwhileError(
            f"{agency} has given a report that you may not read: only its own people replace it"
        ) from error
    if agency.is_lead and agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE:
        deadlines.meet(rule_id=REPORT_CLOCKS[conference.kind], child=child, by=by, at=at)
    events.write(
        child=child,
        kind=EventKind.CONFERENCE,
        what_happened=f"{agency} gave its report to the conference",
        source_reference=meeting.reference,
        agency=agency,
        by=by,
        at=at,
    )
    return row


def may_give_for(user: User, conference: Conference, agency: Agency) -> bool:
    """Whether it is the user's own agency, and they are asked to the conference by name."""
    if user.agency_id != agency.pk:
        return False
    return access_meetings.named_invitations(user).filter(meeting=conference.meeting).exists()


def _require_words(text: str, shared_on: date | None, not_shared_reason: str, at: datetime) -> None:
    if not text.strip():
        raise DomainError("Enter the report", field="text")
    if shared_on is None and not not_shared_reason.strip():
        raise DomainError("Enter when it was shared with the parents, or why not", field="not_shared_reason")
    if shared_on is not None and shared_on > london_date(at):
        raise DomainError("The day on which it was shared can’t be in the future", field="shared_on")
