"""The base of forms on one of a child's plans, and the plan as a document for the family."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access, access_plans
from cases.exceptions import NotPermittedError
from cases.models import Plan, PlanItem
from cases.queries import plan_pages
from cases.views.child_forms import ChildFormPage
from cases.views.minutes import pdf_answer
from cases.views.pages import ChildPage
from safeguarding.audit.models import Action as Look
from safeguarding.ui.pdf import render_pdf


class PlanFormPage(ChildFormPage):
    """A form on a plan: 404 where it may not be seen, 403 for those who don't work on it.

    `needs` is what the gate is asked beside whether the person works on the plan.
    """

    child_action = access.Action.RECORD_EVENT
    needs: ClassVar[access.Action | None] = None

    @cached_property
    def plan(self) -> Plan:
        """The plan of the address, through the child."""
        return plan_pages.get(self.user, self.child, self.kwargs["pk"])

    def require(self) -> None:
        """Raise NotPermittedError where the person may read the plan and not do this."""
        access_plans.require_plan(self.user, self.plan)
        if self.needs is not None and not access.may_here(self.user, self.needs, self.child):
            raise NotPermittedError(self.needs.value)

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the plan and ask before anything else."""
        _ = self.child, self.plan
        self.require()
        return super().dispatch(*args, **kwargs)

    @property
    def caption(self) -> str:
        """Whose plan it is."""
        return f"{self.child.person.name}, {self.plan.get_kind_display().lower()}"

    def back_href(self) -> str:
        """The plan's page."""
        return reverse("plan", args=[self.child.reference, self.plan.pk])


class ItemFormPage(PlanFormPage):
    """A form on an item of a plan."""

    @cached_property
    def item(self) -> PlanItem:
        """The item of the address, through the plan."""
        return plan_pages.get_item(self.plan, self.kwargs["number"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the item before anything else."""
        _ = self.child, self.plan, self.item
        return super().dispatch(*args, **kwargs)

    @property
    def intro(self) -> str:
        """Which item it is."""
        return f"Item {self.item.number}: {self.item.action}"

    def back_href(self) -> str:
        """The item on the plan's page."""
        return f"{super().back_href()}#item-{self.item.number}"


class PlanPdf(ChildPage):
    """A version of the plan as a document for the family; its name carries references alone."""

    look = Look.EXPORT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make the document."""
        plan = plan_pages.get(self.user, self.child, self.kwargs["pk"])
        version = plan_pages.get_version(plan, self.kwargs["number"])
        reference = self.child.reference
        context = {
            "plan": plan,
            "version": version,
            "content": plan_pages.for_the_family(version),
            "child_name": self.child.person.name,
            "reference": reference,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        pdf = render_pdf("documents/plan.html", context, title=f"{plan.get_kind_display()}, {reference}")
        return pdf_answer(pdf, f"plan-{reference}-version-{version.number}.pdf")
