"""The partnership admin's desk, on a page and for a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cases.access import Action
from cases.views.pages import Page
from cases.views.reports import LinesExport
from escalation.queries import desk
from escalation.states import LearningTheme
from safeguarding.rules.london_time import london_date
from safeguarding.ui.spreadsheets import Cell


class DeskPage(Page):
    """What is open where, what stands still, silent dissents, outcomes, learning, trend."""

    action = Action.VIEW_CHALLENGES
    template_name = "escalation/desk.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.render(desk=desk.desk(self.user, now=self.at))


class DeskExport(LinesExport):
    """Every challenge."""

    action = Action.VIEW_CHALLENGES
    called = "challenges"
    columns = (
        "Challenge",
        "Raised on",
        "Raised by",
        "Challenged",
        "Ground",
        "Stage reached",
        "State",
        "Stage due",
        "Overdue",
        "Stalled",
        "Ended on",
        "Learning theme",
    )

    def rows(self) -> list[tuple[Cell, ...]]:
        """A challenge each."""
        themes = dict(LearningTheme.choices)
        return [
            (
                each.reference,
                london_date(each.raised_at),
                each.raising,
                each.against,
                each.ground,
                each.stage,
                each.state_label,
                each.due_on,
                each.is_overdue,
                each.is_stalled,
                london_date(each.ended_at) if each.ended_at else None,
                themes.get(each.theme, ""),
            )
            for each in desk.desk(self.user, now=self.at).lines
        ]
