"""The assessment tools: how each is set up, for everybody to read; the partnership's office changes it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.forms import tools as forms
from cases.models import ToolAccreditation
from cases.queries import tools as queries
from cases.services import tool_setup
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.rules.london_time import london_date
from safeguarding.rules.themes import TOOL_CHOICES

_FLAGS = ("needs_accreditation", "asks_carer", "asks_marac")
_PLAIN = ("label", "lowest", "highest", "licence", "prompted_by", "accredited_for_months")


class ToolsPage(Page):
    """Every tool as it is set up, in use first."""

    template_name = "tools/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        found = sorted(queries.configured().values(), key=lambda each: (not each.is_in_use, each.tool.label))
        return self.render(
            tools=found,
            can_change=access.may(self.user, access.Action.MANAGE_TOOLS),
            can_see_register=access.may(self.user, access.Action.SEARCH),
        )


class ToolPage(Page):
    """One tool: areas, scale, who may use it, whose it is, and how it was set up before."""

    template_name = "tools/tool.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show it."""
        shown = queries.one(code)
        return self.render(
            shown=shown,
            tool=shown.tool,
            prompt=dict(TOOL_CHOICES).get(shown.tool.prompted_by, ""),
            lines=queries.lines(code),
            can_change=access.may(self.user, access.Action.MANAGE_TOOLS),
        )


class _OfficePage(Page, DraftedFormPage):
    """A form of the partnership's office."""

    action = access.Action.MANAGE_TOOLS
    template_name = "layouts/form.html"
    domain_errors = (DomainError,)
    submit_text = "Save"

    def back_href(self) -> str:
        """The tools."""
        return reverse("tools")

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.back_href(), "cancel_href": self.back_href()}


class NewToolPage(_OfficePage):
    """A tool that the service doesn't start with."""

    form_class = forms.ToolForm
    title = "Add a tool"

    def initial(self) -> dict[str, Any]:
        """In use, unless somebody says otherwise."""
        return {"is_in_use": True, "seen": "0"}

    def save(self, form: Any) -> HttpResponse:
        """Set it up."""
        code = tool_setup.code_for(form.cleaned_data["label"])
        return self.configured(form, code)

    def configured(self, form: Any, code: str) -> HttpResponse:
        """Set the tool with this code up as typed."""
        told = form.cleaned_data
        facts = tool_setup.ToolFacts(
            **{name: told[name] for name in (*_PLAIN, *_FLAGS, "direction", "is_in_use")},
            areas=told["areas"].splitlines(),
        )
        seen = told["seen"]
        tool_setup.configure(
            code=code,
            facts=facts,
            reason=told["reason"],
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else -1,
            by=self.user,
            at=self.at,
        )
        return self.done(reverse("tool", args=[code]), "The tool is set up")


class ChangeToolPage(NewToolPage):
    """A tool is set up otherwise; results that there are keep the scale of their day."""

    title = "Change this tool"
    intro = "Results that there are keep the areas and the scale of their day."

    @cached_property
    def shown(self) -> queries.Configured:
        """The tool of the address."""
        return queries.one(self.kwargs["code"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it once the gate has answered."""
        access.require(self.user, access.Action.MANAGE_TOOLS)
        _ = self.shown
        return super().dispatch(request, *args, **kwargs)

    @property
    def caption(self) -> str:
        """Which tool it is."""
        return self.shown.tool.label

    def back_href(self) -> str:
        """The tool."""
        return reverse("tool", args=[self.kwargs["code"]])

    def initial(self) -> dict[str, Any]:
        """As it is set up now."""
        tool, own = self.shown.tool, self.shown.own
        return {
            **{name: getattr(tool, name) for name in (*_PLAIN, *_FLAGS)},
            "direction": tool.direction.value,
            "areas": "\n".join(area.label for area in tool.areas),
            "is_in_use": self.shown.is_in_use,
            "seen": str(own.pk if own is not None else 0),
        }

    def save(self, form: Any) -> HttpResponse:
        """Set it up."""
        return self.configured(form, self.kwargs["code"])


class RegisterPage(Page):
    """Who is accredited for which tool, from when until when."""

    action = access.Action.SEARCH
    template_name = "tools/register.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        return self.render(
            register=queries.register(self.user, london_date(self.at)),
            today=london_date(self.at),
            can_change=access.may(self.user, access.Action.MANAGE_TOOLS),
        )


class _RegisterForm(_OfficePage):
    """A form about the register."""

    def back_href(self) -> str:
        """The register."""
        return reverse("tool_register")


class AccreditPage(_RegisterForm):
    """Somebody is accredited."""

    form_class = forms.AccreditForm
    title = "Accredit somebody"

    def form_kwargs(self) -> dict[str, Any]:
        """Whom, and for what."""
        tools = [each.tool for each in queries.configured().values() if each.tool.needs_accreditation]
        return {
            "people": [(str(each.pk), f"{each.full_name}, {each.agency}") for each in queries.people()],
            "tools": [(tool.code, tool.label) for tool in sorted(tools, key=lambda tool: tool.label)],
        }

    def save(self, form: Any) -> HttpResponse:
        """Enter them in the register."""
        told = dict(form.cleaned_data)
        key = told.pop("user")
        user = next(each for each in queries.people() if str(each.pk) == key)
        tool_setup.accredit(user=user, by=self.user, at=self.at, **told)
        return self.done(self.back_href(), f"{user.full_name} is accredited")


class WithdrawPage(_RegisterForm):
    """An accreditation ends."""

    form_class = forms.WithdrawForm
    title = "Withdraw an accreditation"
    submit_text = "Withdraw it"

    @cached_property
    def accreditation(self) -> ToolAccreditation:
        """The line of the address."""
        return queries.accreditation(self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it once the gate has answered."""
        access.require(self.user, access.Action.MANAGE_TOOLS)
        _ = self.accreditation
        return super().dispatch(request, *args, **kwargs)

    @property
    def caption(self) -> str:
        """Whose it is, and for what."""
        row = self.accreditation
        return f"{row.user.full_name}, {queries.one(row.tool).tool.label}"

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"withdrawn_on": london_date(self.at)}

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        tool_setup.withdraw(accreditation=self.accreditation, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The accreditation is withdrawn")
