"""The reports on strategy meetings: on a page, for a spreadsheet, and the meetings behind a figure."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.views.pages import Page
from cases.views.reports import PERIODS, LinesExport, OfPeriod
from safeguarding.rules.london_time import london_date
from safeguarding.ui.spreadsheets import Cell
from strategy_meetings.queries import reports


class _Report(OfPeriod):
    def report(self) -> reports.Report:
        """What was counted."""
        return reports.report(self.user, months=int(self.period), now=self.at)


class ReportPage(_Report):
    """The figures, as charts and as the tables they are drawn from."""

    template_name = "strategy/reports.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.render(
            report=self.report(),
            period=self.period,
            periods=PERIODS,
            can_drill_down=access.may(self.user, access.Action.DECIDE_REFERRAL),
            export_href=f"{reverse('strategy_reports_export')}?months={self.period}",
        )


class ReportExport(_Report, LinesExport):
    """The counts by month and team."""

    called = "strategy-meetings"
    columns = (
        "Month",
        "Team",
        "Meetings held",
        "With quorum",
        "Days from concern to meeting",
        "Records due",
        "Records within one working day",
        "Copies of minutes sent",
        "Copies opened",
    )

    def rows(self) -> list[tuple[Cell, ...]]:
        """A team's month each."""
        return [_cells(line) for line in sorted(self.report().lines, key=_order)]


class MeetingsPage(Page):
    """The meetings of one month behind a figure, as far as the reader may see them."""

    action = access.Action.DECIDE_REFERRAL
    template_name = "strategy/report_meetings.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list; of the running month unless the address says otherwise."""
        month = self._month()
        only_inquorate = request.GET.get("only") == "inquorate"
        return self.render(
            month=month,
            only_inquorate=only_inquorate,
            meetings=reports.meetings(self.user, month=month, only_inquorate=only_inquorate),
        )

    def _month(self) -> date:
        asked = self.request.GET.get("month", "")
        if not asked:
            return london_date(self.at).replace(day=1)
        try:
            return date.fromisoformat(f"{asked}-01")
        except ValueError as error:
            raise Http404 from error


def _order(line: reports.Line) -> tuple[date, str]:
    return line.month, line.team


def _cells(line: reports.Line) -> tuple[Cell, ...]:
    each = line.totals
    return (
        line.month,
        line.team,
        each.meetings,
        each.quorate,
        each.days,
        each.records,
        each.in_time,
        each.copies,
        each.opened,
    )
