"""Addresses of the time limits' own pages."""

from django.urls import URLPattern, path

from cases.views import timescales

urlpatterns: list[URLPattern] = [
    path("", timescales.TimescalesPage.as_view(), name="timescales"),
    path("<slug:rule_id>/", timescales.TimescalePage.as_view(), name="timescale"),
    path("<slug:rule_id>/change/", timescales.ChangePage.as_view(), name="timescale_change"),
]
