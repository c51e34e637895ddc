"""What pages of one child protection conference share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import DomainError
from cases.models import Child
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from core_groups.models import Conference, ConferenceChild
from core_groups.queries import conference_page as queries


class ConferencePage(OneMeeting):
    """A page of one conference: 404 for whoever doesn't see it, logged; 403 where `must_run` and they may
    not run it."""

    must_run = True

    @cached_property
    def conference(self) -> Conference:
        """Its detail."""
        return queries.get(self.user, self.meeting)

    def ask(self) -> None:
        """Other kinds of meeting have no such page; who runs it is asked where `must_run` says so."""
        _ = self.conference
        if self.must_run:
            access_meetings.require_run(self.user, self.meeting)

    def href(self, name: str = "conference", *parts: object) -> str:
        """The address of another page of this conference."""
        return reverse(name, args=[self.meeting.reference, *parts])


class ChildOfConference(ConferencePage):
    """A page about one child of a conference."""

    @cached_property
    def part(self) -> ConferenceChild:
        """The child's part, through the gate."""
        return queries.part(self.user, self.conference, self.kwargs["child"])

    @property
    def child(self) -> Child:
        """The child."""
        return self.part.child

    def ask(self) -> None:
        """Find the child before anything else."""
        _ = self.part
        super().ask()


class ConferenceForm(ConferencePage, DraftedFormPage):
    """A form about one conference."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"

    @property
    def caption(self) -> str:
        """Which conference it is."""
        return f"{self.conference.get_kind_display()} {self.meeting.reference}"

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href(), "now": self.at}

    def refused(self, form: forms.Form, error: Exception) -> HttpResponse:
        """What the service said stands by its field, where this form asks for it."""
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else NON_FIELD_ERRORS, str(error))
        return self.show(form)


class ChildForm(ChildOfConference, ConferenceForm):
    """A form about one child of a conference."""

    @property
    def caption(self) -> str:
        """Which child."""
        return f"{self.child.person.name}, {self.child.reference}"
