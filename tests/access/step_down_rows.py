"""Leaving, step-down, closure and legal milestones, for the small world of the permission matrix."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.models import Child
from cases.states import PlanKind
from core_groups.services import closings, legal, step_downs, withdrawals
from core_groups.services.closings import Words
from core_groups.services.legal import Milestone
from core_groups.services.step_downs import Proposal
from core_groups.step_down_states import LegalKind, ViewAnswer
from safeguarding.rules.london_time import london_date
from tests.factories.partnership import Personas
from tests.factories.plans import GATE


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """The school asks to leave and has an action open; the health visitor is asked to take the child on from
    the child protection plan; a closure waits for a signature; the GP is to be told of a legal step."""
    by, school = personas.social_worker, personas.school
    today = london_date(at)
    common: dict[str, Any] = {"by": by, "at": at}
    plan = child.plans.get(kind=PlanKind.CHILD_PROTECTION, ended_on=None, authority="")
    plan_item = plan.items.model(plan=plan, number=99, need="Sleep", action="Rest", agency=school.agency)
    plan_item.record(**common)
    leaving = withdrawals.ask(child=child, agency=school.agency, reason="It ends", by=school, at=at)
    withdrawals.view(
        withdrawal=leaving, agency=personas.gp.agency, answer=ViewAnswer.AGREES, words="Yes", **common
    )
    step = step_downs.propose(
        plan=plan,
        proposal=Proposal(
            reason="She is safe",
            first_meeting_on=today + timedelta(days=7),
            agency=personas.health_visitor.agency,
            lead=personas.health_visitor,
        ),
        **common,
    )
    episode = child.episodes.get(closed_on=None)
    words = Words(considered=dict.fromkeys(GATE, "Considered"), reason="RC7", family_copy_on=today)
    closings.write(episode=episode, words=words, **common)
    milestone = legal.record(
        child=child,
        milestone=Milestone(kind=LegalKind.ISSUED, on=today, text="Issued"),
        agencies=[personas.gp.agency],
        **common,
    )
    return {
        "leaving": leaving,
        "leaving_item": plan_item,
        "stepping_plan": plan,
        "step_down": step,
        "legal_told": milestone.told.get(),
    }
