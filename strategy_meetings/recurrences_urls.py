"""The address of all concerns that recur."""

from django.urls import path

from strategy_meetings.views import recurrence

urlpatterns = [path("", recurrence.HitsPage.as_view(), name="recurrences")]
