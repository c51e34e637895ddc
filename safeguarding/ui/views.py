"""The base of pages that are a form: thin, the same everywhere.

class DecidePage(FormPage):
    form_class = DecisionForm
    title = "Decide this referral"

    def save(self, form):
        services.referrals.decide(…, by=self.request.user, at=timezone.now(), **form.cleaned_data)
        return self.done(url, "The decision is recorded")
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from safeguarding.ui.fields import GovukForm


class SeeOther(HttpResponseRedirect):
    """303: the POST is done, now GET this page."""

    status_code = 303


class FormPage(View):
    """Shows a form, validates it, saves it, goes on.

    A form with errors comes back with status 200 and everything that was typed, as GOV.UK pages do; domain
    errors named in `domain_errors` become errors of the form.
    """

    form_class: ClassVar[type[forms.Form]] = GovukForm
    template_name: ClassVar[str] = "layouts/form.html"
    submit_text: str = "Continue"
    form_has_heading: bool = False
    domain_errors: ClassVar[tuple[type[Exception], ...]] = ()

    # Read-only, so that a page names each as a plain attribute or works it out as a property.
    @property
    def title(self) -> str:
        """The page's title and heading."""
        return ""

    @property
    def caption(self) -> str:
        """What stands above the heading: whose page it is."""
        return ""

    @property
    def intro(self) -> str:
        """What stands below the heading."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Validate and save, or show the errors."""
        form = self.form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(form)
        try:
            return self.save(form)
        except self.domain_errors as error:
            return self.refused(form, error)

    def refused(self, form: forms.Form, error: Exception) -> HttpResponse:
        """Show the form again with what the service said."""
        form.add_error(self.field_of(error), str(error))
        return self.show(form)

    def form(self, **data: Any) -> forms.Form:
        """Return the form, empty or with what was posted."""
        return self.form_class(initial=self.starting(), **data, **self.form_kwargs())

    def starting(self) -> dict[str, Any]:
        """Return what the form starts with, whatever the page adds to it by itself."""
        return self.initial()

    def initial(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        """Return what the form's `__init__` takes beside data and initial, e.g. candidates."""
        return {}

    def context(self) -> dict[str, Any]:
        """Return what the template needs beside the form, e.g. `back_href`, `cancel_href`."""
        return {}

    def frame(self) -> dict[str, Any]:
        """Return what the layout needs of every form of a kind; the page's own context comes over it."""
        return {}

    def save(self, form: Any) -> HttpResponse:
        """Call one service with `form.cleaned_data` and return where to go."""
        raise NotImplementedError

    def field_of(self, error: Exception) -> str | None:
        """Return the field that a domain error belongs to: its `field` attribute, or none."""
        field = getattr(error, "field", None)
        return field if field else NON_FIELD_ERRORS

    def show(self, form: forms.Form) -> HttpResponse:
        """Return the page with the form."""
        context = {
            "title": self.title,
            "caption": self.caption,
            "intro": self.intro,
            "submit_text": self.submit_text,
            "form_has_heading": self.form_has_heading,
            **self.frame(),
            **self.context(),
            "form": form,
        }
        return render(self.request, self.template_name, context)

    def done(self, href: str, message: str = "") -> HttpResponse:
        """Return a redirect (303) to `href`, with `message` shown there as a success."""
        if message:
            messages.success(self.request, message)
        return SeeOther(href)
