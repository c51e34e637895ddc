"""The open plan that somebody is about to change, held until the transaction ends."""

from __future__ import annotations

from cases import access_plans
from cases.exceptions import ChangedMeanwhileError
from cases.models import Child, Plan
from safeguarding.accounts.models import User
from safeguarding.ui.filters import date_text


def open_plan(plan: Plan, by: User, version: int | None = None) -> Plan:
    """The plan as it is now, the child's row locked before it, for somebody who works on it.

    `version` is the one that the person saw. Raises NotVisibleError, NotPermittedError, and
    ChangedMeanwhileError when the plan has ended or somebody else was quicker.
    """
    access_plans.require_plan(by, plan)
    Child.objects.select_for_update(no_key=True).get(pk=plan.child_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("child").get(pk=plan.pk)
    if plan.ended_on is not None:
        raise ChangedMeanwhileError(f"This plan ended on {date_text(plan.ended_on)}")
    if version is not None and plan.version != version:
        raise ChangedMeanwhileError("Somebody else has changed this plan since you opened it")
    return plan
