"""The partnership's view of time limits: counts alone, on a page and for a spreadsheet."""

from __future__ import annotations

from dataclasses import astuple
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.queries import oversight
from cases.views.pages import Page
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules.london_time import london_date
from safeguarding.ui.spreadsheets import csv_lines

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


class PartnershipExport(Page, ReauthenticatedPage):
    """The counts by rule, agency and team as CSV; written into the access log."""

    action = Action.VIEW_PARTNERSHIP_WORK

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file."""
        found = oversight.lines(self.user, now=self.at)
        log.write(
            by=self.user,
            at=self.at,
            action=Look.EXPORT,
            basis=Basis.NONE,
            origin=self.origin,
            found=len(found),
        )
        rows = [(line.rule, line.agency, line.team, *astuple(line.totals)) for line in found]
        lines = csv_lines(("Time limit", "Agency", "Team", *EXPORTED), rows)
        response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
        name = f"time-limits-{london_date(self.at).isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
