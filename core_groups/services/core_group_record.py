"""What is written down in a core group: under the agenda, about each item, males, agencies that are missed.

Two people may write at once: each says what stood there when they began (a fingerprint of the words), and
whoever comes second to the same line is told, with nothing lost. The same words again change nothing, and
nobody is in their own way: a line is saved as it is left, and the whole page may be sent in that moment.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from cases import access_meetings, access_plans
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import MeetingState
from cases.models import Child, MaleEngaged, Person, PlanItem, PlanItemProgress
from cases.services import plan_progress
from core_groups.models import AgendaNote, CoreGroup, MissingAgency
from core_groups.services.core_groups import lock, require_goes_on
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import core_group_agenda as agenda
from safeguarding.rules.fathers_and_males import Male, is_accounted_for

POINTS: Final = {point.key: point for point in (*agenda.BEFORE_THE_PLAN, *agenda.AFTER_THE_PLAN)}
MOST_LETTERS: Final = 8000
_APPROVED: Final = frozenset({MeetingState.APPROVED, MeetingState.DISTRIBUTED})


def fingerprint(*words: str) -> str:
    """What tells one state of a line from another, in a form; of empty words too."""
    return sha256("\0".join(word.strip().replace("\r\n", "\n") for word in words).encode()).hexdigest()[:16]


def progress_fingerprint(row: PlanItemProgress | None, due_on: date | None) -> str:
    """The fingerprint of what was recorded about an item at a meeting."""
    if row is None:
        return fingerprint("", "", str(due_on or ""))
    return fingerprint(row.progress, row.impact, str(due_on or ""))


@transaction.atomic
def note(
    *,
    group: CoreGroup,
    point: str,
    text: str,
    seen: str,
    by: User,
    at: datetime,
    child: Child | None = None,
) -> AgendaNote:
    """Write down what was said under a set point, about one child or about all of them.

    `seen` is the fingerprint of the words that stood there. Raises ChangedMeanwhileError when others stand
    there now, DomainError for no point of the agenda, NotVisibleError, NotPermittedError.
    """
    group = _locked(group, by)
    if point not in POINTS:
        raise DomainError("This is no point of the agenda")
    if child is not None and child not in access_meetings.children_of(by, group.meeting):
        raise NotVisibleError
    row = AgendaNote.objects.filter(meeting=group.meeting, child=child, point=point).first()
    if row is not None and fingerprint(row.text) == fingerprint(text):
        return row
    if row is None or row.recorded_by_id != by.pk:
        _require_unchanged(seen, fingerprint(row.text if row else ""), row.text if row else "")
    row = row or AgendaNote(meeting=group.meeting, child=child, point=point)
    row.text, row.recorded_by, row.recorded_at = text.strip(), by, at
    row.record(by=by, at=at, reason="Written at the meeting")
    return row


@transaction.atomic
def address(
    *,
    group: CoreGroup,
    item: PlanItem,
    progress: str,
    impact: str,
    seen: str,
    by: User,
    at: datetime,
    due_on: date | None = None,
) -> PlanItemProgress:
    """Record progress on an item at the meeting, as `plan_progress.record` does; `seen` as in `note`."""
    group = _locked(group, by)
    item = PlanItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
    row = PlanItemProgress.objects.filter(item=item, meeting=group.meeting).first()
    now = progress_fingerprint(row, item.due_on)
    if row is not None and now == fingerprint(progress, impact, str(due_on or item.due_on or "")):
        return row
    if row is None or row.recorded_by_id != by.pk:
        _require_unchanged(seen, now, row.progress if row else "")
    return plan_progress.record(
        item=item, progress=progress, impact=impact, meeting=group.meeting, due_on=due_on, by=by, at=at
    )


@transaction.atomic
def record_male(
    *,
    group: CoreGroup,
    child: Child,
    male: Male,
    by: User,
    at: datetime,
    person: Person | None = None,
) -> MaleEngaged:
    """Record what was done about a child's father or another male: invited, there, his views, or why not.

    Recording him again changes it. Raises DomainError for somebody of whom nothing is said.
    """
    group = _locked(group, by)
    if child not in access_meetings.children_of(by, group.meeting):
        raise NotVisibleError
    if not male.name.strip():
        raise DomainError("Enter his name", field="name")
    if not is_accounted_for(male):
        raise DomainError("Say whether he was invited, his views, or why not", field="reason")
    rows = access_plans.visible_males(by).filter(meeting=group.meeting, child=child)
    row = rows.filter(name=male.name.strip()).first()
    row = row or MaleEngaged(meeting=group.meeting, child=child, name=male.name.strip())
    row.person, row.was_invited, row.was_seen = person, male.was_invited, male.was_seen
    row.views, row.reason = male.views.strip(), male.reason.strip()
    row.record(by=by, at=at, reason="Recorded at the meeting")
    return row


@transaction.atomic
def say_missing(
    *,
    group: CoreGroup,
    said: str,
    by: User,
    at: datetime,
    agency: Agency | None = None,
    outside_agency: str = "",
) -> MissingAgency:
    """Say which agency should be here and isn't, and what is done about it; again changes the words."""
    group = _locked(group, by)
    name = outside_agency.strip()
    if (agency is None) == (not name):
        raise DomainError("Choose an agency, or enter its name", field="agency")
    if not said.strip():
        raise DomainError("Say why it should be here, and who asks it", field="said")
    row = MissingAgency.objects.filter(meeting=group.meeting, agency=agency, outside_agency=name).first()
    row = row or MissingAgency(meeting=group.meeting, agency=agency, outside_agency=name)
    row.said = said.strip()
    row.record(by=by, at=at, reason="Missed at the meeting")
    return row


def _locked(group: CoreGroup, by: User) -> CoreGroup:
    access_meetings.require_run(by, group.meeting)
    group = lock(group)
    require_goes_on(group.meeting)
    if group.meeting.state in _APPROVED:
        raise ChangedMeanwhileError("The minutes are approved: what was said at the meeting stays as it is")
    return group


def _require_unchanged(seen: str, now: str, words: str) -> None:
    if seen != now:
        stands = f"“{words}”" if words else "nothing"
        raise ChangedMeanwhileError(f"Somebody else wrote here meanwhile. Now it says: {stands}")
