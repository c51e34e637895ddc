"""An agency asks to leave: the page, the others' views, who takes its actions, the decision."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.exceptions import NotPermittedError
from cases.views.child_forms import ChildFormPage
from core_groups import step_down_access
from core_groups.forms import withdrawal as forms
from core_groups.models import Withdrawal
from core_groups.queries import withdrawals as queries
from core_groups.services import withdrawals
from core_groups.step_down_states import WithdrawalOutcome
from core_groups.views.endings import EndingPage
from safeguarding.accounts.models import Agency

_ANSWER_COLOURS: Final = {"agrees": "green", "dissents": "red", "no_answer": "grey"}
_OUTCOME_COLOURS: Final = {"leaves": "grey", "stays": "purple", "taken_back": "grey", "": "blue"}


class LeavingPage(EndingPage):
    """Who wants to leave the child's network, or wanted to."""

    section = "leaving"
    template_name = "step_down/leaving.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        found = queries.of_child(self.user, self.child)
        can_ask = any(
            step_down_access.may_speak_for(self.user, agency, self.child)
            for agency in queries.network(self.child)
            if not agency.is_lead
        )
        return self.show(withdrawals=found, can_ask=can_ask, colours=_OUTCOME_COLOURS)


class _OfOne:
    """What pages of one request share."""

    kwargs: dict[str, Any]
    child: Any
    user: Any

    @cached_property
    def withdrawal(self) -> Withdrawal:
        """The request of the address, through the child."""
        found = queries.one_of(self.user, self.child, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def back_href(self) -> str:
        """The request's page."""
        return reverse("leaving_one", args=[self.child.reference, self.withdrawal.pk])


class WithdrawalPage(_OfOne, EndingPage):
    """One request: what was said, what is open, what stands in the way."""

    section = "leaving"
    template_name = "step_down/leaving_one.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        withdrawal = self.withdrawal
        standing = queries.standing(self.user, withdrawal)
        is_open = withdrawal.decided_at is None
        decides = is_open and self.may(Action.MANAGE_INVOLVEMENT)
        speaks = any(
            step_down_access.may_speak_for(self.user, agency, self.child)
            for agency in queries.network(self.child)
            if agency.pk != withdrawal.agency_id
        )
        own = step_down_access.may_speak_for(self.user, withdrawal.agency, self.child)
        return self.show(
            standing=standing,
            withdrawal=withdrawal,
            answer_colours=_ANSWER_COLOURS,
            outcome_colours=_OUTCOME_COLOURS,
            is_open=is_open,
            can_hand_on=decides,
            can_view=is_open and speaks,
            can_decide=decides or (is_open and own),
            since=queries.since_asked(self.user, withdrawal) if decides else None,
            decide_text="Decide" if decides else "Take the request back",
        )


class AskPage(ChildFormPage):
    """An agency asks to leave."""

    child_action = Action.RECORD_EVENT
    form_class = forms.AskForm
    title = "An agency asks to leave"
    intro = "The other agencies are heard first, and somebody takes on each of its open actions."
    submit_text = "Ask"
    back_to = "leaving"

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those that the person may ask for."""
        found = [each for each in queries.network(self.child) if not each.is_lead]
        return [each for each in found if step_down_access.may_speak_for(self.user, each, self.child)]

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Nobody asks for an agency that they don't speak for."""
        _ = self.child
        if not self.agencies and not access.may_here(self.user, Action.MANAGE_INVOLVEMENT, self.child):
            raise NotPermittedError("speak_for_agency")
        return super().dispatch(*args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """The agencies to choose from."""
        return {"agencies": self.agencies}

    def initial(self) -> dict[str, Any]:
        """One's own agency."""
        return {"agency": str(self.user.agency_id)}

    def save(self, form: Any) -> HttpResponse:
        """Ask, and tell the others."""
        chosen = form.cleaned_data
        agency = next(each for each in self.agencies if str(each.pk) == chosen["agency"])
        made = withdrawals.ask(
            child=self.child, agency=agency, reason=chosen["reason"], by=self.user, at=self.at
        )
        href = reverse("leaving_one", args=[self.child.reference, made.pk])
        return self.done(href, "The other agencies are asked for their view")


class ViewPage(_OfOne, ChildFormPage):
    """Another agency's view."""

    child_action = Action.RECORD_EVENT
    form_class = forms.ViewForm
    title = "What an agency says to it"
    submit_text = "Record it"

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those whose view the person may give."""
        return [
            each
            for each in queries.network(self.child)
            if each.pk != self.withdrawal.agency_id
            and step_down_access.may_speak_for(self.user, each, self.child)
        ]

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """The agency that leaves has no view on it."""
        _ = self.child, self.withdrawal
        if not self.agencies:
            raise NotPermittedError("speak_for_agency")
        return super().dispatch(*args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """The agencies to choose from."""
        unanswered = access.may_here(self.user, Action.MANAGE_INVOLVEMENT, self.child)
        return {"agencies": self.agencies, "may_say_unanswered": unanswered}

    def initial(self) -> dict[str, Any]:
        """One's own agency."""
        return {"agency": str(self.user.agency_id)}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        chosen = form.cleaned_data
        withdrawals.view(
            withdrawal=self.withdrawal,
            agency=next(each for each in self.agencies if str(each.pk) == chosen["agency"]),
            answer=chosen["answer"],
            words=chosen["words"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The view is recorded")


class HandOnPage(_OfOne, ChildFormPage):
    """Whose an action becomes."""

    child_action = Action.MANAGE_INVOLVEMENT
    form_class = forms.HandOnForm
    title = "Who takes this action on?"

    @cached_property
    def action_row(self) -> queries.OpenAction:
        """The action of the address."""
        found = queries.open_actions(self.user, self.withdrawal)
        for each in found:
            if each.key == self.kwargs["action"]:
                return each
        raise Http404

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find it first."""
        _ = self.child, self.action_row
        return super().dispatch(*args, **kwargs)

    @property
    def intro(self) -> str:
        """What is to be done."""
        return self.action_row.text

    def form(self, **data: Any) -> Form:
        """The form with those who stay."""
        agencies, people = queries.takers(self.user, self.withdrawal)
        return super().form(**data, agencies=agencies, people=people)

    def save(self, form: Any) -> HttpResponse:
        """Note it; it changes hands when the agency leaves."""
        agencies, people = queries.takers(self.user, self.withdrawal)
        chosen = form.cleaned_data
        withdrawals.hand_on(
            withdrawal=self.withdrawal,
            row=self.action_row.row,
            to_agency=next(each for each in agencies if str(each.pk) == chosen["to_agency"]),
            to_user=next((each for each in people if str(each.pk) == chosen["to_user"]), None),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "It goes to them when the agency leaves")


class DecidePage(_OfOne, ChildFormPage):
    """Leaves, stays, or taken back."""

    child_action = Action.RECORD_EVENT
    form_class = forms.DecideForm
    title = "May the agency leave?"
    submit_text = "Decide"
    template_name = "step_down/decide.html"

    @cached_property
    def outcomes(self) -> list[WithdrawalOutcome]:
        """What the person may decide."""
        if access.may_here(self.user, Action.MANAGE_INVOLVEMENT, self.child):
            return list(WithdrawalOutcome)
        own = step_down_access.may_speak_for(self.user, self.withdrawal.agency, self.child)
        return [WithdrawalOutcome.TAKEN_BACK] if own else []

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """For social care's case staff, and the agency itself."""
        _ = self.child, self.withdrawal
        if not self.outcomes:
            raise NotPermittedError("decide_withdrawal")
        return super().dispatch(*args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """What may be chosen."""
        return {"outcomes": self.outcomes}

    def context(self) -> dict[str, Any]:
        """What stands in the way of leaving."""
        in_the_way = queries.standing(self.user, self.withdrawal).in_the_way
        return {**super().context(), "in_the_way": in_the_way, "agency": self.withdrawal.agency}

    def save(self, form: Any) -> HttpResponse:
        """Decide."""
        done = withdrawals.decide(withdrawal=self.withdrawal, by=self.user, at=self.at, **form.cleaned_data)
        said = f"{done.agency}: {done.get_outcome_display().lower()}"
        return self.done(reverse("leaving", args=[self.child.reference]), said)
