"""The page of a meeting."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest, HttpResponse

from cases import access_meetings
from cases.models import Meeting
from cases.queries import meetings
from cases.views.pages import Page


class MeetingPage(Page):
    """What is known of one meeting: 404 for whoever has no part in it and may not see its children."""

    template_name = "meetings/meeting.html"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting of the page's address, through the gate, logged."""
        return access_meetings.get_meeting(
            self.user, self.kwargs["reference"], at=self.at, origin=self.origin
        )

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        return self.render(
            meeting=self.meeting,
            children=meetings.children(self.user, self.meeting),
            invitations=meetings.invitations(self.user, self.meeting),
        )
