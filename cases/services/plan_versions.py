"""A plan's words as they stood, kept for comparing side by side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cases import access, access_plans
from cases.exceptions import NotPermittedError
from cases.models import Meeting, Plan, PlanVersion
from safeguarding.accounts.models import User


@transaction.atomic
def make(*, plan: Plan, by: User, at: datetime, meeting: Meeting | None = None) -> PlanVersion:
    """Keep the plan as it stands now; each `meeting` leaves a version, also when nothing changed.

    Without a meeting the last version is returned when it says the same. Raises NotVisibleError,
    NotPermittedError for somebody who neither works on the plan nor goes through it at the meeting.
    """
    access.require(by, access.Action.RECORD_EVENT, plan.child)
    goes_through = meeting is not None and access_plans.goes_through(by, meeting)
    if not goes_through and not access_plans.works_on(by, plan):
        raise NotPermittedError("keep_version")
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    now = content(plan)
    last = plan.versions.first()
    if last is not None and meeting is None and last.content == now:
        return last
    return PlanVersion.objects.create(
        plan=plan,
        number=last.number + 1 if last is not None else 1,
        content=now,
        meeting=meeting,
        made_at=at,
        made_by=by,
    )


def content(plan: Plan) -> dict[str, Any]:
    """The plan's words as JSON: dates as ISO text, owners and agencies by name."""
    items = plan.items.select_related("owner", "agency").order_by("number")
    return {
        "category": plan.category,
        "danger_statement": plan.danger_statement,
        "safety_goal": plan.safety_goal,
        "contingency": plan.contingency,
        "items": [
            {
                "number": item.number,
                "need": item.need,
                "outcome": item.outcome,
                "action": item.action,
                "owner": item.owner.full_name if item.owner is not None else item.owner_name,
                "agency": item.agency.name if item.agency is not None else "",
                "due_on": item.due_on.isoformat() if item.due_on is not None else None,
                "measure": item.measure,
                "state": item.state,
                "impact": item.impact,
            }
            for item in items
        ],
    }
