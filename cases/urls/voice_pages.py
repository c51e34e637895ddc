"""Addresses beside a record: limits of missed appointments, how well children are heard."""

from django.urls import URLPattern, path

from cases.views import appointments, voice

urlpatterns: list[URLPattern] = [
    path("missed-appointments/", appointments.LimitsPage.as_view(), name="appointment_limits"),
    path(
        "missed-appointments/change/",
        appointments.ChangeLimitsPage.as_view(),
        name="appointment_limits_change",
    ),
    path("children-heard/", voice.TeamsPage.as_view(), name="voice_by_team"),
]
