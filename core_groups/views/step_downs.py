"""Step-down: proposed, its summary, the receiving agency's answer, completed."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.exceptions import NotPermittedError
from cases.models import Plan
from cases.queries import choices
from cases.states import PlanKind
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from core_groups import step_down_access
from core_groups.forms import step_down as forms
from core_groups.models import StepDown
from core_groups.queries import step_downs as queries
from core_groups.queries import withdrawals as network
from core_groups.services import step_downs
from core_groups.services.step_downs import Proposal
from core_groups.step_down_states import OPEN_STEP_DOWNS, STEPS, TO_WHAT, StepDownState
from core_groups.views.endings import ActPage, EndingPage
from safeguarding.ui.filters import date_text

_COLOURS: Final = {
    StepDownState.PROPOSED.value: "blue",
    StepDownState.REFUSED.value: "red",
    StepDownState.ACCEPTED.value: "turquoise",
    StepDownState.COMPLETED.value: "green",
    StepDownState.DROPPED.value: "grey",
}


class StepDownsPage(EndingPage):
    """The child's plans that may step down, and the step-downs there were."""

    section = "step_down"
    template_name = "step_down/step_downs.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        may = self.may(Action.MANAGE_PLAN)
        plans = queries.plans_to_step_down(self.user, self.child) if may else []
        return self.show(
            steps=queries.of_child(self.user, self.child),
            plans=[{"plan": plan, "to": TO_WHAT[STEPS[PlanKind(plan.kind)]]} for plan in plans],
            to_what=TO_WHAT,
            colours=_COLOURS,
        )


class _OfOne:
    """What pages of one step-down share."""

    kwargs: dict[str, Any]
    child: Any
    user: Any

    @cached_property
    def step(self) -> StepDown:
        """The step-down of the address, through the child."""
        found = queries.one_of(self.user, self.child, self.kwargs["pk"])
        if found is None:
            raise Http404
        found.child = self.child
        return found

    def back_href(self) -> str:
        """The step-down's page."""
        return reverse("step_down_one", args=[self.child.reference, self.step.pk])


class StepDownPage(_OfOne, EndingPage):
    """One step-down: what stands, what is missing, the transfer summary."""

    section = "step_down"
    template_name = "step_down/step_down.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        step = self.step
        is_open = step.state in OPEN_STEP_DOWNS
        works = is_open and self.may(Action.MANAGE_PLAN)
        answers = is_open and step_down_access.may_answer(self.user, step)
        in_the_way = queries.in_the_way(step) if is_open else ()
        is_sent = step.summary_sent_at is not None
        return self.show(
            step=step,
            to_what=TO_WHAT[step.to_kind],
            lead=queries.lead(step),
            colours=_COLOURS,
            in_the_way=in_the_way,
            can_write=works and not is_sent,
            can_complete=works and not in_the_way,
            can_drop=works,
            can_answer=answers and step.state == StepDownState.PROPOSED,
            can_receive=answers and is_sent and step.summary_received_at is None,
        )


