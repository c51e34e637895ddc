"""Addresses of the notifications pages."""

from django.urls import URLPattern, path

from safeguarding.notifications.views import inbox

urlpatterns: list[URLPattern] = [
    path("", inbox.NotificationsPage.as_view(), name="notifications"),
    path("read/", inbox.MarkAllRead.as_view(), name="notifications_read"),
    path("<int:pk>/", inbox.OpenNotification.as_view(), name="notification_open"),
]
