"""A child's strategy meetings, section 47 enquiries and immediate protection, as a page of the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from safeguarding.accounts.models import AgencyKind
from safeguarding.home.views.record import RecordPage
from strategy_meetings.queries import enquiries, meeting
from strategy_meetings.services import protection


class StrategyRecordPage(RecordPage):
    """What the reader may see of them, and what they may do."""

    section = "child_strategy"
    template_name = "strategy_meetings/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        user, child = self.user, self.child
        is_police = user.agency.kind == AgencyKind.POLICE
        may_record = access.may_here(user, access.Action.RECORD_EVENT, child)
        return self.show(
            found=meeting.of_child(user, child),
            running=enquiries.running(user, child),
            asked=enquiries.open_checks_of_agency(user, child),
            can_read_enquiries=access.reads_as_front_door(user) or is_police,
            can_protect=may_record and protection.may_record(user) and not self.is_print,
            can_review=protection.may_review(user) and not self.is_print,
        )
