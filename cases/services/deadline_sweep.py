"""The sweep: reminders before time limits run out, and breaches when they have, each told once.

A batch is claimed, marked and told in one transaction: a worker killed half way leaves nothing
behind, two at once skip each other's rows, and a run that was missed is made good by the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, F, Value, When
from django.urls import reverse

from cases.models import Deadline, Event
from cases.models.deadline import AlertStage
from cases.queries.deadline_links import act_path, label_of, reference_of
from cases.services.deadline_recipients import Directory, directory
from cases.states import EventKind, Significance
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, AgencyKind
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import Message, send
from safeguarding.rules.timescales import TIMESCALES, Unit
from safeguarding.ui.filters import date_text, datetime_text


def sweep(*, at: datetime, batch: int = 500) -> int:
    """Tell what is due to be told at `at`, batch by batch; returns how many deadlines moved on.

    Each batch is a transaction of a constant number of statements. A deadline whose reminder was
    missed and that is breached by now is told as breached only.
    """
    moved = 0
    while claimed := _sweep_batch(at, batch):
        moved += claimed
    return moved


def stage_at(deadline: Deadline, at: datetime) -> AlertStage:
    """What there is to tell at `at`."""
    return AlertStage.BREACH if deadline.due_at <= at else AlertStage.BEFORE


def record_breach(deadline: Deadline, *, at: datetime) -> None:
    """Write the breach into the chronology of the deadline's child, for the lead agency; no person did it."""
    _write_breaches([deadline], at)


@as_service(Service.DEADLINE_SWEEP)
def _sweep_batch(at: datetime, batch: int) -> int:
    claimed = _claim(at, batch)
    if not claimed:
        return 0
    _mark(claimed, at)
    people = directory(claimed)
    send([message for row in claimed for message in _messages(row, people, at)], at=at)
    _write_breaches([row for row in claimed if stage_at(row, at) == AlertStage.BREACH], at)
    return len(claimed)


def _claim(at: datetime, batch: int) -> list[Deadline]:
    due = Deadline.objects.filter(met_at=None, cancelled_at=None, next_alert_at__lte=at)
    locked = due.order_by("next_alert_at", "pk").select_for_update(
        skip_locked=True, of=("self",), no_key=True
    )
    related = ("child__allocated_to__line_manager", "responsible__line_manager", "referral_child__referral")
    return list(locked.select_related(*related)[:batch])


def _mark(claimed: Sequence[Deadline], at: datetime) -> None:
    Deadline.objects.filter(pk__in=[row.pk for row in claimed]).update(
        alert_stage=Case(
            When(due_at__lte=at, then=Value(AlertStage.BREACH)), default=Value(AlertStage.BEFORE)
        ),
        next_alert_at=Case(When(due_at__lte=at, then=Value(None)), default=F("due_at")),
    )


def _messages(deadline: Deadline, people: Directory, at: datetime) -> list[Message]:
    stage = stage_at(deadline, at)
    key, kind = f"deadline:{deadline.pk}:{stage.name.lower()}", f"deadline_{stage.name.lower()}"
    urgency = Urgency.URGENT if stage == AlertStage.BREACH else Urgency.NORMAL
    reference, text = reference_of(deadline), _text(deadline, stage)
    told = [
        Message(
            user, key, kind, f"{label_of(deadline)}: {text}", act_path(deadline, user), reference, urgency
        )
        for user in people.told(deadline, stage)
    ]
    # On a restricted record nobody is named: the heads of service hear that, and not which one.
    return told or [
        Message(user, key, kind, f"A record on which nobody is named: {text}", reverse("home"), "", urgency)
        for user in people.heads()
    ]


def _text(deadline: Deadline, stage: AlertStage) -> str:
    what = TIMESCALES[deadline.rule_id].label
    return f"{what} {'was' if stage == AlertStage.BREACH else 'is'} {_due_words(deadline)}"


def _due_words(deadline: Deadline) -> str:
    if TIMESCALES[deadline.rule_id].unit is Unit.HOURS:
        return f"due on {datetime_text(deadline.due_at)}"
    return f"due by the end of {date_text(deadline.due_on)}"


def _write_breaches(breached: Sequence[Deadline], at: datetime) -> None:
    known = [row for row in breached if row.child is not None]
    if not known:
        return
    lead = Agency.objects.get(is_lead=True, kind=AgencyKind.CHILDRENS_SOCIAL_CARE)
    Event.objects.bulk_create(
        Event(
            child=row.child,
            kind=EventKind.DEADLINE_BREACHED,
            occurred_at=row.due_at,
            recorded_at=at,
            recorded_by=None,
            agency=lead,
            what_happened=f"Time limit passed: {_text(row, AlertStage.BREACH)}",
            significance=Significance.NOTABLE,
            source_reference=row.referral_child.referral.reference if row.referral_child else "",
        )
        for row in known
    )
