"""Sharing a plan with the family: on which day and how, or the reason why not.

Source: published reviews (plans were not shared with parents).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases import access_plans
from cases.exceptions import DomainError
from cases.models import Plan, PlanShare, PlanVersion
from cases.plan_states import SharedHow
from cases.services import plan_versions
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareFacts:
    """With whom, and either the day and how, or why not."""

    with_whom: str
    relationship: str = ""
    shared_on: date | None = None
    how: str = ""
    not_shared_reason: str = ""


@transaction.atomic
def share_now(*, plan: Plan, facts: ShareFacts, by: User, at: datetime) -> PlanShare:
    """Keep the plan as it stands as a version, and record that it was shared, or why not."""
    access_plans.require_plan(by, plan)
    return share(version=plan_versions.make(plan=plan, by=by, at=at), facts=facts, by=by, at=at)


@transaction.atomic
def share(*, version: PlanVersion, facts: ShareFacts, by: User, at: datetime) -> PlanShare:
    """Record that this version was shared with somebody of the family, or why it wasn't; never both.

    Raises DomainError with the field, NotVisibleError, NotPermittedError.
    """
    access_plans.require_plan(by, version.plan)
    reason = facts.not_shared_reason.strip()
    if not facts.with_whom.strip():
        raise DomainError("Enter with whom", field="with_whom")
    if facts.shared_on is None and not reason:
        raise DomainError("Enter the day, or why it was not shared", field="not_shared_reason")
    if facts.shared_on is not None:
        _check_sharing(version, facts, at)
    share = PlanShare(
        plan_version=version,
        with_whom=facts.with_whom.strip(),
        relationship=facts.relationship.strip(),
        shared_on=facts.shared_on,
        how=facts.how,
        not_shared_reason=reason,
    )
    share.record(by=by, at=at, reason="Shared with the family" if facts.shared_on else "Not shared")
    return share


def _check_sharing(version: PlanVersion, facts: ShareFacts, at: datetime) -> None:
    if facts.not_shared_reason.strip():
        raise DomainError("Either it was shared, or there is a reason why not", field="not_shared_reason")
    if facts.how not in SharedHow.values:
        raise DomainError("Select how it was shared", field="how")
    if facts.shared_on is not None and not version.plan.started_on <= facts.shared_on <= london_date(at):
        raise DomainError(
            "Enter the day on which it was shared, between the plan’s start and today", field="shared_on"
        )
