"""The calendar feed itself: calendar programs can't sign in, so its private address is its key."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from cases.queries import calendar
from safeguarding.accounts.identity import as_user
from safeguarding.audit import log
from safeguarding.audit.models import Action, Basis
from safeguarding.home import calendar_file
from safeguarding.notifications import calendar_feeds
from safeguarding.rules.london_time import london_date
from safeguarding.ui.error_views import too_many_requests
from safeguarding.ui.limits import read_too_often

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE


@method_decorator(login_not_required, name="dispatch")
class CalendarFeedPage(View):
    """404 for an address that is nobody's, isn't any more, or is that of somebody who has left.

    What is in it is read through the gate as its owner, and logged as an export.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The file."""
        at = timezone.now()
        owner = calendar_feeds.owner(token, at=at)
        if owner is None:
            if self._guesses(request):
                return too_many_requests(request)
            raise Http404
        if read_too_often("calendar", str(owner.pk), most=settings.CALENDAR_READS_AN_HOUR, seconds=HOUR):
            return too_many_requests(request)
        with as_user(owner):
            found = calendar.entries(owner, on=london_date(at))
            log.write(
                by=owner,
                at=at,
                action=Action.EXPORT,
                basis=Basis.OWN_WORK,
                origin=log.Origin(request.META.get("REMOTE_ADDR") or None, "calendar_feed"),
                terms=", ".join(sorted({each.reference for each in found if each.reference})),
                found=len(found),
            )
        answer = HttpResponse(
            calendar_file.written(found, at=at), content_type="text/calendar; charset=utf-8"
        )
        answer["Content-Disposition"] = 'inline; filename="safeguarding.ics"'
        answer["X-Robots-Tag"] = "noindex"
        return answer

    @staticmethod
    def _guesses(request: HttpRequest) -> bool:
        address = request.META.get("REMOTE_ADDR", "")
        return read_too_often(
            "calendar-unknown", address, most=settings.CALENDAR_GUESSES_A_MINUTE, seconds=MINUTE
        )
