"""A core group for the small world of the permission matrix: the health visitor chairs, school minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child
from cases.states import PlanKind
from core_groups.models import CoreGroupMember
from core_groups.services import membership
from core_groups.services.membership import Member
from safeguarding.accounts.identity import as_user
from tests.factories import core_groups
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """The core group of the child protection plan there is, held once; police belong by agency, the GP not
    at all."""
    plan = child.plans.get(kind=PlanKind.CHILD_PROTECTION, ended_on=None, authority="")
    members = [*core_groups.usual(personas), Member(agency=personas.police.agency)]
    with as_user(personas.social_worker):
        membership.fix(plan=plan, members=members, by=personas.social_worker, at=at)
    group = core_groups.planned(plan, personas=personas, at=at, starts_at=at)
    return {
        "core_group": core_groups.held(group, at).meeting,
        "member": CoreGroupMember.objects.get(plan=plan, outside_name="Nicola Fairbrother"),
        "plan_of_core_group": plan,
    }
