"""What pages of one strategy meeting share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse

from cases import access_meetings
from cases.exceptions import DomainError
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.queries import meeting as queries


class StrategyPage(OneMeeting):
    """A page of one strategy meeting: 404 for whoever doesn't see it, logged; 403 where `must_run` and they
    may not run it."""

    must_run = True

    @cached_property
    def strategy(self) -> StrategyMeeting:
        """Its strategy part."""
        return queries.get(self.user, self.meeting)

    def ask(self) -> None:
        """Other kinds of meeting have no such page; who runs it is asked where `must_run` says so."""
        _ = self.strategy
        if self.must_run:
            access_meetings.require_run(self.user, self.meeting)

    def href(self, name: str = "strategy_meeting", *parts: object) -> str:
        """The address of another page of this meeting."""
        return reverse(name, args=[self.meeting.reference, *parts])


class StrategyFormPage(StrategyPage, DraftedFormPage):
    """A form about one strategy meeting."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"

    @property
    def caption(self) -> str:
        """Which meeting it is."""
        return f"Strategy meeting {self.meeting.reference}"

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href(), "now": self.at}
