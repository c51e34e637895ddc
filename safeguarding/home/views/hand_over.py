"""A manager hands work from one worker to another: choose, check, done."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.exceptions import DomainError
from cases.forms.hand_over import HandOverForm
from cases.queries import worklists, workloads
from cases.services import hand_over
from cases.services.hand_over import LeftOut, Plan
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.accounts.models import User
from safeguarding.ui.fields import Choice

SHOWN_LEFT_OUT = 10


class HandOverPage(Page, DraftedFormPage):
    """What one worker, a team or nobody holds, given to somebody; 404 unless the manager manages them."""

    action = Action.MANAGE_CASE
    form_class = HandOverForm
    template_name = "layouts/form.html"
    title = "Hand over work"
    submit_text = "Check before handing over"
    domain_errors = (DomainError,)

    @cached_property
    def worker(self) -> User | None:
        """The worker of the address; None for work that no one worker holds."""
        return workloads.holder(self.user, self.key)

    @property
    def key(self) -> str:
        """The holder, as the address names them."""
        return str(self.kwargs["worker"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the worker before anything else, for those who may hand over."""
        if access.may(self.user, Action.MANAGE_CASE):
            _ = self.worker
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def takers(self) -> dict[str, User]:
        """Who can take it over, by key."""
        return {str(each.pk): each for each in workloads.takers(self.user, but=self.worker)}

    def form_kwargs(self) -> dict[str, Any]:
        """What there is to choose."""
        children = workloads.caseload(self.user, self.key, now=self.at, limit=hand_over.MOST)
        rows = worklists.first(
            workloads.held(self.user, self.key),
            user=self.user,
            now=self.at,
            limit=hand_over.MOST - len(children),
        )
        return {
            "children": [_child_choice(each) for each in children],
            "deadlines": [Choice(str(row.key), row.title, hint=", ".join(row.facts)) for row in rows],
            "workers": [_worker_choice(each) for each in self.takers.values()],
        }

    def context(self) -> dict[str, Any]:
        """Whose work it is."""
        back = reverse("team_worker", args=[self.key])
        return {
            "caption": workloads.name_of(self.worker, self.key),
            "back_href": back,
            "cancel_href": back,
            "intro": "They are both told. Everything stays on record under the name of who did it.",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From the form to what it would do, back to the form, or on to doing it."""
        form = cast(HandOverForm, self.form(data=request.POST))
        if "change" in request.POST or not form.is_valid():
            return self.show(form)
        try:
            return self.save(form) if "confirm" in request.POST else self._check(form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.show(form)

    def save(self, form: HandOverForm) -> HttpResponse:
        """Hand over, and say what was left out."""
        done = hand_over.hand_over(
            **self._facts(form), reason=form.cleaned_data["reason"], by=self.user, at=self.at
        )
        taker = self._taker(form)
        if done.left_out:
            messages.warning(self.request, _left_out_words(done.left_out))
        return self.done(
            reverse("team_worker", args=[self.key]), f"Handed over to {taker.full_name}: {done.in_words}"
        )

    def _check(self, form: HandOverForm) -> HttpResponse:
        found: Plan = hand_over.plan(**self._facts(form), by=self.user)
        if found.is_empty:
            raise DomainError("Nothing of this can be handed over: " + _left_out_words(found.left_out))
        return self.render(
            "team/hand_over_check.html",
            plan=found,
            rows=[worklists.row(each, user=self.user, now=self.at) for each in found.deadlines],
            from_name=workloads.name_of(self.worker, self.key),
            to_name=self._taker(form).full_name,
            reason=form.cleaned_data["reason"],
            posted=form.posted(),
            form_token=self.form_token,
            back_href=self.request.path,
        )

    def _facts(self, form: HandOverForm) -> dict[str, Any]:
        return {
            "holder": self.key,
            "children": form.chosen("children"),
            "deadlines": form.chosen("deadlines"),
            "to": self._taker(form),
        }

    def _taker(self, form: HandOverForm) -> User:
        return self.takers[form.cleaned_data["worker"]]


def _child_choice(carried: workloads.Carried) -> Choice:
    child = carried.child
    running = (
        f"{carried.running} running, {carried.overdue} overdue" if carried.running else "nothing running"
    )
    return Choice(str(child.pk), str(child.person), hint=f"{child.reference}: {running}")


def _worker_choice(worker: User) -> Choice:
    return Choice(
        str(worker.pk), worker.full_name, hint=worker.team.name if worker.team else worker.job_title
    )


def _left_out_words(left_out: tuple[LeftOut, ...]) -> str:
    words = [f"{each.what} ({each.why})" for each in left_out[:SHOWN_LEFT_OUT]]
    more = len(left_out) - SHOWN_LEFT_OUT
    return "Left out: " + "; ".join([*words, *([f"and {more} more"] if more > 0 else [])])
