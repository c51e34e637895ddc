"""Supervision for the small world of the permission matrix: the social worker's, by the team manager."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child, Supervision, SupervisionOfChild
from cases.queries.supervision_facts import frozen, gather
from cases.services import supervision
from safeguarding.rules.london_time import london_date
from tests.factories import supervisions
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """A draft with an action, one that the manager has signed, one that both have."""
    draft, half, signed = (_about(child, personas, at) for _ in range(3))
    worker, manager = personas.social_worker, personas.team_manager
    action = supervision.add_action(
        supervision=draft,
        what="See her alone",
        owner=worker,
        due_on=london_date(at),
        child=child,
        by=manager,
        at=at,
    )
    half = supervisions.signed_by(supervisions.written(half, at, by=manager), manager, at=at)
    signed = supervisions.signed_by(supervisions.written(signed, at, by=manager), worker, manager, at=at)
    return {
        "supervision_draft": draft,
        "supervision_half": half,
        "supervision_signed": signed,
        "supervision_draft_action": action,
        "supervision_action": signed.actions.get(),
    }


def _about(child: Child, personas: Personas, at: datetime) -> Supervision:
    """A draft about the child, who is the social worker's here and in the world nobody's."""
    row = supervisions.begun(personas, at)
    manager = personas.team_manager
    SupervisionOfChild(
        supervision=row,
        child=child,
        case_holder=personas.social_worker,
        facts=frozen(gather(manager, child, at=at)),
        facts_at=at,
    ).record(by=manager, at=at, reason="test data")
    return row
