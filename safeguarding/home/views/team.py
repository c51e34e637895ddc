"""For managers: what is due in the team, and what each worker carries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cases.access import Action, may
from cases.queries import worklists
from cases.views.pages import Page
from safeguarding.home.views.home import tiles


class TeamPage(Page):
    """The time limits of those whom the manager manages, and their load."""

    action = Action.VIEW_TEAM_WORK
    template_name = "team/team.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; `?show=overdue` or `soon` narrows the list."""
        show = request.GET.get("show", "")
        rows = worklists.of_team(self.user)
        number = request.GET.get("page", "")
        return self.render(
            tiles=tiles(worklists.counts(rows, now=self.at)),
            work=worklists.page(rows, user=self.user, now=self.at, show=show, number=number),
            loads=worklists.loads(self.user, now=self.at),
            show=show,
            can_close=may(self.user, Action.MANAGE_CASE),
        )
