"""Allocating a child, to whom they were allocated so far, and the local limits of load."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.forms import allocation as forms
from cases.queries import allocation_candidates, allocation_loads, choices, handover_notes
from cases.services import allocation, allocation_limits
from cases.views.child_forms import ChildFormPage
from cases.views.drafted import DraftedFormPage
from cases.views.pages import ChildPage, Page
from safeguarding.ui.fields import Choice, choosing


class AllocationPage(ChildFormPage):
    """Who is responsible for the child: chosen with load, skills and earlier workers in view."""

    child_action = access.Action.MANAGE_CASE
    form_class = forms.AllocationForm
    template_name = "allocation/allocate.html"
    title = "Allocate"
    submit_text = "Allocate"
    back_to = "child_allocations"

    @cached_property
    def ground(self) -> allocation_candidates.Ground:
        """Everybody who could take the child, and what the choice is weighed by."""
        return allocation_candidates.ground(self.user, self.child, now=self.at)

    @cached_property
    def ranked(self) -> list[allocation_candidates.Candidate]:
        """Everybody, the best first."""
        return self.ground.ranked()

    def initial(self) -> dict[str, Any]:
        """What the record suggests."""
        return {"skills": list(self.ground.suggested)}

    def form(self, **data: Any) -> Form:
        """The form with those who can be allocated, the best first."""
        form = super().form(**data)
        workers = [Choice(str(one.worker.pk), one.worker.full_name, hint=one.in_short) for one in self.ranked]
        choosing(form, "worker").set_options(workers)
        return form

    def context(self) -> dict[str, Any]:
        """The best candidates beside each other, and where the numbers come from."""
        return {
            **super().context(),
            "child": self.child,
            "candidates": self.ranked[: allocation_candidates.SHOWN],
            "others": len(self.ranked) - allocation_candidates.SHOWN,
            "limits": self.ground.limits,
            "on_protection_plan": self.ground.on_protection_plan,
        }

    def save(self, form: Any) -> HttpResponse:
        """Allocate."""
        told = form.cleaned_data
        worker = choices.social_worker(told["worker"])
        allocation.allocate(
            child=self.child,
            worker=worker,
            team=worker.team,
            skills=told["skills"],
            mismatch_reason=told["mismatch_reason"],
            by=self.user,
            at=self.at,
            reason=told["reason"],
        )
        return self.done(self.back_href(), f"Allocated to {worker.full_name}")


class ChildAllocationsPage(ChildPage):
    """To whom the child was allocated, by whom and why, and what each told the next."""

    child_action = access.Action.VIEW_ALLOCATION
    template_name = "allocation/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        may_allocate = access.may_here(self.user, access.Action.MANAGE_CASE, self.child)
        return self.render(
            child=self.child,
            allocations=handover_notes.allocations(self.user, self.child),
            notes=handover_notes.of_child(self.user, self.child, now=self.at),
            can_allocate=may_allocate and not self.is_print,
        )


class LimitsPage(Page):
    """How many children one worker carries here: for everybody to read."""

    template_name = "allocation/limits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the numbers that apply, and those before."""
        return self.render(
            limits=allocation_loads.limits_in_force(),
            lines=allocation_loads.limits_so_far(),
            can_change=access.may(self.user, access.Action.MANAGE_TIMESCALES),
            sees_board=access.may(self.user, access.Action.MANAGE_CASE),
        )


class ChangeLimitsPage(Page, DraftedFormPage):
    """The partnership's own numbers."""

    action = access.Action.MANAGE_TIMESCALES
    form_class = forms.LimitsForm
    template_name = "layouts/form.html"
    title = "Change how many children one worker carries"
    submit_text = "Change the numbers"
    domain_errors = (DomainError,)

    def initial(self) -> dict[str, Any]:
        """What applies today."""
        return asdict(allocation_loads.limits_in_force())

    def context(self) -> dict[str, Any]:
        """The ways back."""
        href = reverse("allocation_limits")
        return {
            "back_href": href,
            "cancel_href": href,
            "intro": "The new numbers count from the next allocation. Nobody is taken away from anybody.",
        }

    def save(self, form: Any) -> HttpResponse:
        """Set them."""
        allocation_limits.set_limits(
            limits=form.limits(), reason=form.cleaned_data["reason"], by=self.user, at=self.at
        )
        return self.done(reverse("allocation_limits"), "The numbers are changed")
