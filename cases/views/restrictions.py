"""Restricting a record to named people, and lifting that again."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import NotPermittedError
from cases.forms.emergency import LiftForm, RestrictForm
from cases.queries import choices
from cases.services import restrictions
from cases.views.child_forms import ChildFormPage
from safeguarding.ui.fields import Choice, choosing
from safeguarding.ui.views import SeeOther


class _RestrictionPage(ChildFormPage):
    """Two addresses, so that what was meant to restrict a record never lifts what somebody else did
    meanwhile."""

    child_action = access.Action.RESTRICT
    back_to = "child_network"
    # Whether the record is restricted when this page has something to do, and who has it otherwise.
    for_restricted: bool
    other_page: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Managers who aren't named on the record leave it as it is."""
        if not access.may_restrict(self.user, self.child):
            raise NotPermittedError(self.child_action.value)
        if request.method == "GET" and self.child.is_restricted != self.for_restricted:
            return SeeOther(reverse(self.other_page, args=[self.child.reference]))
        return super().dispatch(request, *args, **kwargs)


class RestrictPage(_RestrictionPage):
    """Restricts the record to named people."""

    for_restricted = False
    other_page = "child_restriction_lift"
    form_class = RestrictForm
    title = "Restrict this record to named people"
    intro = (
        "Nobody else will find it: not in search, lists, counts or by its reference. Agencies that are"
        " involved lose sight of it until you name one of their people."
    )
    submit_text = "Restrict the record"

    def form(self, **data: Any) -> Form:
        """The form with the people close to the record."""
        form = super().form(**data)
        choosing(form, "named").set_options(
            [Choice(str(user.pk), user.full_name, hint=user.job_title) for user in self._others()]
        )
        return form

    def save(self, form: Any) -> HttpResponse:
        """Restrict it."""
        chosen = set(form.cleaned_data["named"])
        named = [user for user in self._others() if str(user.pk) in chosen]
        reason = form.cleaned_data["reason"]
        restrictions.restrict(child=self.child, named=named, reason=reason, by=self.user, at=self.at)
        return self.done(self.back_href(), "Only named people can open this record now")

    def _others(self) -> list[Any]:
        return [user for user in choices.close_to(self.child) if user != self.user]


class LiftPage(_RestrictionPage):
    """Opens the record again."""

    for_restricted = True
    other_page = "child_restriction"
    form_class = LiftForm
    title = "Lift the restriction"
    intro = "Everyone who is involved, and children’s social care, will be able to open it again."
    submit_text = "Lift the restriction"

    def save(self, form: Any) -> HttpResponse:
        """Lift it."""
        reason = form.cleaned_data["reason"]
        restrictions.lift(child=self.child, reason=reason, by=self.user, at=self.at)
        return self.done(self.back_href(), "The restriction is lifted")
