"""What one worker of a child tells the next: written, read, received; and the lists of what is open."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access, access_allocation
from cases.exceptions import NotPermittedError
from cases.forms import allocation as forms
from cases.models import HandoverNote
from cases.queries import handover_facts
from cases.queries import handover_notes as queries
from cases.services import handover_notes
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from cases.views.pages import ChildPage, Page


class NotesPage(Page):
    """What somebody has to write and to read, and for managers what is open in their team."""

    action = access.Action.VIEW_ALLOCATION
    template_name = "allocation/notes.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self.render(
            lists=queries.lists(self.user, now=self.at),
            manages=access.may(self.user, access.Action.MANAGE_CASE),
        )


class _OfNote(ChildPage):
    """A page about one handover note of the child of the address."""

    child_action = access.Action.VIEW_ALLOCATION

    @cached_property
    def note(self) -> HandoverNote:
        """The note of the address, through the child."""
        return access_allocation.get_note(self.user, self.child, self.kwargs["pk"])

    @cached_property
    def line(self) -> queries.Line:
        """Where it stands, and what the reader may do with it."""
        works = self.child.emergency_until is None
        return queries.line(self.user, self.note, now=self.at, works=works)

    @property
    def own_href(self) -> str:
        """The note's own page."""
        return reverse("handover_note", args=[self.child.reference, self.note.pk])


class NotePage(_OfNote):
    """A handover note to read."""

    template_name = "allocation/note.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(child=self.child, line=self.line)


class WriteNotePage(_OfNote, VersionedFormPage):
    """The former worker writes it, or a manager in their place."""

    child_action = access.Action.VIEW_ALLOCATION
    form_class = forms.HandoverNoteForm
    template_name = "allocation/write.html"
    title = "Handover note"
    submit_text = "Give it to the next worker"
    read_anew = ("note",)

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the note before anything else; only who owes it and managers write it."""
        _ = self.child
        may_write = access_allocation.may_write(self.user, self.note) and self.child.emergency_until is None
        if not may_write:
            raise NotPermittedError("write_handover_note")
        return super().dispatch(*args, **kwargs)

    def back_href(self) -> str:
        """The note."""
        return self.own_href

    def initial(self) -> dict[str, Any]:
        """What was written."""
        note = self.note
        names = ("what_matters", "next_dates", "promised", "version")
        return {name: getattr(note, name) for name in names}

    def context(self) -> dict[str, Any]:
        """For whom it is, and what is on record."""
        return {
            **super().context(),
            "note": self.note,
            "facts": handover_facts.facts(self.user, self.child, now=self.at),
        }

    def save(self, form: Any) -> HttpResponse:
        """Write it."""
        told = form.cleaned_data
        handover_notes.write(
            note=self.note,
            facts=handover_notes.NoteFacts(
                what_matters=told["what_matters"], next_dates=told["next_dates"], promised=told["promised"]
            ),
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.own_href, f"{self.note.to_worker.full_name} is told")


class ReceiveNotePage(_OfNote, ChildFormPage):
    """The new worker says that they have read it."""

    child_action = access.Action.VIEW_ALLOCATION
    form_class = forms.ReceiveForm
    template_name = "allocation/receive.html"
    title = "Mark this note as received"
    keeps_draft = False
    submit_text = "I have read it"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the note before anything else; only the worker whom it is for receives it."""
        _ = self.child
        may = access_allocation.may_receive(self.user, self.note) and self.child.emergency_until is None
        if not may:
            raise NotPermittedError("receive_handover_note")
        return super().dispatch(*args, **kwargs)

    def back_href(self) -> str:
        """The note."""
        return self.own_href

    def context(self) -> dict[str, Any]:
        """The note itself."""
        return {**super().context(), "line": self.line}

    def save(self, form: Any) -> HttpResponse:
        """Receive it."""
        handover_notes.receive(note=self.note, by=self.user, at=self.at)
        return self.done(self.own_href, "The note is received")
