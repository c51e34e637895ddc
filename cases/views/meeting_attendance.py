"""Taking attendance: everybody on one page, saved at once, or line by line where JavaScript runs.

Each line carries what stood there when the person looked, so that two who take attendance at once lose
nothing: what the other recorded meanwhile is shown, and stays until it is chosen anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import DomainError, NotVisibleError
from cases.meeting_states import Attendance
from cases.models import Invitation
from cases.queries import meeting_people, meetings, quorum
from cases.services import attendance
from cases.services.attendance import Clash, Mark
from cases.views.meetings import OneMeeting
from safeguarding.ui.views import SeeOther


@dataclass(frozen=True, slots=True)
class Line:
    """One person: what stands, and what somebody else recorded meanwhile against what was wanted."""

    invitation: Invitation
    who: str
    agency: str
    clash: str


class AttendancePage(OneMeeting):
    """Who came; the quorum follows."""

    template_name = "meetings/attendance.html"

    def ask(self) -> None:
        """Let through who runs the meeting."""
        access_meetings.require_run(self.user, self.meeting)

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Everybody who is asked."""
        return self._show([])

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Record every line, or the one that was chosen just now."""
        only = request.POST.get("row", "") if self.asks_for_a_part else ""
        marks = {key: mark for key, mark in self._marks().items() if only in {"", str(key)}}
        try:
            clashes = attendance.record(meeting=self.meeting, marks=marks, by=self.user, at=self.at)
        except DomainError as error:
            return self._show([], error=error.message)
        if only:
            return self._line(only, clashes)
        if clashes:
            return self._show(clashes)
        return SeeOther(reverse("meeting", args=[self.meeting.reference]))

    def _marks(self) -> dict[int, Mark]:
        """What was posted, as far as it can be: the rest is as good as not chosen."""
        marks = {}
        for row in meetings.invitations(self.user, self.meeting):
            seen = self.request.POST.get(f"seen-{row.pk}", "")
            now = self.request.POST.get(f"came-{row.pk}", "")
            if seen in Attendance.values and now in Attendance.values:
                marks[row.pk] = Mark(Attendance(seen), Attendance(now))
        return marks

    def _show(self, clashes: list[Clash], error: str = "") -> HttpResponse:
        return self.render(lines=self._lines(clashes), error=error, clashes=len(clashes), **self._frame())

    def _line(self, only: str, clashes: list[Clash]) -> HttpResponse:
        line = next((line for line in self._lines(clashes) if str(line.invitation.pk) == only), None)
        if line is None:
            raise NotVisibleError
        return self.render("meetings/attendance_line.html", line=line, **self._frame())

    def _frame(self) -> dict[str, Any]:
        return {
            "meeting": self.meeting,
            "states": Attendance.choices,
            "has_quorum": quorum.has_one(self.meeting),
            "lacks": quorum.missing(self.meeting).text,
        }

    def _lines(self, clashes: list[Clash]) -> list[Line]:
        wanted = {clash.invitation.pk: clash.wanted for clash in clashes}
        return [
            Line(row, meeting_people.who(row), meeting_people.agency(row), _said(row, wanted.get(row.pk)))
            for row in meetings.invitations(self.user, self.meeting)
        ]


def _said(row: Invitation, wanted: Attendance | None) -> str:
    if wanted is None:
        return ""
    by = row.attendance_by.full_name if row.attendance_by else "Somebody else"
    return f"{by} recorded “{row.get_attendance_display()}” meanwhile; you chose “{wanted.label}”"
