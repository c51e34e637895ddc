"""Addresses of the concerns that recur for one child, below its record."""

from django.urls import path

from strategy_meetings.views import recurrence

_HIT = "recurrence/<int:pk>/"

urlpatterns = [
    path(_HIT, recurrence.HitPage.as_view(), name="recurrence_hit"),
    path(f"{_HIT}decline/", recurrence.DeclinePage.as_view(), name="recurrence_decline"),
]
