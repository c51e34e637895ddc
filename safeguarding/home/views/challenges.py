"""The professional challenges about a child, as a page of the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from escalation.queries import challenges
from safeguarding.home.views.record import RecordPage


class ChallengesRecordPage(RecordPage):
    """Those that the reader may see; and raising one about no decision in particular."""

    section = "child_challenges"
    template_name = "escalation/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        rows = challenges.of_child(self.user, self.child)
        return self.show(challenges=rows, due_of=challenges.due_of)
