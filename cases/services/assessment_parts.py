"""What other agencies are asked for an assessment: asked, reminded, given or declined.

The agency that is asked sees its own part, never the assessment. There is no timescale for a part but the day
that it was asked for: whoever asked and whoever was asked are told by notifications.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases import access, access_plans
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Assessment, AssessmentPart, Involvement
from cases.queries import working_calendar
from cases.services import assessment_telling, assessment_work
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, User
from safeguarding.notifications.services import withdraw
from safeguarding.rules import working_days
from safeguarding.rules.london_time import london_date

REMIND_WORKING_DAYS_BEFORE: Final = 2
BATCH: Final = 500
# What stands in a part that nobody gave before a manager authorised the assessment.
WITHOUT_IT: Final = "The assessment was authorised without it"


@transaction.atomic
def ask(
    *, assessment: Assessment, agency: Agency, question: str, due_on: date, by: User, at: datetime
) -> AssessmentPart:
    """Ask an agency that is involved with the child for its part, by a day; its people are told.

    Raises NotVisibleError, NotPermittedError, DomainError with the field, ChangedMeanwhileError.
    """
    found = assessment_work.draft(assessment, by)
    if not question.strip():
        raise DomainError("Enter what you ask", field="question")
    if due_on < london_date(at):
        raise DomainError("The day can’t be in the past", field="due_on")
    involved = Involvement.objects.filter(child=found.child, agency=agency, until=None)
    if agency.pk == by.agency_id or not involved.exists():
        raise DomainError("Choose another agency that is involved with the child", field="agency")
    if AssessmentPart.objects.filter(assessment=found, agency=agency, answered_at=None).exists():
        raise DomainError("This agency has been asked and hasn’t answered yet", field="agency")
    part = AssessmentPart(
        assessment=found,
        child=found.child,
        agency=agency,
        question=question,
        asked_at=at,
        asked_by=by,
        due_on=due_on,
    )
    part.record(by=by, at=at, reason="Asked for its part")
    people = assessment_telling.of_agency(agency.pk, [found.child_id])
    text = "Your agency is asked for its part of an assessment"
    assessment_telling.tell_of_part(part, people.get(found.child_id, []), "asked", text, at=at)
    return part


def give(*, part: AssessmentPart, text: str, by: User, at: datetime) -> AssessmentPart:
    """The agency's part, by its own people or written down by social care; given once.

    Raises NotVisibleError, NotPermittedError, DomainError with the field, ChangedMeanwhileError.
    """
    if not text.strip():
        raise DomainError("Enter your part, also when nothing is known", field="text")
    return _answer(part, text=text, by=by, at=at)


def decline(*, part: AssessmentPart, reason: str, by: User, at: datetime) -> AssessmentPart:
    """The agency gives no part, and says why. Raises as `give`."""
    if not reason.strip():
        raise DomainError("Enter why there is no part", field="reason")
    return _answer(part, declined_reason=reason, by=by, at=at)


def go_without(assessment: Assessment, *, by: User, at: datetime) -> None:
    """End what was asked and not given: the assessment is authorised."""
    for part in AssessmentPart.objects.filter(assessment=assessment, answered_at=None):
        part.declined_reason, part.answered_at, part.answered_by = WITHOUT_IT, at, by
        part.record(by=by, at=at, reason=WITHOUT_IT)
        withdraw(subjects=[assessment_telling.subject_of(part)], at=at)


def chase(*, at: datetime) -> int:
    """Remind agencies of parts two working days before their day, and again once it is over; then whoever
    asked is told too. Each once; returns how many parts that were, told before or not."""
    calendar, today = working_calendar.current(), london_date(at)
    until = working_days.add(today, REMIND_WORKING_DAYS_BEFORE, calendar)
    with as_service(Service.PART_CHASING):
        rows = AssessmentPart.objects.filter(answered_at=None, due_on__lte=until)
        parts = list(rows.select_related("agency", "asked_by__agency").order_by("pk")[:BATCH])
    people = _people(parts)
    for part in parts:
        told = people.get((part.agency_id, part.child_id), [])
        if part.due_on >= today:
            text = "Your agency’s part of an assessment is due soon"
            assessment_telling.tell_of_part(part, told, "soon", text, at=at)
            continue
        text = "Your agency’s part of an assessment is overdue"
        assessment_telling.tell_of_part(part, told, "late", text, at=at)
        asker = assessment_telling.hearing([part.asked_by], [part.child_id]).get(part.child_id, [])
        text = "A part of an assessment that you asked for is overdue"
        assessment_telling.tell_of_part(part, asker, "awaited", text, at=at)
    return len(parts)


def _people(parts: Iterable[AssessmentPart]) -> dict[tuple[int, int], list[User]]:
    """Who is told, by agency and child: each agency asked once."""
    children: dict[int, set[int]] = {}
    for part in parts:
        children.setdefault(part.agency_id, set()).add(part.child_id)
    return {
        (agency, child): people
        for agency, keys in children.items()
        for child, people in assessment_telling.of_agency(agency, keys).items()
    }


@transaction.atomic
def _answer(
    part: AssessmentPart, *, by: User, at: datetime, text: str = "", declined_reason: str = ""
) -> AssessmentPart:
    if not access_plans.visible_parts(by).filter(pk=part.pk).exists():
        raise NotVisibleError
    is_own = by.agency_id == part.agency_id
    action = access.Action.RECORD_EVENT if is_own else access.Action.WRITE_ASSESSMENT
    access.require(by, action, part.child)
    rows = AssessmentPart.objects.select_for_update(of=("self",)).select_related(
        "child", "agency", "asked_by__agency"
    )
    part = rows.get(pk=part.pk)
    if part.answered_at is not None:
        raise ChangedMeanwhileError("This part has been answered already")
    part.text, part.declined_reason, part.answered_at, part.answered_by = text, declined_reason, at, by
    part.record(by=by, at=at, reason="Part given" if text else "Part declined")
    withdraw(subjects=[assessment_telling.subject_of(part)], at=at)
    if part.asked_by_id != by.pk:
        heard = assessment_telling.hearing([part.asked_by], [part.child_id]).get(part.child_id, [])
        said = "A part of an assessment that you asked for was answered"
        assessment_telling.tell_of_part(part, heard, "answered", said, at=at)
    return part
