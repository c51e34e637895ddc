"""Addresses of a child's tool results, below the child's own."""

from django.urls import URLPattern, path

from cases.views import tool_results

_ONE = "tools/results/<slug:result>/"

urlpatterns: list[URLPattern] = [
    path("tools/<slug:tool>/new/", tool_results.NewResultPage.as_view(), name="tool_result_new"),
    path(_ONE, tool_results.ResultPage.as_view(), name="tool_result"),
    path(f"{_ONE}marac/", tool_results.OutcomePage.as_view(), name="tool_result_marac"),
    path(f"{_ONE}take-back/", tool_results.TakeBackPage.as_view(), name="tool_result_take_back"),
]
