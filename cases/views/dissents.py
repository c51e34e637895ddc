"""An agency doesn’t agree with what a meeting decided for a child: one page for every kind of meeting."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.http import HttpResponse

from cases import access, access_meetings
from cases.exceptions import NotPermittedError
from cases.forms.dissents import DissentForm
from cases.models import Child
from cases.queries import meeting_people
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from safeguarding.accounts.models import Agency


class DissentPage(OneMeeting, DraftedFormPage, ABC):
    """Written by the agency's own people, or by whoever runs the meeting. Stands before its kind's own pages.

    What is said then is that a challenge can follow: dissent alone changes nothing for the child.
    """

    must_run = False
    form_class = DissentForm
    title = "Record that an agency doesn’t agree"
    submit_text = "Record it"
    words_hint = ""

    @abstractmethod
    def about(self) -> Child:
        """The child of the address, through the gate."""

    @abstractmethod
    def meetings_page(self) -> str:
        """The address of the page that it stands on then."""

    @abstractmethod
    def dissent(self, agency: Agency, words: str) -> object:
        """Record it."""

    @cached_property
    def agencies(self) -> list[Agency]:
        """One's own, or all that were there for whoever runs the meeting."""
        present = meeting_people.agencies_present(self.meeting)
        if access_meetings.runs(self.user, self.meeting):
            return present
        return [each for each in present if each.pk == self.user.agency_id]

    def ask(self) -> None:
        """Only agencies that were there, and nobody who sees the child in an emergency alone."""
        super().ask()
        access.require(self.user, access.Action.RECORD_EVENT, self.about())
        if not self.agencies and not access_meetings.runs(self.user, self.meeting):
            raise NotPermittedError("dissent")

    def form_kwargs(self) -> dict[str, Any]:
        """The agencies that were there."""
        return {"agencies": [(str(each.pk), each.name) for each in self.agencies], "hint": self.words_hint}

    def initial(self) -> dict[str, Any]:
        """One's own agency."""
        return {"agency": str(self.user.agency_id)}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        chosen = next(each for each in self.agencies if str(each.pk) == form.cleaned_data["agency"])
        self.dissent(chosen, form.cleaned_data["words"])
        return self.done(self.meetings_page(), f"It is on record that {chosen.name} doesn’t agree")
