"""The partnership's view of time limits: counts alone, on a page and for a spreadsheet."""

from __future__ import annotations

from dataclasses import astuple
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.queries import oversight
from cases.views.pages import Page
from cases.views.reports import LinesExport
from safeguarding.ui.spreadsheets import Cell

# The columns of a totals line, as oversight.Totals has them; a spreadsheet says of each what it is.
_AGES: Final = (*(words for _, words, _ in oversight.AGES), "Over 12 weeks")
COLUMNS: Final = ("Running", "Breached", *_AGES, "Paused", "Moved")
EXPORTED: Final = ("Running", "Breached", *(f"Breached: {age}" for age in _AGES), "Paused", "Rescheduled")


class PartnershipPage(Page):
    """How the partnership's time limits stand, without a name or a reference."""

    action = Action.VIEW_PARTNERSHIP_WORK
    template_name = "partnership/partnership.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        found = oversight.oversight(self.user, now=self.at)
        return self.render(
            totals=found.totals,
            columns=COLUMNS,
            by_rule=[[rule, *astuple(totals)] for rule, totals in found.by_rule],
            by_team=[[f"{agency}: {team}", *astuple(totals)] for (agency, team), totals in found.by_team],
            weeks=found.weeks,
            export_href=reverse("partnership_work_export"),
        )


class PartnershipExport(LinesExport):
    """The counts by rule, agency and team."""

    action = Action.VIEW_PARTNERSHIP_WORK
    called = "time-limits"
    columns = ("Time limit", "Agency", "Team", *EXPORTED)

    def rows(self) -> list[tuple[Cell, ...]]:
        """A rule of a team each."""
        found = oversight.lines(self.user, now=self.at)
        return [(line.rule, line.agency, line.team, *astuple(line.totals)) for line in found]
