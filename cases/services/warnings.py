"""Warnings: what anyone who meets the family should know first, for whom it is meant, and until when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cases import access, access_voice
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Child, Deadline, Warning
from cases.services import deadline_times, deadlines
from cases.states import Sensitivity
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

CLOCK = "warning_review"


@transaction.atomic
def add_warning(
    *,
    child: Child,
    text: str,
    by: User,
    at: datetime,
    since: date | None = None,
    review_on: date | None = None,
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS,
    reason: str = "Warning added",
) -> Warning:
    """Add a warning to a child's record, to be looked at again on `review_on` or when the rule asks for it.

    Raises DomainError with the field.
    """
    access.require(by, access.Action.EDIT_PERSON, child)
    started = since or london_date(at)
    if not text.strip():
        raise DomainError("Say what people should know", field="text")
    if review_on and review_on < started:
        raise DomainError("The review can’t be before the warning starts", field="review_on")
    if sensitivity not in access_voice.warning_levels(by):
        raise DomainError("Choose who may see this", field="sensitivity")
    warning = Warning(
        child=child, text=text.strip(), since=started, review_on=review_on, sensitivity=sensitivity
    )
    warning.record(by=by, at=at, reason=reason)
    _start_clock(warning, review_on, by=by, at=at)
    return warning


@transaction.atomic
def review_warning(
    *, warning: Warning, review_on: date | None, version: int, by: User, at: datetime, reason: str
) -> Warning:
    """Say that a warning still holds, and until when; raises DomainError with the field,
    ChangedMeanwhileError when it has ended or somebody was quicker."""
    warning = _locked(warning, by)
    if warning.version != version:
        raise ChangedMeanwhileError("Somebody else looked at this warning while you were writing")
    if review_on and review_on <= london_date(at):
        raise DomainError("The next review must be after today", field="review_on")
    _meet(warning, by=by, at=at)
    warning.reviewed_on, warning.review_on = london_date(at), review_on
    warning.record(by=by, at=at, reason=reason)
    _start_clock(warning, review_on, by=by, at=at)
    return warning


@transaction.atomic
def end_warning(*, warning: Warning, ended_on: date, by: User, at: datetime, reason: str) -> Warning:
    """End a warning; raises ChangedMeanwhileError when it has ended."""
    warning = _locked(warning, by)
    warning.ended_on = ended_on
    warning.record(by=by, at=at, reason=reason)
    _meet(warning, by=by, at=at)
    return warning


def _locked(warning: Warning, by: User) -> Warning:
    access.require(by, access.Action.EDIT_PERSON, warning.child)
    if not access_voice.visible_warnings(by).filter(pk=warning.pk).exists():
        raise NotVisibleError
    Child.objects.select_for_update(no_key=True).get(pk=warning.child_id)
    locked = Warning.objects.select_for_update(of=("self",)).select_related("child").get(pk=warning.pk)
    if locked.ended_on is not None:
        raise ChangedMeanwhileError("Somebody has already ended this warning")
    return locked


def _subject(warning: Warning) -> str:
    return f"warning:{warning.pk}"


def _meet(warning: Warning, *, by: User, at: datetime) -> None:
    deadlines.meet(rule_id=CLOCK, child=warning.child, subject=_subject(warning), by=by, at=at)


def _start_clock(warning: Warning, review_on: date | None, *, by: User, at: datetime) -> None:
    """Start the review's clock, for the day that was chosen where that is sooner than the rule's."""
    child = warning.child
    clock: Deadline = deadlines.set(
        rule_id=CLOCK,
        subject=_subject(warning),
        starts_at=at,
        child=child,
        responsible=child.allocated_to,
        team=child.team,
        by=by,
        at=at,
    )
    if review_on is None:
        warning.review_on = clock.due_on
        warning.record(by=by, at=at, reason="Review by the rule")
    elif review_on > clock.due_on:
        raise DomainError(f"The review must be by {date_text(clock.due_on)}", field="review_on")
    elif review_on < clock.due_on:
        deadline_times.move_to(clock, review_on)
        clock.record(by=by, at=at, reason="The day chosen for the review")
