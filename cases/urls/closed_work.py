"""Address of the page of closed work."""

from django.urls import URLPattern, path

from cases.views.closed_work import ClosedWorkPage

urlpatterns: list[URLPattern] = [path("", ClosedWorkPage.as_view(), name="closed_work")]
