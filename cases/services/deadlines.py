"""Time limits: set and met, and what follows a match. How long they are: safeguarding.rules.timescales.

`set`, `meet` and `attach` are parts of other acts (a referral sent, a decision taken), whose services have
asked the gate. What else changes a time limit stands in `deadline_changes`, where it stands now in
`deadline_status`; reminders and breaches are told by `sweep`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cases.exceptions import DomainError
from cases.models import Child, Deadline, ReferralChild
from cases.queries import timescales as in_force
from cases.queries import working_calendar
from cases.services import bank_holidays, deadline_lines, deadline_times
from cases.services.deadline_alerts import TOLD_OF_BREACH
from cases.services.deadline_changes import cancel, explain_lateness, may_explain
from cases.services.deadline_status import SOON, Status, is_late, status
from cases.services.deadline_sweep import record_breach, sweep
from safeguarding.accounts.models import Team, User
from safeguarding.notifications.services import withdraw
from safeguarding.rules import ladder, past_horizon, timescales
from safeguarding.rules.london_time import london_date
from safeguarding.rules.working_days import BeyondCalendar

__all__ = [
    "SOON",
    "Status",
    "attach",
    "cancel",
    "explain_lateness",
    "is_late",
    "may_explain",
    "meet",
    "set",
    "status",
    "sweep",
]


@transaction.atomic
def set(
    *,
    rule_id: str,
    starts_at: datetime,
    by: User | None,
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
    amount is the one in force on the day the clock starts. Past the bank-holiday calendar's horizon the day
    is provisional and never too late (`safeguarding.rules.past_horizon`): no act waits for a calendar. Raises
    KeyError for an unknown rule, DomainError for a start before the calendar's first day.
    """
    _lock_subject(child, referral_child, about_worker)
    running = _running(rule_id, child, referral_child, about_worker, subject).first()
    if running is not None:
        return running
    rule, calendar = in_force.of_rule(rule_id, london_date(starts_at)), working_calendar.current()
    try:
        counted = past_horizon.count(rule, starts_at, calendar)
    except BeyondCalendar as before_its_first_day:
        raise DomainError(str(before_its_first_day)) from before_its_first_day
    if counted.horizon is not None:
        bank_holidays.tell_of_the_end(rule_id=rule_id, horizon=counted.horizon, at=at)
    due = counted.due
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
        counted_past=counted.horizon,
        responsible=responsible,
        team=team,
        # None for a clock that only reports: it is never swept.
        next_alert_at=ladder.first_at(rule, due, counted.calendar),
    )
    deadline.record(by=by, at=at, reason=f"Clock started: {timescales.TIMESCALES[rule_id].trigger}")
    return deadline


@transaction.atomic
def meet(
    *,
    rule_id: str,
    by: User | None,
    at: datetime,
    child: Child | None = None,
    referral_child: ReferralChild | None = None,
    about_worker: User | None = None,
    subject: str = "",
    lateness_code: str = "",
    lateness_reason: str = "",
) -> Deadline | None:
    """Stop the running clock `rule_id` of a referral's child, a child or a worker as met; None if none runs.

    The seam for every act that meets a rule, by the rule's id. Being late or paused never stops the act: the
    reason may have been given before, come with the act, or come later (`explain_lateness`). `by` is None for
    what no person did.
    """
    running = _running(rule_id, child, referral_child, about_worker, subject)
    met = list(running.select_for_update(no_key=True))
    for deadline in met:
        if deadline.paused_at is not None:
            deadline_times.end_pause(deadline, at)
        deadline.met_at, deadline.met_by = at, by
        if is_late(deadline, at) and lateness_code:
            deadline.lateness_code, deadline.lateness_reason = lateness_code, lateness_reason
        deadline.record(by=by, at=at, reason=f"Met: {timescales.TIMESCALES[rule_id].met_by}")
    withdraw(subjects=[f"deadline:{row.pk}" for row in met], at=at)
    return met[0] if met else None


@transaction.atomic
def attach(*, referral_child: ReferralChild, child: Child | None, by: User, at: datetime) -> None:
    """Make the clocks of a referral's child follow the record it was matched to (None: unmatched).

    Those met or stopped follow too: a record keeps nothing of a referral that isn't about its child. What
    the chronology of the record before says of them is corrected there; a breach is written into the new
    one now.
    """
    rows = Deadline.objects.filter(referral_child=referral_child).exclude(child=child)
    for deadline in rows.order_by("pk").select_for_update(no_key=True, of=("self",)).select_related("child"):
        before, deadline.child = deadline.child, child
        deadline.record(by=by, at=at, reason="Follows the match of the referral")
        if before is not None:
            deadline_lines.take_back(before, referral_child.referral.reference, by=by, at=at)
        if child is not None and deadline.alert_stage in TOLD_OF_BREACH:
            record_breach(deadline, at=at)


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
