"""The page of a child's record that lists its documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.queries import documents
from safeguarding.home.views.record import RecordPage


class DocumentsPage(RecordPage):
    """What was added to the record and to the child's referrals, as far as the reader may know of it."""

    section = "child_documents"
    template_name = "record/documents.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show(
            documents=documents.of_child(self.user, self.child),
            can_add=access.may_here(self.user, access.Action.ADD_DOCUMENT, self.child),
        )
