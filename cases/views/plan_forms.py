"""A plan as a whole: begun, worded, its category, its pace of visits, its scale, shared, ended, moved."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import NotPermittedError
from cases.forms import plans as forms
from cases.queries import plan_choices
from cases.queries.choices import social_workers
from cases.services import plan_scales, plan_sharing, plan_starting, plan_words, plans
from cases.services.plan_sharing import ShareFacts
from cases.states import PlanKind
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from cases.views.plan_pages import PlanFormPage
from safeguarding.ui.fields import choosing


class StartPage(ChildFormPage):
    """A child in need or an early help plan begins; a child protection plan by its conference."""

    child_action = access.Action.MANAGE_PLAN
    form_class = forms.StartForm
    title = "Start a plan"
    submit_text = "Start the plan"
    back_to = "child_plans"

    def form(self, **data: Any) -> Form:
        """The form with who can lead and oversee."""
        form = super().form(**data)
        leads = plan_choices.leads(self.child)
        choosing(form, "lead").set_options(
            (str(one.pk), f"{one.full_name}, {one.agency.name}") for one in leads
        )
        workers = [(str(one.pk), one.full_name) for one in social_workers()]
        choosing(form, "oversight").set_options(workers)
        return form

    def save(self, form: Any) -> HttpResponse:
        """Start it."""
        said = form.cleaned_data
        plan = plan_starting.start(
            child=self.child,
            kind=said["kind"],
            started_on=said["started_on"],
            lead=plan_choices.one_of(plan_choices.leads(self.child), said["lead"], field="lead"),
            lead_name=said["lead_name"],
            oversight_by=plan_choices.one_of(social_workers(), said["oversight"], field="oversight"),
            by=self.user,
            at=self.at,
        )
        return self.done(reverse("plan", args=[self.child.reference, plan.pk]), "The plan has begun")


class WordsPage(PlanFormPage, VersionedFormPage):
    """Danger statement, safety goal, contingency."""

    form_class = forms.WordsForm
    title = "What the plan says"
    read_anew = ("plan",)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        plan = self.plan
        return {
            "danger_statement": plan.danger_statement,
            "safety_goal": plan.safety_goal,
            "contingency": plan.contingency,
            "practice_model": plan.practice_model or "none",
            "version": plan.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Save the words."""
        said = {**form.cleaned_data, "version": self.posted_version(form)}
        plan_words.change(plan=self.plan, by=self.user, at=self.at, **said)
        return self.done(self.back_href(), "The plan’s words are saved")


class VisitPacePage(PlanFormPage, VersionedFormPage):
    """How often the plan asks for visits."""

    form_class = forms.VisitPaceForm
    title = "How often the child is visited"
    read_anew = ("plan",)

    def initial(self) -> dict[str, Any]:
        """What is agreed."""
        return {"days": self.plan.visit_every, "version": self.plan.version}

    def save(self, form: Any) -> HttpResponse:
        """Agree it."""
        plan_words.visit_every(
            plan=self.plan,
            days=form.cleaned_data["days"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "It is on record how often the child is visited")


class CategoryPage(PlanFormPage):
    """Another category of abuse, by a conference chair."""

    needs = access.Action.RUN_CONFERENCE
    form_class = forms.CategoryForm
    title = "Change the category of abuse"
    submit_text = "Change the category"

    def require(self) -> None:
        """Only a child protection plan has one."""
        super().require()
        if self.plan.kind != PlanKind.CHILD_PROTECTION:
            raise NotPermittedError("change_category")

    def initial(self) -> dict[str, Any]:
        """The category of now."""
        return {"category": self.plan.category}

    def save(self, form: Any) -> HttpResponse:
        """Change it."""
        plans.change_category(plan=self.plan, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The category is changed")


class EndPage(PlanFormPage):
    """A child in need or an early help plan ends; a child protection plan by a conference alone."""

    needs = access.Action.MANAGE_PLAN
    form_class = forms.EndForm
    title = "End this plan"
    submit_text = "End the plan"

    def require(self) -> None:
        """A child protection plan has no such page."""
        super().require()
        if self.plan.kind == PlanKind.CHILD_PROTECTION:
            raise NotPermittedError("end_plan")

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        plans.end(plan=self.plan, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The plan has ended")


class MovePage(PlanFormPage):
    """Another authority takes the plan over; a child protection plan needs the chair's word."""

    form_class = forms.MoveForm
    title = "The plan moves to another authority"
    submit_text = "Record the move"

    def require(self) -> None:
        """Of a child protection plan it is the chair's."""
        super().require()
        is_protection = self.plan.kind == PlanKind.CHILD_PROTECTION
        action = access.Action.RUN_CONFERENCE if is_protection else access.Action.MANAGE_PLAN
        if not access.may_here(self.user, action, self.child):
            raise NotPermittedError(action.value)

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        plans.move_away(plan=self.plan, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The plan has moved to the other authority")


class SharePage(PlanFormPage):
    """The plan as it stands was shared with somebody of the family, or there is a reason why not."""

    form_class = forms.ShareForm
    title = "Share the plan with the family"
    intro = "The plan is kept as it stands now, as a version that can be printed and compared later."

    def save(self, form: Any) -> HttpResponse:
        """Keep a version and record it."""
        said = dict(form.cleaned_data)
        del said["is_shared"]
        plan_sharing.share_now(plan=self.plan, facts=ShareFacts(**said), by=self.user, at=self.at)
        return self.done(f"{self.back_href()}#shared", "It is on record")


class ScalePage(PlanFormPage):
    """How safe somebody says that the child is."""

    form_class = forms.ScaleForm
    title = "Record a number on the safety scale"
    submit_text = "Record the number"

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        plan_scales.give(plan=self.plan, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(f"{self.back_href()}#scale", "The number is recorded")
