"""What a plan says as a whole: danger statement, safety goal, contingency, how often the child is visited.

Source: local procedure (rules on plans): danger statement and safety goal come as one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access
from cases.exceptions import DomainError
from cases.models import Plan
from cases.plan_states import PracticeModel
from cases.queries import timescales
from cases.services import plan_lock, visit_clocks
from cases.services.plans import VISITS
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

# A plan that asks for visits rarer than that asks for none.
MOST_DAYS: Final = 60


@transaction.atomic
def change(
    *,
    plan: Plan,
    danger_statement: str,
    safety_goal: str,
    contingency: str,
    practice_model: str = PracticeModel.NONE,
    version: int | None = None,
    by: User,
    at: datetime,
) -> Plan:
    """Change the words of an open plan; `version` is the one that the person saw.

    Raises DomainError with the field, ChangedMeanwhileError, NotVisibleError, NotPermittedError.
    """
    plan = plan_lock.open_plan(plan, by, version)
    danger, goal = danger_statement.strip(), safety_goal.strip()
    if danger and not goal:
        raise DomainError("Enter the safety goal that answers the danger statement", field="safety_goal")
    if goal and not danger:
        raise DomainError("Enter the danger statement that the goal answers", field="danger_statement")
    if practice_model not in PracticeModel.values:
        raise DomainError("Select the practice model", field="practice_model")
    plan.danger_statement, plan.safety_goal = danger, goal
    plan.contingency, plan.practice_model = contingency.strip(), practice_model
    plan.record(by=by, at=at, reason="The plan's words")
    return plan


@transaction.atomic
def visit_every(*, plan: Plan, days: int | None, version: int | None = None, by: User, at: datetime) -> Plan:
    """Agree how many working days lie between two visits; None for the time limit's own amount.

    Less often than that needs a conference chair, and the plan says who agreed it. The clock that runs now
    moves with it. Source: local procedure (rules on clocks, visit_cp and visit_cin).
    """
    plan = plan_lock.open_plan(plan, by, version)
    if plan.kind not in VISITS:
        raise DomainError("Only child protection and child in need plans have a time limit for visits")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise DomainError(f"Enter a number of working days from 1 to {MOST_DAYS}", field="days")
    usual = timescales.of_rule(VISITS[plan.kind], london_date(at)).amount
    is_rarer = days is not None and days > usual
    if is_rarer and not access.may(by, access.Action.RUN_CONFERENCE):
        words = f"Only a conference chair may agree visits less often than every {usual} working days"
        raise DomainError(words, field="days")
    plan.visit_every, plan.visit_every_agreed_by = days, by if is_rarer else None
    plan.record(by=by, at=at, reason="How often the child is visited")
    visit_clocks.keep_pace(plan, by=by, at=at)
    return plan
