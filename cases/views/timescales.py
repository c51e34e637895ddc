"""The time limits: all of them for everybody, and the local ones to change for the partnership's admin."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.forms.timescales import AmountForm, MoveForm
from cases.models import LocalTimescale
from cases.queries import timescale_clocks, timescales, working_calendar
from cases.services import timescale_moves
from cases.services import timescales as services
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.rules.london_time import london_date
from safeguarding.rules.timescales import with_local_amounts
from safeguarding.ui.filters import plural


class TimescalesPage(Page):
    """Every time limit as it applies today, with its source."""

    template_name = "timescales/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them under their headings."""
        today = london_date(self.at)
        calendar = working_calendar.current()
        return self.render(
            groups=timescales.by_group(today),
            horizon=calendar.horizon,
            ends_soon=working_calendar.ends_soon(calendar, today),
        )


class TimescalePage(Page):
    """One time limit: what it says, who is told, and the partnership's own amounts so far."""

    template_name = "timescales/rule.html"

    def get(self, request: HttpRequest, rule_id: str) -> HttpResponse:
        """Show it."""
        shown, lines = timescales.of_page(rule_id, london_date(self.at))
        may_change = access.may(self.user, access.Action.MANAGE_TIMESCALES)
        return self.render(shown=shown, lines=lines, can_change=may_change and shown.rule.editable)


class ChangePage(Page, DraftedFormPage):
    """The partnership's own amount: the form, what it means for the clocks that run, then it is set."""

    action = access.Action.MANAGE_TIMESCALES
    form_class = AmountForm
    template_name = "layouts/form.html"
    title = "Change this time limit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the rule once the gate has answered; one that is fixed has no such page."""
        access.require(self.user, access.Action.MANAGE_TIMESCALES)
        if not self.shown.rule.editable:
            raise NotVisibleError
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def found(self) -> tuple[timescales.Shown, list[LocalTimescale]]:
        """The rule of the page's address as it applies today, and its own amounts so far."""
        return timescales.of_page(self.kwargs["rule_id"], london_date(self.at))

    @property
    def shown(self) -> timescales.Shown:
        """The rule as it applies today."""
        return self.found[0]

    @property
    def newest(self) -> int:
        """The key of the newest own amount, 0 where there is none."""
        return max((line.pk for line in self.found[1]), default=0)

    def initial(self) -> dict[str, Any]:
        """From today, unless somebody says otherwise."""
        return {"effective_from": london_date(self.at), "seen": str(self.newest)}

    def form_kwargs(self) -> dict[str, Any]:
        """The rule, for its unit and bounds."""
        return {"rule": self.shown.rule}

    def context(self) -> dict[str, Any]:
        """Which rule it is."""
        href = reverse("timescale", args=[self.shown.rule.id])
        return {
            "caption": self.shown.rule.label,
            "intro": f"{self.shown.rule.sentence} Time limits that run keep their day.",
            "back_href": href,
            "cancel_href": href,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From the form to what it means, back to the form, or on to the change."""
        form = self._posted()
        if "change" in request.POST or not form.is_valid():
            return self.show(form)
        try:
            if "confirm" in request.POST:
                return self.save(form)
            services.check(**_facts(form), rule_id=self.shown.rule.id, at=self.at)
            return self._preview(form)
        except ChangedMeanwhileError as changed:
            return self._refused(self._posted(seen=str(self.newest)), changed)
        except DomainError as error:
            return self._refused(form, error)

    def save(self, form: Any) -> HttpResponse:
        """Set the amount, and move what runs if that was ticked."""
        ticked = MoveForm(data=self.request.POST)
        moves = ticked.is_valid() and ticked.cleaned_data["moves_running"]
        moved = timescale_moves.change(
            **_facts(form),
            rule_id=self.shown.rule.id,
            moves_running=moves,
            seen=_key(form.cleaned_data["seen"]),
            by=self.user,
            at=self.at,
        )
        said = f"{plural(moved, 'time limit')} moved." if moves else "Time limits that run keep their day."
        return self.done(
            reverse("timescale", args=[self.shown.rule.id]), f"The time limit is changed. {said}"
        )

    def _posted(self, **changed: str) -> AmountForm:
        data = self.request.POST.copy()
        for name, value in changed.items():
            data[name] = value
        return cast(AmountForm, self.form(data=data))

    def _refused(self, form: AmountForm, error: DomainError) -> HttpResponse:
        form.is_valid()
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return self.show(form)

    def _preview(self, form: AmountForm) -> HttpResponse:
        facts = _facts(form)
        rule = with_local_amounts({self.shown.rule.id: facts["amount"]})[self.shown.rule.id]
        return self.render(
            "timescales/preview.html",
            old=self.shown.rule,
            new=rule,
            facts=facts,
            clocks=timescale_clocks.preview(self.user, rule, at=self.at),
            applies_today=facts["effective_from"] <= london_date(self.at),
            ticks=MoveForm(),
            posted=form.posted(),
            form_token=self.form_token,
            back_href=reverse("timescale_change", args=[rule.id]),
        )


def _facts(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("amount", "effective_from", "reason")}


def _key(text: str) -> int:
    """What the person saw; what can't be a key is as good as an old one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1
