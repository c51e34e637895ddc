"""How safe somebody says the child is: a number from 0 to 10 and why, at a meeting or between two."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases import access, access_plans
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Meeting, Plan, PlanScale
from safeguarding.accounts.models import Agency, User
from safeguarding.rules.london_time import london_date


@transaction.atomic
def give(
    *,
    plan: Plan,
    who: str,
    score: int,
    by: User,
    at: datetime,
    reason: str = "",
    agency: Agency | None = None,
    meeting: Meeting | None = None,
) -> PlanScale:
    """Write down the number that `who` gave; at a `meeting` a second time changes what they gave there.

    Whoever works on the plan writes it down, at a meeting whoever goes through the plan. Raises DomainError
    with the field, ChangedMeanwhileError, NotVisibleError, NotPermittedError.
    """
    access.require(by, access.Action.RECORD_EVENT, plan.child)
    goes_through = meeting is not None and access_plans.goes_through(by, meeting)
    if not goes_through and not access_plans.works_on(by, plan):
        raise NotPermittedError("give_scale")
    if meeting is not None and not meeting.children.filter(child=plan.child_id).exists():
        raise DomainError("This meeting isn’t about this plan")
    if not who.strip():
        raise DomainError("Enter who gave the number", field="who")
    if not 0 <= score <= 10:
        raise DomainError("Enter a number from 0 to 10", field="score")
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.ended_on is not None:
        raise ChangedMeanwhileError("This plan has ended")
    row = PlanScale.objects.filter(plan=plan, meeting=meeting, who=who.strip()).first() if meeting else None
    if row is None:
        row = PlanScale(plan=plan, meeting=meeting, who=who.strip())
    row.agency, row.score, row.reason, row.given_on = agency, score, reason.strip(), london_date(at)
    row.record(by=by, at=at, reason="Scale given")
    return row
