"""What changes a running time limit beside the act that meets it: each a history row with its reason.

`reschedule`, `pause`, `resume`, `cancel` and `explain_lateness` are asked for by a person and ask the gate
(cases.access_deadlines); `stop` and `supersede` are parts of other acts, whose services have asked it. None
of them, and no breach, ever stands in the way of the act that meets the time limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from cases import access, access_deadlines
from cases.access_deadlines import Act
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline
from cases.services import deadline_lines, deadline_times
from cases.services.deadline_status import is_late, is_stopped
from cases.states import LatenessReason
from safeguarding.accounts.models import User
from safeguarding.notifications.services import withdraw
from safeguarding.rules.london_time import london_date
from safeguarding.rules.timescales import TIMESCALES, Authority
from safeguarding.ui.filters import date_text, datetime_text

MOST_LETTERS: Final = 300
# Further ahead is a slip of the hand.
_FURTHEST: Final = timedelta(days=366)


class StoppedMeanwhileError(DomainError):
    """Somebody met or stopped the time limit meanwhile: there is nothing left to change."""


@transaction.atomic
def reschedule(
    *, deadline: Deadline, due_on: date, reason: str, by: User, at: datetime, version: int | None = None
) -> Deadline:
    """Agree another day, by the end of which it is due; the statutory date stays beside it.

    Whoever answers for it may do that within the statutory date, managers of children's social care beyond
    it (which the chronology says), unless the rule knows no later day. What an Act of Parliament limits is
    never moved. `version` is the one that the person saw. Raises DomainError with the field,
    StoppedMeanwhileError, ChangedMeanwhileError, NotVisibleError, NotPermittedError.
    """
    row = _locked(deadline, Act.BRING_FORWARD, by, version)
    said = _reason(reason, "Enter why the date is moved")
    _check_day(row, due_on, by, at)
    before, is_beyond = row.due_on, due_on > row.statutory_due_on
    deadline_times.move_to(row, due_on)
    row.rescheduled_at, row.rescheduled_by, row.rescheduled_reason = at, by, said
    row.record(by=by, at=at, reason=said)
    if is_beyond:
        moved = f"from {date_text(before)} to {date_text(due_on)}"
        limit = f"beyond the {_own_date(row)}, {date_text(row.statutory_due_on)}"
        deadline_lines.write(row, f"{_label(row)} was moved {moved}, {limit}: {said}", by=by, at=at)
    return _told_no_more(row, at)


@transaction.atomic
def pause(*, deadline: Deadline, reason: str, by: User, at: datetime, version: int | None = None) -> Deadline:
    """Let it stand still, where its rule allows that and it isn't late. Raises as `reschedule` does."""
    row = _locked(deadline, Act.PAUSE, by, version)
    said = _reason(reason, "Enter why it is paused")
    if not TIMESCALES[row.rule_id].may_pause:
        raise DomainError("The rule doesn’t let this time limit be paused")
    if row.paused_at is not None:
        raise ChangedMeanwhileError("Somebody has already paused this time limit")
    if row.due_at <= at or row.statutory_due_at <= at:
        raise DomainError("This time limit has passed: say why it is late instead")
    row.paused_at, row.paused_by, row.paused_reason = at, by, said
    row.next_alert_at = None
    row.record(by=by, at=at, reason=said)
    deadline_lines.write(row, f"{_label(row)} is paused: {said}", by=by, at=at)
    return _told_no_more(row, at)


@transaction.atomic
def resume(*, deadline: Deadline, by: User, at: datetime, version: int | None = None) -> Deadline:
    """Let a paused time limit run again; both its dates move on by the working days that it stood still.

    Raises as `reschedule` does.
    """
    row = _locked(deadline, Act.RESUME, by, version)
    if row.paused_at is None:
        raise ChangedMeanwhileError("This time limit is running: somebody has already let it run again")
    deadline_times.end_pause(row, at)
    row.record(by=by, at=at, reason=f"Runs again after a pause, now due by {date_text(row.due_on)}")
    deadline_lines.write(
        row, f"{_label(row)} runs again and is due by the end of {date_text(row.due_on)}", by=by, at=at
    )
    return row


@transaction.atomic
def cancel(
    *, deadline: Deadline, reason: str, by: User, at: datetime, version: int | None = None
) -> Deadline:
    """Stop a time limit that no longer applies; one already met or cancelled is returned as it is.

    With `version`, somebody who was quicker is told instead. Raises as `reschedule` does.
    """
    said = _reason(reason, "Enter why the time limit no longer applies")
    row = _locked(deadline, Act.CANCEL, by, version, may_be_stopped=version is None)
    return row if is_stopped(row) else _stop([row], said, by=by, at=at)[0]


@transaction.atomic
def stop(*, running: QuerySet[Deadline], reason: str, by: User | None, at: datetime) -> list[Deadline]:
    """Stop those of `running` that still run, because of another act (a closure, a decision taken back).

    No person (`by` None) stops only clocks about workers: there is no chronology to write them into.
    """
    rows = running.filter(met_at=None, cancelled_at=None).order_by("pk")
    return _stop(rows.select_for_update(no_key=True), reason, by=by, at=at)


