"""A child's core group as a page of the record: who belongs, whose turn it is, its meetings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access, access_plans
from core_groups.queries import core_groups as queries
from core_groups.queries import rota
from safeguarding.home.views.record import RecordPage


class CoreGroupRecordPage(RecordPage):
    """The core group of the child's open plan, as far as the reader may see it."""

    section = "child_core_group"
    template_name = "core_groups/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        user, plan = self.user, queries.open_plan(self.user, self.child)
        works = plan is not None and access_plans.works_on(user, plan) and not self.is_print
        return self.show(
            plan=plan,
            members=rota.members(user, [plan]) if plan is not None else [],
            turns=rota.turns(user, [plan]) if plan is not None else [],
            meetings=queries.of_plan(user, plan) if plan is not None else [],
            can_change=works and access.may(user, access.Action.MANAGE_PLAN),
            can_plan=works and access.may_here(user, access.Action.CALL_MEETING, self.child),
        )
