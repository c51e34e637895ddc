"""Who minutes and who doesn't: on a page with its chart, and for a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.views.reports import PERIODS, LinesExport, OfPeriod
from core_groups.queries import core_group_reports as reports
from safeguarding.ui.spreadsheets import Cell


class _Report(OfPeriod):
    def report(self) -> reports.Report:
        """What was counted."""
        return reports.report(self.user, months=int(self.period), now=self.at)


class ReportPage(_Report):
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


class ReportExport(_Report, LinesExport):
    """The counts by agency."""

    called = "core-groups"
    columns = (
        "Agency",
        "Asked to core groups",
        "Chaired",
        "Took the minutes",
        "Of those, minutes approved",
    )

    def rows(self) -> list[tuple[Cell, ...]]:
        """An agency each."""
        found = self.report().lines
        return [(each.agency, each.asked, each.chaired, each.minuted, each.approved) for each in found]
