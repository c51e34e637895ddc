"""Saying why a time limit was missed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.exceptions import DomainError
from cases.models import Deadline
from cases.queries import worklists
from cases.services import deadlines
from cases.states import LatenessReason
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.ui.fields import GovukForm, RadiosField, TextAreaField
from safeguarding.ui.filters import date_text


class LatenessForm(GovukForm):
    """Why it is late."""

    code = RadiosField("Why is it late?", LatenessReason.choices, error_required="Select why it is late")
    reason = TextAreaField(
        "What happened, in your own words",
        max_length=2000,
        hint="Being late stops nothing: this is so that others can understand it.",
        error_required="Enter what happened",
    )


class LatenessPage(Page, DraftedFormPage):
    """The reason for a missed time limit; 404 when the limit may not be seen, 403 for others' limits."""

    form_class = LatenessForm
    template_name = "layouts/form.html"
    title = "Why was this time limit missed?"
    submit_text = "Save the reason"
    domain_errors = (DomainError,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the time limit before anything else; whose it is, is read on the page, and logged."""
        deadline = self.deadline
        if not self.only_keeps:
            worklists.log_reading(deadline, user=self.user, at=self.at, origin=self.origin, look=self.reading)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def deadline(self) -> Deadline:
        """The time limit of the page's address, through the gate."""
        return worklists.to_explain(self.user, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """What was said before."""
        return {"code": self.deadline.lateness_code, "reason": self.deadline.lateness_reason}

    def context(self) -> dict[str, Any]:
        """Which limit it is."""
        row = worklists.row(self.deadline, user=self.user, now=self.at)
        due = f"It was due by the end of {date_text(self.deadline.due_on)}."
        return {"caption": row.title, "intro": due, "back_href": reverse("home")}

    def save(self, form: Any) -> HttpResponse:
        """Record the reason."""
        deadlines.explain_lateness(deadline=self.deadline, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(reverse("home"), "The reason is recorded")
