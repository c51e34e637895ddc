"""Who may read what, drawn from the tables that the gate itself reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.queries import access_table
from cases.views.pages import Page


class AccessTablePage(Page):
    """Sensitivity by standing and reader, and what each role may do. No child's data."""

    action = access.Action.VIEW_ACCESS_TABLE
    template_name = "home/access_table.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the tables."""
        return self.render(table=access_table.table(), standings=access_table.standings())
