"""A child protection plan, an early help plan and a visit, for the small world of the permission matrix."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child
from cases.plan_states import VisitKind
from cases.services import plan_items, visits
from cases.states import PlanKind
from tests.factories import plan_content
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """A plan with two items, the first owned by the school, the second done; shared; and a visit."""
    by = personas.social_worker
    plan = plan_content.running(child, by=by, at=at)
    plan_content.words(plan, by=by, at=at)
    plan_content.item(plan, owner=personas.school, by=by, at=at)
    done = plan_content.item(plan, by=by, at=at)
    plan_items.finish(item=done, impact="He sleeps", by=by, at=at)
    plan_content.shared(plan, by=by, at=at)
    return {
        "plan": plan,
        "help_plan": plan_content.running(child, by=by, at=at, kind=PlanKind.EARLY_HELP),
        "visit": visits.record(
            child=child,
            kind=VisitKind.OTHER,
            visited_at=at,
            where="At school",
            seen=True,
            seen_alone=True,
            words="He drew his house",
            by=by,
            at=at,
        ),
    }
