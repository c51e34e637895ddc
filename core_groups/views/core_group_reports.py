"""Who minutes and who doesn't: on a page with its chart, and for a spreadsheet."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.views.pages import Page
from core_groups.queries import core_group_reports as reports
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules.london_time import london_date
from safeguarding.ui.spreadsheets import csv_lines

PERIODS: Final = {"3": "3 months", "12": "12 months", "24": "24 months"}
USUAL: Final = "12"
EXPORTED: Final = (
    "Agency",
    "Asked to core groups",
    "Chaired",
    "Took the minutes",
    "Of those, minutes approved",
)


class _ReportOfPeriod(Page):
    action = access.Action.VIEW_MEETING_REPORTS

    @property
    def period(self) -> str:
        """How many months, as asked for in the address."""
        asked = self.request.GET.get("months", "")
        return asked if asked in PERIODS else USUAL

    def report(self) -> reports.Report:
        """What was counted."""
        return reports.report(self.user, months=int(self.period), now=self.at)


class ReportPage(_ReportOfPeriod):
    """The figures, as charts and as the table they are drawn from."""

    template_name = "core_groups/report.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.render(
            report=self.report(),
            period=self.period,
            periods=PERIODS,
            export_href=f"{reverse('core_group_reports_export')}?months={self.period}",
        )


class ReportExport(_ReportOfPeriod, ReauthenticatedPage):
    """The counts by agency as CSV; written into the access log."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file."""
        found = self.report().lines
        log.write(
            by=self.user,
            at=self.at,
            action=Look.EXPORT,
            basis=Basis.NONE,
            origin=self.origin,
            found=len(found),
        )
        rows = [(each.agency, each.asked, each.chaired, each.minuted, each.approved) for each in found]
        lines = csv_lines(EXPORTED, rows)
        response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
        name = f"core-groups-{london_date(self.at).isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
