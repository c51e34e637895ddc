"""Warnings: what anyone who meets the family should know first."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, Warning
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date


@transaction.atomic
def add_warning(
    *,
    child: Child,
    text: str,
    by: User,
    at: datetime,
    since: date | None = None,
    review_on: date | None = None,
    reason: str = "Warning added",
) -> Warning:
    """Add a warning to a child's record; raises DomainError with the field."""
    access.require(by, access.Action.EDIT_PERSON, child)
    started = since or london_date(at)
    if not text.strip():
        raise DomainError("Say what people should know", field="text")
    if review_on and review_on < started:
        raise DomainError("The review can’t be before the warning starts", field="review_on")
    warning = Warning(child=child, text=text.strip(), since=started, review_on=review_on)
    warning.record(by=by, at=at, reason=reason)
    return warning


@transaction.atomic
def end_warning(*, warning: Warning, ended_on: date, by: User, at: datetime, reason: str) -> Warning:
    """End a warning; raises ChangedMeanwhileError when it has ended."""
    access.require(by, access.Action.EDIT_PERSON, warning.child)
    warning = Warning.objects.select_for_update().get(pk=warning.pk)
    if warning.ended_on is not None:
        raise ChangedMeanwhileError("Somebody has already ended this warning")
    warning.ended_on = ended_on
    warning.record(by=by, at=at, reason=reason)
    return warning
