"""What a person's agency recorded about children whose record it may no longer open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.queries import documents
from cases.queries.own_words import own_words
from cases.views.pages import Page


class OwnRecordsPage(Page):
    """The agency's own words, with the reference of the record they stand in, and nothing else of it."""

    action = access.Action.RECORD_EVENT
    template_name = "record/own_words.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of them."""
        page = self.request.GET.get("page")
        return self.render(lines=own_words(self.user, at=self.at, origin=self.origin, page=page))


class OwnDocumentsPage(Page):
    """The documents that the agency added, likewise; files are handed out as those of any document."""

    action = access.Action.ADD_DOCUMENT
    template_name = "record/own_documents.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of them."""
        page = self.request.GET.get("page")
        return self.render(rows=documents.left_behind(self.user, at=self.at, origin=self.origin, page=page))
