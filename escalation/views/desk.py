"""The partnership admin's desk, on a page and for a spreadsheet."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from cases.access import Action
from cases.views.pages import Page
from escalation.queries import desk
from escalation.states import LearningTheme
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules.london_time import london_date
from safeguarding.ui.spreadsheets import csv_lines

EXPORTED: Final = (
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


class DeskPage(Page):
    """What is open where, what stands still, silent dissents, outcomes, learning, trend."""

    action = Action.VIEW_CHALLENGES
    template_name = "escalation/desk.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.render(desk=desk.desk(self.user, now=self.at))


class DeskExport(Page, ReauthenticatedPage):
    """Every challenge as a line of CSV; written into the access log."""

    action = Action.VIEW_CHALLENGES

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file."""
        lines = desk.desk(self.user, now=self.at).lines
        log.write(
            by=self.user,
            at=self.at,
            action=Look.EXPORT,
            basis=Basis.NONE,
            origin=self.origin,
            found=len(lines),
        )
        themes = dict(LearningTheme.choices)
        rows = [
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
            for each in lines
        ]
        response = HttpResponse("".join(csv_lines(EXPORTED, rows)), content_type="text/csv; charset=utf-8")
        name = f"challenges-{london_date(self.at).isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
