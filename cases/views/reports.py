"""What reports share: the months they look back, and their lines for a spreadsheet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final

from django.http import HttpRequest, HttpResponse

from cases import access
from cases.views.pages import Page
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.rules.london_time import london_date
from safeguarding.ui.spreadsheets import Cell, csv_lines

PERIODS: Final = {"3": "3 months", "12": "12 months", "24": "24 months"}
USUAL: Final = "12"


class OfPeriod(Page):
    """A report on meetings that looks back some months."""

    action = access.Action.VIEW_MEETING_REPORTS

    @property
    def period(self) -> str:
        """How many months, as asked for in the address."""
        asked = self.request.GET.get("months", "")
        return asked if asked in PERIODS else USUAL


class LinesExport(Page, ReauthenticatedPage, ABC):
    """Counts that name no child, as CSV; written into the access log with how many lines there were.

    `called` is what the file is called, before the day of the export.
    """

    called: ClassVar[str]
    columns: ClassVar[Sequence[str]]

    @abstractmethod
    def rows(self) -> list[tuple[Cell, ...]]:
        """The cells, line by line, as `columns` names them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file."""
        rows = self.rows()
        log.write(
            by=self.user,
            at=self.at,
            action=Look.EXPORT,
            basis=Basis.NONE,
            origin=self.origin,
            found=len(rows),
        )
        response = HttpResponse(
            "".join(csv_lines(self.columns, rows)), content_type="text/csv; charset=utf-8"
        )
        name = f"{self.called}-{london_date(self.at).isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