@transaction.atomic
def supersede(*, deadline: Deadline, by_deadline: Deadline, reason: str, by: User, at: datetime) -> Deadline:
    """Stop a time limit because another one takes its place; part of another act.

    One already stopped is returned as it is. Raises DomainError when the other one is about somebody else,
    or is stopped itself.
    """
    both = Deadline.objects.filter(pk__in=[deadline.pk, by_deadline.pk])
    locked = {row.pk: row for row in both.order_by("pk").select_for_update(no_key=True)}
    row, other = locked[deadline.pk], locked[by_deadline.pk]
    if is_stopped(row):
        return row
    if row.pk == other.pk or _about(row) != _about(other) or is_stopped(other):
        raise DomainError("Only another running time limit about the same child or worker takes its place")
    row.superseded_by = other
    return _stop([row], reason, by=by, at=at)[0]


@transaction.atomic
def explain_lateness(
    *, deadline: Deadline, code: str, reason: str, by: User, at: datetime, version: int | None = None
) -> Deadline:
    """Record why a time limit was, or is being, missed.

    May be done by whoever answers for it, and managers. Raises NotVisibleError, NotPermittedError,
    DomainError when it isn't late or the reason is missing, ChangedMeanwhileError.
    """
    row = _locked(deadline, Act.EXPLAIN, by, version, may_be_stopped=True)
    if not is_late(row, at):
        raise DomainError("This time limit has not been missed")
    if code not in LatenessReason.values:
        raise DomainError("Choose why it is late", field="code")
    if not reason.strip():
        raise DomainError("Say in your own words why it is late", field="reason")
    row.lateness_code, row.lateness_reason = code, reason.strip()
    row.record(by=by, at=at, reason="Reason for lateness")
    return row


def may_explain(user: User, deadline: Deadline) -> bool:
    """Whether the person answers for the lateness, or manages those who do."""
    return access_deadlines.may(user, Act.EXPLAIN, deadline)


def _locked(
    deadline: Deadline, act: Act, by: User, version: int | None, *, may_be_stopped: bool = False
) -> Deadline:
    """The time limit as it is now, held until the transaction ends, for `act` by somebody who may."""
    found = access.visible_deadlines(by).filter(pk=deadline.pk)
    row = Deadline.objects.select_for_update(no_key=True).filter(pk__in=found.values("pk")).first()
    if row is None:
        raise NotVisibleError
    if not access_deadlines.may(by, act, row):
        raise NotPermittedError(act.value)
    if is_stopped(row) and not may_be_stopped:
        raise StoppedMeanwhileError(how_it_ended(row))
    if version is not None and version != row.version:
        raise ChangedMeanwhileError("Somebody has changed this time limit while you were writing")
    return row


def how_it_ended(deadline: Deadline) -> str:
    """Who met or stopped a time limit, and when, for somebody who came later."""
    met = deadline.met_at is not None
    who, when = (deadline.met_by, deadline.met_at) if met else (deadline.cancelled_by, deadline.cancelled_at)
    name = who.full_name if who is not None else "The service"
    return f"{name} {'met' if met else 'stopped'} this time limit on {datetime_text(when)}"


def _check_day(row: Deadline, due_on: date, by: User, at: datetime) -> None:
    rule = TIMESCALES[row.rule_id]
    if rule.authority is Authority.LAW:
        raise DomainError("The law sets this time limit: no other date can be agreed")
    if row.paused_at is not None:
        raise DomainError("This time limit is paused: let it run again first")
    if due_on < london_date(at):
        raise DomainError("The new date must be today or later", field="due_on")
    if due_on == row.due_on:
        raise DomainError("It is due on that day already", field="due_on")
    if due_on > max(row.statutory_due_on, london_date(at)) + _FURTHEST:
        raise DomainError("The new date must be within a year", field="due_on")
    if due_on > row.statutory_due_on:
        _check_postponing(row, by)


def _check_postponing(row: Deadline, by: User) -> None:
    rule = TIMESCALES[row.rule_id]
    if not rule.may_reschedule:
        raise DomainError(
            f"No date after the {_own_date(row)}, {date_text(row.statutory_due_on)}, can be agreed: "
            f"{rule.never_later}",
            field="due_on",
        )
    if not access_deadlines.may(by, Act.POSTPONE, row):
        raise DomainError(
            "Only a manager of children’s social care can agree a date after the "
            f"{_own_date(row)}, {date_text(row.statutory_due_on)}",
            field="due_on",
        )


def _stop(rows: Iterable[Deadline], reason: str, *, by: User | None, at: datetime) -> list[Deadline]:
    stopped = list(rows)
    for row in stopped:
        row.cancelled_at, row.cancelled_by, row.cancelled_reason = at, by, reason[:MOST_LETTERS]
        row.record(by=by, at=at, reason=reason)
    if by is not None:
        deadline_lines.write_stopped(stopped, reason, by=by, at=at)
    withdraw(subjects=[f"deadline:{row.pk}" for row in stopped], at=at)
    return stopped


def _told_no_more(row: Deadline, at: datetime) -> Deadline:
    """What was told of the date before is overtaken."""
    withdraw(subjects=[f"deadline:{row.pk}"], at=at)
    return row


def _reason(text: str, missing: str) -> str:
    said = text.strip()
    if not said:
        raise DomainError(missing, field="reason")
    if len(said) > MOST_LETTERS:
        raise DomainError(f"The reason must be {MOST_LETTERS} characters or fewer", field="reason")
    return said


def _about(row: Deadline) -> tuple[int | None, int | None, int | None]:
    part = row.referral_child_id if row.child_id is None else None
    return row.child_id, row.about_worker_id, part


def _own_date(row: Deadline) -> str:
    return deadline_times.own_date(TIMESCALES[row.rule_id])


def _label(row: Deadline) -> str:
    return TIMESCALES[row.rule_id].label
