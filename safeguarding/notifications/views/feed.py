"""One's calendar feed: whether there is one, making its address, stopping it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from safeguarding.accounts.views.pages import Page
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.notifications import calendar_feeds
from safeguarding.ui.views import SeeOther


class CalendarPage(Page):
    """What the feed is, and whether the person has one; never its address."""

    template_name = "notifications/calendar.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render(feed=calendar_feeds.of(self.user), address="")


class NewCalendarAddress(Page, ReauthenticatedPage):
    """Make an address, or a new one in place of the old, after the person has confirmed who they are.

    The answer to this is the only page on which it is ever shown.
    """

    template_name = "notifications/calendar.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Where one comes after confirming, if the form got lost on the way."""
        return SeeOther(reverse("your_calendar"))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it and show it."""
        token = calendar_feeds.make(by=self.user, at=self.at)
        address = settings.SITE_URL + reverse("calendar_feed", args=[token])
        return self.render(feed=calendar_feeds.of(self.user), address=address)


class StopCalendar(Page):
    """Stop the feed: nothing is asked for that, it only makes things safer."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Stop it."""
        calendar_feeds.stop(by=self.user, at=self.at)
        messages.success(request, "Your calendar feed has stopped")
        return SeeOther(reverse("your_calendar"))
