"""Addresses of the reports on strategy meetings."""

from django.urls import path

from strategy_meetings.views import reports

urlpatterns = [
    path("", reports.ReportPage.as_view(), name="strategy_reports"),
    path("export/", reports.ReportExport.as_view(), name="strategy_reports_export"),
    path("meetings/", reports.MeetingsPage.as_view(), name="strategy_report_meetings"),
]
