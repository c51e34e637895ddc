"""Meetings: the lists, the month, one meeting's page, its file for calendar programs."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access_meetings, meeting_looks
from cases.access import Action
from cases.exceptions import NotPermittedError
from cases.forms.meetings import FilterForm
from cases.models import Meeting
from cases.queries import meeting_file, meeting_links, meeting_lists, meetings
from cases.queries.meeting_lists import TABS, WHOSE
from cases.views.pages import Page
from safeguarding.audit.models import Action as Look
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import SelectField


class MeetingsPage(Page):
    """The person's meetings: those to come, to answer, to minute, and past ones."""

    action = Action.REFER
    template_name = "meetings/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One tab, narrowed by what the address says."""
        tab = request.GET.get("show", "")
        tab = tab if tab in TABS else "upcoming"
        form = FilterForm(data=request.GET)
        cast(SelectField, form.fields["whose"]).set_options(
            [choice for choice in WHOSE.items() if choice[0] != "mine"]
        )
        form.is_valid()
        asked = {name: form.cleaned_data.get(name, "") for name in ("whose", "kind", "state")}
        rows, page = meeting_lists.listing(
            self.user,
            tab=tab,
            page=request.GET.get("page", ""),
            now=self.at,
            **{**asked, "whose": asked["whose"] or "mine"},
        )
        counts = meeting_lists.counts(self.user, now=self.at)
        tabs = [
            {
                "text": text,
                "href": reverse("meetings") + (f"?show={name}" if name != "upcoming" else ""),
                "active": name == tab,
                "count": counts.get(name),
            }
            for name, text in TABS.items()
        ]
        return self.render(
            tabs=tabs, tab=tab, rows=rows, page=page, filters=form, is_narrowed=any(asked.values())
        )


class CalendarPage(Page):
    """One month of meetings, as a table."""

    action = Action.REFER
    template_name = "meetings/calendar.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The month of the address, or this one."""
        today = london_date(self.at)
        first = meeting_lists.first_of(request.GET.get("month", ""), today)
        whose = request.GET.get("whose", "")
        whose = whose if whose in WHOSE else "mine"
        return self.render(
            first=first,
            earlier=(first - timedelta(days=1)).strftime("%Y-%m"),
            later=(first + timedelta(days=31)).strftime("%Y-%m"),
            weeks=meeting_lists.month(self.user, first, whose=whose),
            today=today,
            whose=whose,
            choices=WHOSE,
        )


class OneMeeting(Page):
    """The base of pages of one meeting: 404 for whoever has no part in it and may not see its children.

    The access log has a page that was shown as read and one that was refused as refused, when that is known;
    an act that leads elsewhere, and what is saved while somebody types, shows nothing.
    """

    @property
    def look(self) -> Look:
        """How the access log calls a page that is shown."""
        return self.reading

    # Whether it shows anything of the children: each has its own line in the access log then.
    shows_children = True

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting of the page's address, through the gate."""
        return access_meetings.get_meeting(self.user, self.kwargs["reference"])

    def ask(self) -> None:
        """Raise NotPermittedError for those who see the meeting and not this page; most see all."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the meeting, ask whether, answer, log what came of it."""
        meeting = self.meeting
        try:
            self.ask()
            answer = super().dispatch(request, *args, **kwargs)
        except NotPermittedError:
            meeting_looks.note(self.user, meeting, Look.REFUSED, at=self.at, origin=self.origin)
            raise
        if answer.status_code == HTTPStatus.OK and not getattr(self, "only_keeps", False):
            shown = access_meetings.children_of(self.user, meeting) if self.shows_children else None
            meeting_looks.note(self.user, meeting, self.look, shown, at=self.at, origin=self.origin)
        return answer


class MeetingPage(OneMeeting):
    """What is known of one meeting, as far as the person may read it."""

    template_name = "meetings/meeting.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        return self.render(
            view=meetings.view(self.user, self.meeting, now=self.at),
            kind_href=meeting_links.page_of_kind(self.meeting),
        )


class MeetingFile(OneMeeting):
    """The invitation as a file: a reference and a time, no name and no fact."""

    shows_children = False

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The file, to be kept or opened by a calendar program."""
        response = HttpResponse(
            meeting_file.written(self.meeting, at=self.at), content_type="text/calendar; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.meeting.reference}.ics"'
        return response
