"""What was done in an assessment about a father or another male of the household."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases import access
from cases.exceptions import DomainError
from cases.models import Assessment, MaleEngaged, Person
from cases.services import assessment_work
from safeguarding.accounts.models import User
from safeguarding.rules.fathers_and_males import Male, is_accounted_for

MOST_LETTERS = 200


@transaction.atomic
def record_male(
    *,
    assessment: Assessment,
    male: Male,
    by: User,
    at: datetime,
    person: Person | None = None,
) -> MaleEngaged:
    """Record that he was invited or seen, what he says, or why nothing was done; a second time changes it.

    `person` where he is known to the record. Raises NotVisibleError, NotPermittedError, DomainError with the
    field, ChangedMeanwhileError when the assessment isn't being written any more.
    """
    found = assessment_work.draft(assessment, by)
    if person is not None and not access.visible_people(by).filter(pk=person.pk).exists():
        raise DomainError("Choose somebody of this family", field="name")
    name = (person.name if person is not None else male.name).strip()[:MOST_LETTERS]
    if not name:
        raise DomainError("Enter his name, or what is known of him", field="name")
    if not is_accounted_for(male):
        raise DomainError("Say that he was invited or seen, or why not", field="reason")
    rows = MaleEngaged.objects.filter(assessment=found)
    row = (rows.filter(person=person) if person is not None else rows.filter(person=None, name=name)).first()
    if row is None:
        row = MaleEngaged(assessment=found, child=found.child, person=person, name=name)
    row.was_invited, row.was_seen = male.was_invited, male.was_seen
    row.views, row.reason = male.views, male.reason
    row.record(by=by, at=at, reason="Father or male of the household")
    return row
