"""For managers: the children whose work they closed, and what came since."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cases.access import Action
from cases.queries import closures
from cases.views.pages import Page
from safeguarding.rules.london_time import london_date


class ClosedWorkPage(Page):
    """What the manager closed in the last two years, the latest first."""

    action = Action.MANAGE_CASE
    template_name = "closed_work/closed_work.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; `?child=` keeps one child's."""
        reference = request.GET.get("child", "")
        work = closures.closed_work(
            self.user, today=london_date(self.at), reference=reference, number=request.GET.get("page", "")
        )
        return self.render(work=work, reference=reference)
