"""What pages of one strategy meeting share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import DomainError
from cases.models import Meeting
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.queries import meeting as queries


class StrategyPage(Page):
    """A page of one strategy meeting: 404 for whoever doesn't see it, logged; 403 where `must_run` and they
    may not run it."""

    must_run = True

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting of the address, through the gate; what is saved while somebody types isn't logged."""
        if getattr(self, "only_keeps", False):
            return queries.written_about(self.user, self.kwargs["reference"])
        return access_meetings.get_meeting(
            self.user, self.kwargs["reference"], at=self.at, origin=self.origin, look=self.reading
        )

    @cached_property
    def strategy(self) -> StrategyMeeting:
        """Its strategy part."""
        return queries.get(self.user, self.meeting)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Open the meeting before anything else happens."""
        _ = self.strategy
        if self.must_run:
            access_meetings.require_run(self.user, self.meeting)
        return super().dispatch(request, *args, **kwargs)

    def href(self, name: str = "strategy_meeting", *parts: object) -> str:
        """The address of another page of this meeting."""
        return reverse(name, args=[self.meeting.reference, *parts])


class StrategyFormPage(StrategyPage, DraftedFormPage):
    """A form about one strategy meeting."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Which meeting it is."""
        return f"Strategy meeting {self.meeting.reference}"

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href(), "now": self.at}
