"""Addresses of the assessment tools themselves: how they are set up, and who is accredited."""

from django.urls import URLPattern, path

from cases.views import tools

urlpatterns: list[URLPattern] = [
    path("", tools.ToolsPage.as_view(), name="tools"),
    path("new/", tools.NewToolPage.as_view(), name="tool_new"),
    path("accreditation/", tools.RegisterPage.as_view(), name="tool_register"),
    path("accreditation/new/", tools.AccreditPage.as_view(), name="tool_accredit"),
    path("accreditation/<int:pk>/withdraw/", tools.WithdrawPage.as_view(), name="tool_withdraw"),
    path("<slug:code>/", tools.ToolPage.as_view(), name="tool"),
    path("<slug:code>/change/", tools.ChangeToolPage.as_view(), name="tool_change"),
]
