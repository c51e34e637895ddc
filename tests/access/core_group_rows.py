"""A core group for the small world of the permission matrix: the health visitor chairs, school minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child
from core_groups.models import CoreGroupMember
from core_groups.services.membership import Member
from tests.factories import core_groups
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """A child protection plan whose core group is held once; police belong by agency, the GP not at all."""
    plan = core_groups.plan(
        personas,
        at,
        child=child,
        members=[*core_groups.usual(personas), Member(agency=personas.police.agency)],
    )
    group = core_groups.planned(plan, personas=personas, at=at, starts_at=at)
    return {
        "core_group": core_groups.held(group, at).meeting,
        "member": CoreGroupMember.objects.get(plan=plan, outside_name="Nicola Fairbrother"),
        "plan_of_core_group": plan,
    }
