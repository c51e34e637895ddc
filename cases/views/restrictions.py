"""Restricting a record to named people, and lifting that again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.exceptions import NotPermittedError
from cases.forms.emergency import LiftForm, RestrictForm
from cases.queries import choices
from cases.services import restrictions
from cases.views.child_forms import ChildFormPage
from safeguarding.ui.fields import Choice, GovukForm


class RestrictionPage(ChildFormPage):
    """Restricts the record when it is open, lifts the restriction when it isn't."""

    child_action = access.Action.RESTRICT
    back_to = "child_network"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Managers who aren't named on the record leave it as it is."""
        if not access.may_restrict(self.user, self.child):
            raise NotPermittedError(self.child_action.value)
        return super().dispatch(*args, **kwargs)

    @property
    def form_class(self) -> type[GovukForm]:  # type: ignore[override]
        """What is asked depends on how the record stands."""
        return LiftForm if self.child.is_restricted else RestrictForm

    @property
    def title(self) -> str:  # type: ignore[override]
        """What the page does."""
        lifts = self.child.is_restricted
        return "Lift the restriction" if lifts else "Restrict this record to named people"

    @property
    def intro(self) -> str:  # type: ignore[override]
        """What follows from it."""
        if self.child.is_restricted:
            return "Everyone who is involved, and children’s social care, will be able to open it again."
        return (
            "Nobody else will find it: not in search, lists, counts or by its reference. Agencies that are"
            " involved lose sight of it until you name one of their people."
        )

    @property
    def submit_text(self) -> str:  # type: ignore[override]
        """The button."""
        return "Lift the restriction" if self.child.is_restricted else "Restrict the record"

    def form(self, **data: Any) -> GovukForm:
        """The form with the people close to the record."""
        form = super().form(**data)
        if "named" in form.fields:
            people = [user for user in choices.close_to(self.child) if user != self.user]
            form.fields["named"].set_options(  # type: ignore[attr-defined]
                [Choice(str(user.pk), user.full_name, hint=user.job_title) for user in people]
            )
        return form  # type: ignore[return-value]

    def save(self, form: Any) -> HttpResponse:
        """Do it."""
        reason = form.cleaned_data["reason"]
        if self.child.is_restricted:
            restrictions.lift(child=self.child, reason=reason, by=self.user, at=self.at)
            return self.done(self.back_href(), "The restriction is lifted")
        chosen = set(form.cleaned_data["named"])
        named = [user for user in choices.close_to(self.child) if str(user.pk) in chosen]
        restrictions.restrict(child=self.child, named=named, reason=reason, by=self.user, at=self.at)
        return self.done(self.back_href(), "Only named people can open this record now")