class ProposePage(ChildFormPage):
    """A plan steps down: proposed."""

    child_action = Action.MANAGE_PLAN
    form_class = forms.ProposeForm
    submit_text = "Propose it"
    back_to = "step_down"

    @cached_property
    def plan(self) -> Plan:
        """The plan of the address, which may step down."""
        for plan in queries.plans_to_step_down(self.user, self.child):
            if plan.pk == self.kwargs["plan"]:
                return plan
        raise Http404

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the plan first."""
        _ = self.child, self.plan
        return super().dispatch(*args, **kwargs)

    @property
    def title(self) -> str:
        """From which plan to which."""
        return f"Step down to {TO_WHAT[STEPS[PlanKind(self.plan.kind)]]}"

    @property
    def intro(self) -> str:
        """What ends the plan that there is."""
        label = f"{PlanKind(self.plan.kind).label} from {date_text(self.plan.started_on)}"
        if self.plan.kind == PlanKind.CHILD_PROTECTION and self.plan.ended_on is None:
            return f"{label}. It ends by the decision of a conference; you may prepare what follows."
        return label

    def form_kwargs(self) -> dict[str, Any]:
        """Who may lead, who may take it on."""
        agencies, teams = queries.receivers()
        people = network.people(self.user, self.child, agencies)
        if self.user not in people:
            people = [self.user, *people]
        return {"people": people, "agencies": agencies, "teams": teams}

    def save(self, form: Any) -> HttpResponse:
        """Propose it, and tell the receiving agency."""
        chosen = form.cleaned_data
        taker = choices.involvable_from(chosen["taker"])
        people = self.form_kwargs()["people"]
        proposal = Proposal(
            reason=chosen["reason"],
            first_meeting_on=chosen["first_meeting_on"],
            agency=taker.agency,
            team=taker.team,
            lead=next((each for each in people if str(each.pk) == chosen["lead"]), None),
            lead_name=chosen["lead_name"],
        )
        made = step_downs.propose(plan=self.plan, proposal=proposal, by=self.user, at=self.at)
        href = reverse("step_down_one", args=[self.child.reference, made.pk])
        return self.done(href, f"{taker.agency} is asked to take it on")


class SummaryPage(_OfOne, VersionedFormPage):
    """The transfer summary, until it is sent."""

    child_action = Action.MANAGE_PLAN
    form_class = forms.SummaryForm
    title = "Transfer summary"
    read_anew = ("step",)

    def initial(self) -> dict[str, Any]:
        """As it stands; what the record says now, where it was emptied."""
        text = self.step.summary or queries.summary(self.user, self.step)
        return {"summary": text, "version": self.step.version}

    def save(self, form: Any) -> HttpResponse:
        """Save it."""
        step_downs.write_summary(
            step=self.step,
            text=form.cleaned_data["summary"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The transfer summary is saved")


class AnswerPage(_OfOne, ChildFormPage):
    """The receiving agency accepts or refuses."""

    child_action = Action.RECORD_EVENT
    form_class = forms.AnswerForm
    title = "Does your agency take it on?"
    submit_text = "Answer"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """For the receiving agency alone."""
        _ = self.child
        if not step_down_access.may_answer(self.user, self.step):
            raise NotPermittedError("answer_step_down")
        return super().dispatch(*args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Accept or refuse."""
        chosen = form.cleaned_data
        if chosen["answer"] == "accept":
            step_downs.accept(step=self.step, by=self.user, at=self.at)
            return self.done(self.back_href(), "Your agency takes it on")
        href = self.back_href()
        step_downs.refuse(step=self.step, reason=chosen["reason"], by=self.user, at=self.at)
        # Whoever was let in for this reads the record no more.
        is_in = step_down_access.visible_step_downs(self.user).filter(pk=self.step.pk).exists()
        return self.done(href if is_in else reverse("home"), "The refusal is recorded")


class DropPage(_OfOne, ChildFormPage):
    """A step-down isn't pursued."""

    child_action = Action.MANAGE_PLAN
    form_class = forms.DropForm
    title = "Do not pursue this step-down"
    submit_text = "Do not pursue it"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find it first."""
        _ = self.child, self.step
        return super().dispatch(*args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        step_downs.drop(step=self.step, reason=form.cleaned_data["reason"], by=self.user, at=self.at)
        return self.done(self.back_href(), "It is not pursued")


class SendPage(_OfOne, ActPage):
    """Send the transfer summary."""

    child_action = Action.MANAGE_PLAN
    done_text = "The transfer summary is sent"

    def act(self) -> None:
        """Send it."""
        step_downs.send_summary(step=self.step, by=self.user, at=self.at)


class ReceivePage(_OfOne, ActPage):
    """The receiving agency has the transfer summary."""

    done_text = "It is on record that your agency has the transfer summary"

    def act(self) -> None:
        """Confirm it."""
        step_downs.receive_summary(step=self.step, by=self.user, at=self.at)


class CompletePage(_OfOne, ActPage):
    """Take the step."""

    child_action = Action.MANAGE_PLAN
    done_text = "The step-down is completed"

    def act(self) -> None:
        """Complete it."""
        step_downs.complete(step=self.step, by=self.user, at=self.at)
