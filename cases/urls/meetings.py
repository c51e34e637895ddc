"""Addresses of meetings."""

from django.urls import path

from cases.views import meetings

urlpatterns = [path("<str:reference>/", meetings.MeetingPage.as_view(), name="meeting")]
