"""What follows when a child wasn't brought: somebody's task the same day, the safeguarding lead, supervision.

Source: safeguarding.rules.was_not_brought; part of `appointments`, which has asked the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.urls import reverse

from cases.models import Appointment, Child, Deadline, Plan
from cases.queries.appointments import finding, has_plan_or_is_unborn
from cases.services import deadlines, events
from cases.states import EventKind, Significance
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify
from safeguarding.rules.london_time import london_date
from safeguarding.rules.was_not_brought import Finding, Level

PERSISTENT: Final = "was_not_brought"


def follow(row: Appointment, *, by: User, at: datetime) -> None:
    """Start what the child's missed appointments, this one among them, ask for."""
    child = row.child
    found = finding(child, today=london_date(at))
    if found.level is Level.NONE:
        return
    if has_plan_or_is_unborn(child):
        _task("was_not_brought", row, _lead_professional(child), by=by, at=at)
    else:
        _task("was_not_brought_lead", row, _safeguarding_lead(by), by=by, at=at)
    if found.level is Level.PERSISTENT:
        _require_supervision(child, found, by=by, at=at)


def _task(rule_id: str, row: Appointment, responsible: User | None, *, by: User, at: datetime) -> None:
    child = row.child
    deadlines.set(
        rule_id=rule_id,
        subject=f"appointment:{row.pk}",
        starts_at=at,
        child=child,
        responsible=responsible,
        team=child.team if responsible is None else None,
        by=by,
        at=at,
    )
    if responsible is not None and responsible.pk != by.pk:
        notify(
            recipients=[responsible],
            key=f"was_not_brought:{row.pk}:{rule_id}",
            kind="was_not_brought",
            text=f"A child was not brought to an appointment: {child.reference}",
            path=reverse("child_appointments", args=[child.reference]),
            at=at,
            reference=child.reference,
        )


def _lead_professional(child: Child) -> User | None:
    """The lead of the plan that runs, else the child's worker: the one who asks the family today."""
    leads: Mapping[int, User] = {
        plan.pk: plan.lead
        for plan in Plan.objects.filter(child=child, ended_on=None).select_related("lead")
        if plan.lead is not None and plan.lead.is_active
    }
    return next(iter(leads.values()), child.allocated_to)


def _safeguarding_lead(by: User) -> User:
    """A safeguarding lead of the agency that gave the appointment: the writer, when they are one, or when
    the agency has nobody to take it further than their manager."""
    if by.is_safeguarding_lead:
        return by
    leads = User.objects.filter(agency=by.agency_id, is_safeguarding_lead=True, is_active=True)
    return leads.order_by("pk").first() or by.line_manager or by


def _require_supervision(child: Child, found: Finding, *, by: User, at: datetime) -> None:
    """Persistent: supervision is mandatory, and the chronology says so, once for as long as it is owed."""
    running = Deadline.objects.filter(
        rule_id="supervision_was_not_brought", child=child, met_at=None, cancelled_at=None
    )
    if running.exists():
        return
    deadlines.set(
        rule_id="supervision_was_not_brought",
        subject=PERSISTENT,
        starts_at=at,
        child=child,
        responsible=child.allocated_to or _safeguarding_lead(by),
        team=child.team,
        by=by,
        at=at,
    )
    events.write(
        child=child,
        kind=EventKind.WAS_NOT_BROUGHT,
        what_happened=f"Persistently not brought: {found.text}. Supervision about the child is mandatory.",
        significance=Significance.SIGNIFICANT,
        themes=("was_not_brought", "neglect"),
        by=by,
        at=at,
    )
