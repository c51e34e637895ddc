"""What the pages of leaving, step-down, closure and legal milestones share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.views.pages import ChildPage
from safeguarding.ui.views import SeeOther

_PAGES: Final = (
    ("Step-down", "step_down"),
    ("Agencies leaving", "leaving"),
    ("Closing", "closing"),
    ("Legal", "legal"),
)


class EndingPage(ChildPage):
    """A page of one of the four, with links to the others."""

    section: ClassVar[str] = ""

    def may(self, action: access.Action) -> bool:
        """Whether the person may do this to the child, for buttons."""
        return access.may_here(self.user, action, self.child)

    def show(self, **context: Any) -> HttpResponse:
        """The page in its frame; a closure is social care's to read."""
        reads_closures = access.reads_as_front_door(self.user)
        sections = [
            {"text": text, "href": reverse(name, args=[self.child.reference]), "active": name == self.section}
            for text, name in _PAGES
            if name != "closing" or reads_closures
        ]
        return self.render(child=self.child, sections=sections, **context)


class ActPage(ChildPage, ABC):
    """An act that is one button: done, or refused with the reason, and back to the page."""

    child_action = access.Action.RECORD_EVENT
    http_method_names = ("post", "options")
    done_text: ClassVar[str] = ""

    @abstractmethod
    def act(self) -> None:
        """Do it."""

    @abstractmethod
    def back_href(self) -> str:
        """Where the button stands."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it, and say so."""
        try:
            self.act()
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, self.done_text)
        return SeeOther(self.back_href())
