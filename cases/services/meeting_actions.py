"""What is to be done after a meeting: agreed there, done with evidence, or dropped with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import ActionState, MeetingState
from cases.models import Child, Meeting, MeetingAction
from cases.queries import meeting_people
from cases.services import meetings
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify, withdraw
from safeguarding.rules.london_time import london_date

MOST_LETTERS: Final = 500


@transaction.atomic
def add(
    *,
    meeting: Meeting,
    what: str,
    due_on: date,
    by: User,
    at: datetime,
    owner: User | None = None,
    owner_name: str = "",
    child: Child | None = None,
) -> MeetingAction:
    """Write down who does what by when: somebody who has a part in the meeting, or a person outside.

    Raises ChangedMeanwhileError for a cancelled meeting; DomainError without words, without exactly one
    owner, for an owner who has no part in the meeting, a day that is past, or a child it isn't about.
    """
    access_meetings.require_run(by, meeting)
    meeting = meetings.lock(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")
    if not what.strip():
        raise DomainError("Enter what will be done", field="what")
    if (owner is None) == (not owner_name.strip()):
        raise DomainError("Choose who will do it", field="owner")
    if owner is not None and owner not in meeting_people.taking_part(meeting):
        raise DomainError("Choose somebody who is asked to the meeting", field="owner")
    if due_on < london_date(at):
        raise DomainError("The day by which it is done can’t be past", field="due_on")
    if child is not None and not access_meetings.children_of(by, meeting).filter(pk=child.pk).exists():
        raise DomainError("Choose a child of this meeting", field="child")
    action = MeetingAction(
        meeting=meeting,
        child=child,
        what=what,
        agency=owner.agency if owner is not None else None,
        owner=owner,
        owner_name=owner_name.strip(),
        due_on=due_on,
    )
    action.record(by=by, at=at, reason="Agreed at the meeting")
    if owner is not None and owner != by:
        notify(
            recipients=[owner],
            key=f"meeting:{meeting.pk}:action:{action.pk}",
            kind="meeting_action",
            text=f"You have something to do after the meeting {meeting.reference}",
            path=reverse("meeting_action_close", args=[meeting.reference, action.pk]),
            at=at,
            reference=meeting.reference,
            subject=_subject(action),
        )
    return action


@transaction.atomic
def close(
    *, action: MeetingAction, state: ActionState, evidence: str, by: User, at: datetime
) -> MeetingAction:
    """Record that an action is done, with its evidence, or (by whoever runs the meeting) no longer needed,
    with the reason.

    Raises NotVisibleError, NotPermittedError; ChangedMeanwhileError when it is closed already; DomainError
    without evidence.
    """
    if not access_meetings.visible_actions(by).filter(pk=action.pk).exists():
        raise NotVisibleError
    if action.owner_id != by.pk or state != ActionState.DONE:
        access_meetings.require_run(by, action.meeting)
    locked = MeetingAction.objects.select_for_update(no_key=True, of=("self",)).get(pk=action.pk)
    if locked.state != ActionState.OPEN:
        raise ChangedMeanwhileError(f"This was closed already: {locked.get_state_display().lower()}")
    if state == ActionState.OPEN:
        raise DomainError("Choose whether it is done or no longer needed", field="state")
    if not evidence.strip():
        raise DomainError("Say what shows it, or why it is no longer needed", field="evidence")
    locked.state, locked.evidence = state, evidence
    locked.closed_at, locked.closed_by = at, by
    locked.record(by=by, at=at, reason=f"Action: {state.label}")
    withdraw(subjects=[_subject(locked)], at=at)
    return locked


def _subject(action: MeetingAction) -> str:
    return f"meeting_action:{action.pk}"
