"""Concerns that recur: the list for managers, one with its evidence, and the decision against a meeting."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.views.child_forms import ChildFormPage
from cases.views.pages import ChildPage, Page
from safeguarding.rules.recurrence_hits import label_of
from safeguarding.rules.themes import theme_label
from safeguarding.ui.fields import GovukForm, TextAreaField
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.queries import recurrence as queries
from strategy_meetings.queries import ways
from strategy_meetings.services import recurrence
from strategy_meetings.states import RecurrenceState

DECIDED_SHOWN: Final = timedelta(days=28)


class HitsPage(Page):
    """What recurs and waits for a manager, over all children whom they may see."""

    action = access.Action.DECIDE_REFERRAL
    template_name = "strategy/recurrences.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list."""
        return self.render(
            waiting=queries.waiting(self.user),
            decided=queries.decided(self.user, since=self.at - DECIDED_SHOWN),
        )


class HitPage(ChildPage):
    """One recurrence with its evidence, and what can be decided."""

    template_name = "strategy/recurrence.html"

    @cached_property
    def hit(self) -> RecurrenceHit:
        """The recurrence of the address, through the child."""
        return queries.get_hit(self.user, self.child, self.kwargs["pk"])

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        is_open = self.hit.state == RecurrenceState.OPEN

        def may(action: access.Action) -> bool:
            return is_open and access.may_here(self.user, action, self.child)

        return self.render(
            child=self.child,
            hit=self.hit,
            label=label_of(self.hit.theme),
            evidence=queries.evidence(self.user, self.hit),
            theme_label=theme_label,
            is_open=is_open,
            can_call=may(access.Action.CALL_MEETING),
            meetings=[] if is_open else ways.of_hit(self.user, self.hit),
            can_decline=may(access.Action.DECIDE_REFERRAL),
        )


class DeclineForm(GovukForm):
    """Why no strategy meeting follows."""

    rationale = TextAreaField(
        "Why is no strategy meeting called?",
        rows=6,
        max_length=4000,
        hint="What you looked at, whom you spoke to, and what is done instead. It stands in the chronology.",
        error_required="Say why no strategy meeting is called",
    )


class DeclinePage(ChildFormPage):
    """A manager decides that no strategy meeting follows."""

    child_action = access.Action.DECIDE_REFERRAL
    form_class = DeclineForm
    title = "Decide that no strategy meeting is called"
    submit_text = "Save the decision"
    domain_errors = (DomainError, ChangedMeanwhileError)

    @cached_property
    def hit(self) -> RecurrenceHit:
        """The recurrence of the address, through the child."""
        return queries.get_hit(self.user, self.child, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find it before anything else, so that a wrong key is a 404 for GET and POST alike."""
        _ = self.child, self.hit
        return super().dispatch(*args, **kwargs)

    @property
    def intro(self) -> str:
        """What recurs."""
        return self.hit.text

    def back_href(self) -> str:
        """The recurrence."""
        return reverse("recurrence_hit", args=[self.child.reference, self.hit.pk])

    def save(self, form: Any) -> HttpResponse:
        """Save the decision."""
        recurrence.decline(hit=self.hit, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The decision is saved")
