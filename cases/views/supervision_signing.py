"""Supervision signed, taken back or called off; then added to, done and sampled."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.exceptions import NotPermittedError
from cases.forms import supervision as forms
from cases.models import SupervisionAction
from cases.queries import supervision as queries
from cases.services import supervision_after, supervision_signing
from cases.supervision_states import SupervisionState
from cases.views.supervision_forms import SupervisionFormPage, children_choices, chosen_child


class SignPage(SupervisionFormPage):
    """One page to read before signing: everything that was written, and the box below it."""

    form_class = forms.SignForm
    title = "Read and sign"
    submit_text = "Sign"
    template_name = "supervision/sign.html"
    keeps_draft = False
    states = frozenset({SupervisionState.DRAFT, SupervisionState.SIGNED_BY_ONE})

    def initial(self) -> dict[str, Any]:
        """The fingerprint of what is on the page: what was read is what is signed."""
        return {"seen": self.found.fingerprint}

    def refused(self, form: Form, error: Exception) -> HttpResponse:
        """Where it has changed it is read again: the box is empty, and what stands there now is signed."""
        for name in ("row", "found"):
            vars(self).pop(name, None)
        data = self.request.POST.copy()
        data["seen"] = self.found.fingerprint
        data.pop("agreed", None)
        again = self.form(data=data)
        again.add_error(None, str(error))
        return self.show(again)

    def context(self) -> dict[str, Any]:
        """What is read."""
        unfinished = supervision_signing.unfinished(self.found, at=self.at)
        return {**super().context(), "found": self.found, "unfinished": unfinished}

    def save(self, form: Any) -> HttpResponse:
        """Sign it."""
        row = supervision_signing.sign(
            supervision=self.row, seen=form.cleaned_data["seen"], by=self.user, at=self.at
        )
        is_whole = row.state == SupervisionState.SIGNED
        said = "Everybody has signed: it stands" if is_whole else "You have signed"
        return self.done(self.href(), said)


class TakeBackPage(SupervisionFormPage):
    """The signatures are taken back, so that words can change."""

    form_class = forms.TakeBackForm
    title = "Take the signatures back"
    intro = "Everybody signs again once it is changed."
    submit_text = "Take them back"
    states = frozenset({SupervisionState.SIGNED_BY_ONE})

    def save(self, form: Any) -> HttpResponse:
        """Take them back."""
        reason = form.cleaned_data["reason"]
        supervision_signing.take_back(supervision=self.row, reason=reason, by=self.user, at=self.at)
        return self.done(self.href(), "The signatures are taken back: it can be changed")


class CallOffPage(SupervisionFormPage):
    """It wasn't held."""

    form_class = forms.CallOffForm
    title = "Call this supervision off"
    submit_text = "Call it off"

    def save(self, form: Any) -> HttpResponse:
        """Call it off."""
        reason = form.cleaned_data["reason"]
        supervision_signing.call_off(supervision=self.row, reason=reason, by=self.user, at=self.at)
        return self.done(reverse("supervisions"), "The supervision is called off")


class AddendumPage(SupervisionFormPage):
    """Something is put right or added."""

    form_class = forms.AddendumForm
    title = "Add to a signed supervision"
    intro = "What was signed stays as it is. Yours stands below it, with your name and the day."
    states = frozenset({SupervisionState.SIGNED})

    def form_kwargs(self) -> dict[str, Any]:
        """The children discussed."""
        return {"children": children_choices(self.found)}

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        told = form.cleaned_data
        supervision_after.add_addendum(
            supervision=self.row,
            text=told["text"],
            child=chosen_child(self.found, told["child"]),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "It is added")


class DonePage(SupervisionFormPage):
    """What was done of an action."""

    form_class = forms.DoneForm
    title = "An action is done"
    states = frozenset({SupervisionState.SIGNED})

    @cached_property
    def of(self) -> SupervisionAction:
        """The action of the address, through the gate."""
        return queries.get_action(self.user, self.kwargs["action"])

    @property
    def intro(self) -> str:
        """Which action."""
        return self.of.what

    def require(self) -> None:
        """Its owner or the supervisor."""
        super().require()
        if self.user.pk not in {self.of.owner_id, self.row.supervisor_id} or self.of.done_at is not None:
            raise NotPermittedError("close_supervision_action")

    def save(self, form: Any) -> HttpResponse:
        """Say what was done."""
        supervision_after.close_action(
            action=self.of, done=form.cleaned_data["done"], by=self.user, at=self.at
        )
        return self.done(self.href(), "The action is done")


class SamplePage(SupervisionFormPage):
    """A head of service says how good a record is."""

    form_class = forms.SampleForm
    title = "Sample this record"
    states = frozenset({SupervisionState.SIGNED})

    def require(self) -> None:
        """Who took no part, once everybody has signed."""
        if not supervision_after.may_sample(self.user, self.row) or self.row.state not in self.states:
            raise NotPermittedError(Action.SAMPLE_SUPERVISION.value)

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        supervision_after.sample(supervision=self.row, **form.cleaned_data, by=self.user, at=self.at)
        return self.done(reverse("supervision_sampling"), "The sample is recorded")
