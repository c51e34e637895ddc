"""Addresses of the notifications pages."""

from django.urls import URLPattern, path

from safeguarding.notifications import views

urlpatterns: list[URLPattern] = [
    path("", views.NotificationsPage.as_view(), name="notifications"),
    path("read/", views.MarkAllRead.as_view(), name="notifications_read"),
    path("<int:pk>/", views.OpenNotification.as_view(), name="notification_open"),
]
