"""A child's plans and visits as pages of the record, and the plans that drift in a team."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from cases import access, access_plans
from cases.access import Action
from cases.models import Plan
from cases.plan_states import STATUTORY
from cases.queries import drift, plan_compare, plan_pages, visits
from cases.states import PlanKind
from cases.views.pages import Page
from safeguarding.home.views.record import RecordPage
from safeguarding.rules import codes
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import GovukForm, SelectField

PER_PAGE: Final = 25


class PlansPage(RecordPage):
    """The child's plans: those that run, those that ended, those of other authorities."""

    section = "child_plans"
    template_name = "plans/list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them."""
        found = plan_pages.of_child(self.user, self.child)
        runs = any(plan.ended_on is None and plan.kind in STATUTORY and not plan.authority for plan in found)
        may = access.may_here(self.user, Action.MANAGE_PLAN, self.child) and not self.is_print
        return self.show(
            plans=found,
            categories=dict(codes.CATEGORY_OF_ABUSE),
            drifts=drift.of_child(self.user, self.child, london_date(self.at)),
            can_start=may,
            statutory_runs=runs,
        )


class _OnePlanPage(RecordPage):
    """A page of one plan."""

    section = "child_plans"

    @cached_property
    def plan(self) -> Plan:
        """The plan of the address, through the child."""
        return plan_pages.get(self.user, self.child, self.kwargs["pk"])


class PlanPage(_OnePlanPage):
    """One plan whole: what it says, its scale, items, progress, versions, and with whom it is shared."""

    template_name = "plans/plan.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        plan = self.plan
        runs = plan.ended_on is None and not plan.authority
        works = runs and access_plans.works_on(self.user, plan)
        may_record = runs and not self.is_print and self._may(Action.RECORD_EVENT)
        page = plan_pages.page(self.user, plan, works=works, may_record=may_record)
        is_protection = plan.kind == PlanKind.CHILD_PROTECTION
        has_a_clock = plan.kind in STATUTORY
        writes = works and not self.is_print
        return self.show(
            plan=plan,
            page=page,
            latest=plan_pages.latest_of_each(page.scales),
            categories=dict(codes.CATEGORY_OF_ABUSE),
            drifts=drift.of_child(self.user, self.child, london_date(self.at))
            if runs and has_a_clock
            else (),
            runs=runs,
            can_write=writes,
            can_pace=writes and has_a_clock,
            can_change_category=writes and is_protection and self._may(Action.RUN_CONFERENCE),
            can_end=writes and not is_protection and self._may(Action.MANAGE_PLAN),
            can_move=writes and self._may(Action.RUN_CONFERENCE if is_protection else Action.MANAGE_PLAN),
            is_protection=is_protection,
        )

    def _may(self, action: Action) -> bool:
        return access.may_here(self.user, action, self.child)


class CompareForm(GovukForm):
    """Which two versions are compared; the fields are called as the address calls them."""

    def __init__(self, *, choices: list[tuple[str, str]], **data: Any) -> None:
        super().__init__(**data)
        for name, label in (("from", "Compare"), ("to", "With")):
            self.fields[name] = SelectField(label, choices, required=False, mark_optional=False)


class ComparePage(_OnePlanPage):
    """Two versions of a plan side by side."""

    template_name = "plans/compare.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them."""
        asked = {"before": request.GET.get("from", ""), "after": request.GET.get("to", "")}
        found = plan_compare.compare(self.plan, **asked)
        form = None
        if found is not None:
            chosen = {"from": found.before.key, "to": found.after.key}
            form = CompareForm(choices=found.choices, initial=chosen)
        return self.show(plan=self.plan, found=found, form=form)


class VisitsPage(RecordPage):
    """The visits to the child that the reader may read, and the clocks that they start."""

    section = "child_visits"
    template_name = "plans/visits.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.show(
            visits=visits.of_child(self.user, self.child),
            clocks=visits.clocks(self.user, self.child),
            sees_all=access.reads_as_front_door(self.user),
        )


class DriftPage(Page):
    """For managers: the plans of their staff and team that show signs of drift, each with its evidence."""

    action = Action.VIEW_TEAM_WORK
    template_name = "plans/drift.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them; each child shown is a look at its record."""
        found = drift.of_team(self.user, london_date(self.at))
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", ""))
        shown = access.visible_children(self.user).filter(pk__in=[each.plan.child_id for each in page])
        access.log_each(self.user, shown, at=self.at, origin=self.origin)
        return self.render(page=page, categories=dict(codes.CATEGORY_OF_ABUSE))
