"""What was shared about a child, and what was refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases.queries import sharing
from safeguarding.home.views.record import RecordPage


class SharingPage(RecordPage):
    """The sharing log: what, whose, with whom, on what ground, told or why not."""

    section = "child_sharing"
    template_name = "record/sharing.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of it."""
        before, after = self.key("before"), self.key("after")
        return self.show(
            sharings=sharing.of_child(self.user, self.child, before=before, after=after),
            referrals=sharing.referrals(self.user, self.child),
        )
