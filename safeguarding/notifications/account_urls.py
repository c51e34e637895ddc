"""Addresses of one's account that are about being told."""

from django.urls import URLPattern, path

from safeguarding.notifications.views import feed, told

urlpatterns: list[URLPattern] = [
    path("told/", told.HowYouAreTold.as_view(), name="how_you_are_told"),
    path("calendar/", feed.CalendarPage.as_view(), name="your_calendar"),
    path("calendar/new/", feed.NewCalendarAddress.as_view(), name="your_calendar_new"),
    path("calendar/stop/", feed.StopCalendar.as_view(), name="your_calendar_stop"),
]
