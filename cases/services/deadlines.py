"""Time limits: set, met, cancelled, explained. How long they are stands in safeguarding.rules.timescales.

`set`, `meet`, `attach` and `cancel` are parts of other acts (a referral sent, a decision taken), whose
services have asked the gate. Reminders and breaches are told by `sweep`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet, TextChoices

from cases import access
from cases.exceptions import DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Deadline, ReferralChild
from cases.queries import timescales as in_force
from cases.queries import working_calendar
from cases.services.deadline_alerts import TOLD_OF_BREACH
from cases.services.deadline_sweep import record_breach, sweep
from cases.states import LatenessReason
from safeguarding.accounts.models import Team, User
from safeguarding.rules import ladder, timescales
from safeguarding.rules.london_time import london_date
from safeguarding.rules.working_days import BeyondCalendar

__all__ = [
    "SOON",
    "Status",
    "attach",
    "cancel",
    "explain_lateness",
    "is_late",
    "meet",
    "set",
    "status",
    "sweep",
]

# What is due within a week is shown as due soon.
SOON: Final = timedelta(days=7)


class Status(TextChoices):
    """Where a time limit stands; computed, never stored, so that it is right when no worker runs."""

    RUNNING = "running", "Running"
    DUE_SOON = "due_soon", "Due soon"
    DUE_TODAY = "due_today", "Due today"
    OVERDUE = "overdue", "Overdue"
    MET = "met", "Met in time"
    MET_LATE = "met_late", "Met late"
    CANCELLED = "cancelled", "Cancelled"


def status(deadline: Deadline, now: datetime) -> Status:
    """Where `deadline` stands at the aware instant `now`. `due_at` is the first instant too late."""
    if deadline.cancelled_at is not None:
        return Status.CANCELLED
    if deadline.met_at is not None:
        return Status.MET_LATE if deadline.met_at >= deadline.due_at else Status.MET
    if deadline.due_at <= now:
        return Status.OVERDUE
    if deadline.due_on == london_date(now):
        return Status.DUE_TODAY
    return Status.DUE_SOON if deadline.due_at - now <= SOON else Status.RUNNING


def is_late(deadline: Deadline, now: datetime) -> bool:
    """Whether it was, or is being, missed."""
    return status(deadline, now) in {Status.OVERDUE, Status.MET_LATE}


@transaction.atomic
def set(
    *,
    rule_id: str,
    starts_at: datetime,
    by: User,
    at: datetime,
    child: Child | None = None,
    referral_child: ReferralChild | None = None,
    about_worker: User | None = None,
    subject: str = "",
    responsible: User | None = None,
    team: Team | None = None,
) -> Deadline:
    """Start the clock `rule_id` for a child, a referral's child, both, or a worker.

    One that runs already (for the same `subject`, where a child has several) is returned as it is. The
    amount is the one in force on the day the clock starts. Raises KeyError for an unknown rule, DomainError
    beyond the bank-holiday calendar's horizon.
    """
    _lock_subject(child, referral_child, about_worker)
    running = _running(rule_id, child, referral_child, about_worker, subject).first()
    if running is not None:
        return running
    rule, calendar = in_force.of_rule(rule_id, london_date(starts_at)), working_calendar.current()
    try:
        due = timescales.due_by(rule, starts_at, calendar)
    except BeyondCalendar as horizon:
        raise DomainError(str(horizon)) from horizon
    deadline = Deadline(
        child=child,
        referral_child=referral_child,
        about_worker=about_worker,
        rule_id=rule_id,
        subject=subject,
        starts_at=starts_at,
        amount=rule.amount,
        unit=rule.unit,
        edition=rule.edition,
        statutory_due_on=due.on,
        statutory_due_at=due.at,
        due_on=due.on,
        due_at=due.at,
        responsible=responsible,
        team=team,
        # None for a clock that only reports: it is never swept.
        next_alert_at=ladder.first_at(rule, due, calendar),
    )
    deadline.record(by=by, at=at, reason=f"Clock started: {timescales.TIMESCALES[rule_id].trigger}")
    return deadline


@transaction.atomic
def meet(
    *,
    rule_id: str,
    by: User,
    at: datetime,
    child: Child | None = None,
    referral_child: ReferralChild | None = None,
    about_worker: User | None = None,
    subject: str = "",
    lateness_code: str = "",
    lateness_reason: str = "",
) -> Deadline | None:
    """Stop the running clock `rule_id` of the referral's child (or of the child) as met; None if none runs.

    Being late never stops the act that meets it: the reason may come later (`explain_lateness`).
    """
    running = _running(rule_id, child, referral_child, about_worker, subject)
    met = list(running.select_for_update(no_key=True))
    for deadline in met:
        deadline.met_at, deadline.met_by = at, by
        if at >= deadline.due_at:
            deadline.lateness_code, deadline.lateness_reason = lateness_code, lateness_reason
        deadline.record(by=by, at=at, reason=f"Met: {timescales.TIMESCALES[rule_id].met_by}")
    return met[0] if met else None


@transaction.atomic
def cancel(*, deadline: Deadline, reason: str, by: User, at: datetime) -> Deadline:
    """Stop a clock that no longer applies; one already met or cancelled is returned as it is."""
    if not reason.strip():
        raise DomainError("Say why the time limit no longer applies", field="reason")
    deadline = Deadline.objects.select_for_update(no_key=True).get(pk=deadline.pk)
    if deadline.met_at is None and deadline.cancelled_at is None:
        deadline.cancelled_at, deadline.cancelled_by, deadline.cancelled_reason = at, by, reason
        deadline.record(by=by, at=at, reason=reason)
    return deadline


@transaction.atomic
def attach(*, referral_child: ReferralChild, child: Child | None, by: User, at: datetime) -> None:
    """Make the running clocks of a referral's child follow the record it was matched to (None: unmatched).

    A breach from before the match is written into the child's chronology now.
    """
    running = Deadline.objects.filter(referral_child=referral_child, met_at=None, cancelled_at=None)
    for deadline in running.select_for_update(no_key=True).exclude(child=child):
        deadline.child = child
        deadline.record(by=by, at=at, reason="Follows the match of the referral")
        if child is not None and deadline.alert_stage in TOLD_OF_BREACH:
            record_breach(deadline, at=at)


@transaction.atomic
def explain_lateness(*, deadline: Deadline, code: str, reason: str, by: User, at: datetime) -> Deadline:
    """Record why a time limit was, or is being, missed.

    May be done by whoever is responsible, their team, and managers. Raises NotVisibleError,
    NotPermittedError, DomainError when it isn't late or the reason is missing.
    """
    found = access.visible_deadlines(by).filter(pk=deadline.pk)
    deadline_ = Deadline.objects.select_for_update(no_key=True).filter(pk__in=found.values("pk")).first()
    if deadline_ is None:
        raise NotVisibleError
    if not may_explain(by, deadline_):
        raise NotPermittedError("explain_lateness")
    if not is_late(deadline_, at):
        raise DomainError("This time limit has not been missed")
    if code not in LatenessReason.values:
        raise DomainError("Choose why it is late", field="code")
    if not reason.strip():
        raise DomainError("Say in your own words why it is late", field="reason")
    deadline_.lateness_code, deadline_.lateness_reason = code, reason
    deadline_.record(by=by, at=at, reason="Reason for lateness")
    return deadline_


def may_explain(user: User, deadline: Deadline) -> bool:
    """Whether the person answers for the lateness: the worker, their team, or a manager of social care."""
    own = deadline.responsible_id == user.pk
    of_team = deadline.team_id is not None and deadline.team_id == user.team_id
    return own or of_team or (user.is_social_care and access.may(user, access.Action.VIEW_TEAM_WORK))


def _running(
    rule_id: str,
    child: Child | None,
    referral_child: ReferralChild | None,
    about_worker: User | None,
    subject: str,
) -> QuerySet[Deadline]:
    running = Deadline.objects.filter(rule_id=rule_id, subject=subject, met_at=None, cancelled_at=None)
    if referral_child is not None:
        running = running.filter(referral_child=referral_child)
    elif child is not None:
        running = running.filter(child=child)
    else:
        running = running.filter(about_worker=about_worker)
    return running.order_by("due_at", "pk")


def _lock_subject(
    child: Child | None, referral_child: ReferralChild | None, about_worker: User | None
) -> None:
    """Two acts that start the same clock at once wait for each other here."""
    if referral_child is not None:
        ReferralChild.objects.select_for_update(no_key=True).get(pk=referral_child.pk)
    elif child is not None:
        Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    elif about_worker is not None:
        User.objects.select_for_update(no_key=True).get(pk=about_worker.pk)
    else:
        raise ValueError("A time limit is about a child, a referral's child or a worker")
