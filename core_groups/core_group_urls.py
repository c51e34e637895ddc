"""Addresses of core groups and child in need meetings."""

from django.urls import URLPattern, path

from core_groups.views import (
    core_group_agenda,
    core_group_dissents,
    core_group_reports,
    core_groups,
    membership,
)

_ONE = "core-groups/<slug:reference>/"
_CHILD = "children/<slug:reference>/core-group/"

urlpatterns: list[URLPattern] = [
    path("core-groups/report/", core_group_reports.ReportPage.as_view(), name="core_group_reports"),
    path(
        "core-groups/report.csv", core_group_reports.ReportExport.as_view(), name="core_group_reports_export"
    ),
    path(_ONE, core_groups.ShowPage.as_view(), name="core_group"),
    path(f"{_ONE}pack/", core_groups.PackPage.as_view(), name="core_group_pack"),
    path(f"{_ONE}pack.pdf", core_groups.PackFile.as_view(), name="core_group_pack_pdf"),
    path(f"{_ONE}agenda/", core_group_agenda.AgendaPage.as_view(), name="core_group_agenda"),
    path(f"{_ONE}held/", core_groups.HoldPage.as_view(), name="core_group_hold"),
    path(f"{_ONE}next/", core_groups.NextPage.as_view(), name="core_group_next"),
    path(f"{_ONE}males/", core_groups.MalePage.as_view(), name="core_group_male"),
    path(f"{_ONE}missing/", core_groups.MissingPage.as_view(), name="core_group_missing"),
    path(
        f"{_ONE}children/<slug:child>/dissent/",
        core_group_dissents.DissentPage.as_view(),
        name="core_group_dissent",
    ),
    path(f"{_CHILD}new/", membership.PlanPage.as_view(), name="core_group_new"),
    path(f"{_CHILD}members/new/", membership.NewMemberPage.as_view(), name="core_group_member_new"),
    path(f"{_CHILD}members/<int:pk>/end/", membership.EndMemberPage.as_view(), name="core_group_member_end"),
]
