"""A child's warnings: all of them, adding one, looking at it again, ending it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpResponse

from cases import access, access_voice
from cases.forms import warnings as forms
from cases.forms.records import sensitivity_choices
from cases.models import Warning
from cases.queries import warnings as queries
from cases.services import warnings
from cases.states import Sensitivity
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from cases.views.pages import ChildPage
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import choosing


class WarningsPage(ChildPage):
    """What anyone who meets the family should know first, and what held once."""

    template_name = "voice/warnings.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        shown = queries.warnings(self.user, self.child)
        today = london_date(self.at)
        return self.render(
            child=self.child,
            shown=shown,
            to_review={row.pk for row in shown.current if queries.is_to_review(row, today)},
            can_edit=access.may_here(self.user, access.Action.EDIT_PERSON, self.child) and not self.is_print,
        )


class WarningPage(ChildFormPage):
    """What anyone who meets the family should know first."""

    form_class = forms.WarningForm
    title = "Add a warning"
    intro = "It stands at the top of the record for everyone whom you choose below."
    submit_text = "Add the warning"

    def initial(self) -> dict[str, Any]:
        """The usual readers."""
        return {"sensitivity": Sensitivity.PROFESSIONALS}

    def form(self, **data: Any) -> Form:
        """The form with the readers that the writer may choose."""
        form = super().form(**data)
        levels = access_voice.warning_levels(self.user)
        choosing(form, "sensitivity").set_options(sensitivity_choices(levels))
        return form

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        warnings.add_warning(child=self.child, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The warning is added")


class _OneWarning(ChildFormPage):
    """A form about one warning that holds."""

    back_to = "child_warnings"

    @cached_property
    def warning(self) -> Warning:
        """The warning of the address, through the child."""
        return queries.get_warning(self.user, self.child, self.kwargs["pk"])

    @property
    def intro(self) -> str:
        """Which one it is."""
        return self.warning.text

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the warning before anything else."""
        _ = self.child, self.warning
        return super().dispatch(*args, **kwargs)


class ReviewWarningPage(_OneWarning, VersionedFormPage):
    """A warning that still holds."""

    form_class = forms.ReviewWarningForm
    title = "Does this warning still hold?"
    submit_text = "It still holds"
    read_anew = ("warning",)

    def initial(self) -> dict[str, Any]:
        """The version that the person sees."""
        return {"version": self.warning.version}

    def save(self, form: Any) -> HttpResponse:
        """Say that it holds."""
        told = form.cleaned_data
        warnings.review_warning(
            warning=self.warning,
            review_on=told["review_on"],
            reason=told["reason"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The warning was looked at and holds on")


class EndWarningPage(_OneWarning):
    """A warning that no longer holds."""

    form_class = forms.EndWarningForm
    title = "End this warning"
    submit_text = "End the warning"

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        warnings.end_warning(
            warning=self.warning,
            ended_on=london_date(self.at),
            by=self.user,
            at=self.at,
            reason=form.cleaned_data["reason"],
        )
        return self.done(self.back_href(), "The warning is ended")
