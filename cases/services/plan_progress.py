"""What was done about an item of a plan, and what it changed for the child: at a meeting, or between two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases import access, access_meetings, access_plans
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import MeetingKind, MeetingState
from cases.models import Meeting, PlanItem, PlanItemProgress
from cases.plan_states import PlanItemState
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

# The meetings that go through a plan.
KINDS: Final = frozenset({MeetingKind.CONFERENCE, MeetingKind.CORE_GROUP, MeetingKind.CHILD_IN_NEED_MEETING})


@transaction.atomic
def record(
    *,
    item: PlanItem,
    progress: str,
    by: User,
    at: datetime,
    impact: str = "",
    meeting: Meeting | None = None,
    due_on: date | None = None,
) -> PlanItemProgress:
    """Record progress on an open item; at a `meeting` a second time changes what was recorded there.

    An item with progress at a meeting is addressed at it. `due_on` puts its date off or forward, and both
    dates stay on record. Raises NotVisibleError, NotPermittedError (see `may_record`), DomainError,
    ChangedMeanwhileError when the item or its plan is closed.
    """
    _require(by, item, meeting)
    item = PlanItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
    if item.state != PlanItemState.OPEN or item.plan.ended_on is not None:
        raise ChangedMeanwhileError("This item, or its plan, has been closed")
    if not progress.strip():
        raise DomainError("Enter what was done", field="progress")
    if due_on is not None and due_on < london_date(at):
        raise DomainError("The day by which it is done can’t be past", field="due_on")
    row = PlanItemProgress.objects.filter(item=item, meeting=meeting).first() if meeting else None
    if row is None:
        row = PlanItemProgress(item=item, meeting=meeting, due_was=item.due_on)
    if due_on is not None and due_on != item.due_on:
        item.due_on = due_on
        item.record(by=by, at=at, reason="Another day by which it is done")
    row.agency, row.recorded_at, row.recorded_by = by.agency, at, by
    row.progress, row.impact, row.due_now = progress, impact, item.due_on
    row.record(by=by, at=at, reason="Progress recorded")
    return row


def may_record(user: User, item: PlanItem, meeting: Meeting | None = None) -> bool:
    """Whether `user` may record progress on an item of a plan that they see: whoever works on the plan, owns
    the item or is of the agency that does, and at a meeting whoever runs it."""
    if meeting is not None and access_plans.goes_through(user, meeting):
        return True
    return access_plans.answers_for(user, item) or access_plans.works_on(user, item.plan)


def _require(by: User, item: PlanItem, meeting: Meeting | None) -> None:
    access.require(by, access.Action.RECORD_EVENT, item.plan.child)
    if meeting is not None:
        if not access_meetings.readable_meetings(by).filter(pk=meeting.pk).exists():
            raise NotVisibleError
        is_about = meeting.children.filter(child=item.plan.child_id).exists()
        if meeting.kind not in KINDS or not is_about:
            raise DomainError("This meeting isn’t about this plan")
        if meeting.state == MeetingState.CANCELLED:
            raise ChangedMeanwhileError("The meeting was cancelled")
    if not may_record(by, item, meeting):
        raise NotPermittedError("record_progress")
