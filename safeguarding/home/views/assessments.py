"""A child's assessments and tool results, as pages of the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.queries import assessments, tools
from safeguarding.home.views.record import RecordPage
from safeguarding.rules.london_time import london_date


class AssessmentsRecordPage(RecordPage):
    """The assessments, for social care; for others what their own agency was asked."""

    section = "child_assessments"
    template_name = "assessments/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        found = assessments.of_child(self.user, self.child)
        can_write = access.may_here(self.user, access.Action.WRITE_ASSESSMENT, self.child)
        return self.show(
            assessments=found,
            parts=assessments.parts_about(self.user, self.child),
            reads_assessments=access.reads_as_front_door(self.user),
            can_start=can_write and not self.is_print and all(each.ended_on for each in found),
        )


class ToolsRecordPage(RecordPage):
    """Results of assessment tools, how they moved, and which tools the concerns ask for."""

    section = "child_tools"
    template_name = "tools/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        today = london_date(self.at)
        results = tools.of_child(self.user, self.child)
        records = access.may_here(self.user, access.Action.RECORD_EVENT, self.child) and not self.is_print
        return self.show(
            results=results,
            series=tools.series(results),
            prompts=tools.prompts(self.user, self.child, results, today),
            usable=tools.usable(self.user, today) if records else [],
        )
