"""Starting a child in need or an early help plan, led by a professional whom somebody oversees."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cases.exceptions import DomainError
from cases.models import Child, Plan
from cases.services import plans
from cases.states import PlanKind
from safeguarding.accounts.models import User


@transaction.atomic
def start(
    *,
    child: Child,
    kind: PlanKind,
    started_on: date,
    by: User,
    at: datetime,
    lead: User | None = None,
    lead_name: str = "",
    oversight_by: User | None = None,
) -> Plan:
    """Start the plan with its lead practitioner.

    A child in need plan that isn't led by children's social care says which social worker oversees it (rules
    on meetings of children in need). Raises as `plans.start` does.
    """
    if kind == PlanKind.CHILD_PROTECTION:
        raise DomainError("A child protection plan begins at its conference", field="kind")
    if lead is None and not lead_name.strip():
        raise DomainError("Choose who leads the plan", field="lead")
    led_by_social_care = lead is not None and lead.is_social_care
    if kind == PlanKind.CHILD_IN_NEED and not led_by_social_care and oversight_by is None:
        raise DomainError("Choose the social worker who oversees the plan", field="oversight")
    if oversight_by is not None and not oversight_by.is_social_care:
        raise DomainError("A social worker oversees the plan", field="oversight")
    return plans.start(
        child=child,
        kind=kind,
        started_on=started_on,
        lead=lead,
        lead_name=lead_name,
        oversight_by=oversight_by,
        by=by,
        at=at,
    )
