"""A child's results of assessment tools: recorded, read, with what MARAC decided, taken back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.forms import tools as forms
from cases.models import ToolResult
from cases.models.tool import Marac
from cases.queries import tools as queries
from cases.services import tools as services
from cases.views.child_forms import ChildFormPage
from cases.views.pages import ChildPage
from safeguarding.rules.london_time import london_date
from safeguarding.rules.tools import Tool

_OF_THE_RESULT = (
    *("observed_from", "observed_until", "evidence", "analysis"),
    *("carer", "judgement", "marac", "marac_reason"),
)


class NewResultPage(ChildFormPage):
    """A tool is used: by who is accredited, where it needs that."""

    child_action = access.Action.RECORD_EVENT
    form_class = forms.ResultForm
    template_name = "tools/result_form.html"
    submit_text = "Record the result"
    back_to = "child_tools"

    @cached_property
    def tool(self) -> Tool:
        """The tool of the address; 404 for one that isn't in use."""
        found = queries.in_use().get(self.kwargs["tool"])
        if found is None:
            raise NotVisibleError
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the tool too."""
        _ = self.child, self.tool
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        """The tool."""
        return self.tool.label

    def form_kwargs(self) -> dict[str, Any]:
        """What it asks."""
        return {"tool": self.tool}

    def context(self) -> dict[str, Any]:
        """Whose the tool is, and whether the person may use it today."""
        may_use = services.may_record(self.user, self.tool, london_date(self.at))
        return {**super().context(), "tool": self.tool, "may_use": may_use}

    def field_of(self, error: Exception) -> str:
        """The field of the error, when this tool asks it."""
        field = getattr(error, "field", None) or NON_FIELD_ERRORS
        return field if field in self.form().fields else NON_FIELD_ERRORS

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        told = form.cleaned_data
        facts = {name: told[name] for name in _OF_THE_RESULT if name in told}
        if told["consulted"]:
            facts |= {name: told[name] for name in ("supervisor", "supervisor_on", "supervisor_advice")}
        else:
            facts["no_supervisor_reason"] = told["no_supervisor_reason"]
        made = services.record(
            child=self.child,
            tool=self.tool.code,
            scores={area.code: told[f"score_{area.code}"] for area in self.tool.areas},
            facts=services.ResultFacts(**facts),
            by=self.user,
            at=self.at,
        )
        href = reverse("tool_result", args=[self.child.reference, made.reference])
        return self.done(href, "The result is recorded")


class OneResult(ChildPage):
    """A page of one result, through the child."""

    @cached_property
    def result(self) -> ToolResult:
        """The result of the address."""
        return queries.get(self.user, self.child, self.kwargs["result"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it before anything else."""
        _ = self.child, self.result
        return super().dispatch(request, *args, **kwargs)


class ResultPage(OneResult):
    """One result with its evidence."""

    template_name = "tools/result.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        result = self.result
        records = access.may_here(self.user, access.Action.RECORD_EVENT, self.child)
        stands = records and result.taken_back_at is None and not self.is_print
        return self.render(
            child=self.child,
            result=result,
            scores=queries.scores(result),
            scale=queries.scale(result),
            can_tell_outcome=stands and result.marac == Marac.REFERRED,
            can_take_back=stands and services.may_take_back(self.user, result),
        )


class ResultFormPage(OneResult, ChildFormPage):
    """A form on one result."""

    child_action = access.Action.RECORD_EVENT

    def back_href(self) -> str:
        """The result."""
        return reverse("tool_result", args=[self.child.reference, self.result.reference])


class OutcomePage(ResultFormPage):
    """What MARAC decided."""

    form_class = forms.OutcomeForm
    title = "What MARAC decided"

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        return {"outcome": self.result.marac_outcome}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        outcome = form.cleaned_data["outcome"]
        services.record_marac_outcome(result=self.result, outcome=outcome, by=self.user, at=self.at)
        return self.done(self.back_href(), "Saved")


class TakeBackPage(ResultFormPage):
    """A result was wrong."""

    form_class = forms.TakeBackForm
    title = "Take this result back"
    intro = "It stays readable and counts no more. Record the right one afterwards."
    submit_text = "Take it back"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Its assessor, or a manager of social care."""
        _ = self.child
        if not services.may_take_back(self.user, self.result):
            raise NotPermittedError("take_back")
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Take it back."""
        services.take_back(result=self.result, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The result is taken back")
