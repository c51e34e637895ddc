"""Addresses of a child's record pages."""

from django.urls import include, path

from cases.views.supervision import ChildSupervisionPage
from safeguarding.home.views import (
    assessments,
    challenges,
    chronology,
    core_group,
    documents,
    history,
    looks,
    plans,
    record,
    sharing,
    strategy,
)

_CHILD = "<slug:reference>/"

urlpatterns = [
    path(_CHILD, record.OverviewPage.as_view(), name="child"),
    path(f"{_CHILD}network/", record.NetworkPage.as_view(), name="child_network"),
    path(f"{_CHILD}family/", record.FamilyPage.as_view(), name="child_family"),
    path(f"{_CHILD}chronology/", chronology.ChronologyPage.as_view(), name="child_chronology"),
    path(f"{_CHILD}chronology/over-time/", chronology.OverTimePage.as_view(), name="child_over_time"),
    path(f"{_CHILD}chronology/compare/", chronology.ComparePage.as_view(), name="child_compare"),
    path(f"{_CHILD}documents/", documents.DocumentsPage.as_view(), name="child_documents"),
    path(f"{_CHILD}history/", history.HistoryPage.as_view(), name="child_history"),
    path(f"{_CHILD}looks/", looks.ChildLooksPage.as_view(), name="child_looks"),
    path(f"{_CHILD}core-group/", core_group.CoreGroupRecordPage.as_view(), name="child_core_group"),
    path(f"{_CHILD}strategy-meetings/", strategy.StrategyRecordPage.as_view(), name="child_strategy"),
    path(f"{_CHILD}challenges/", challenges.ChallengesRecordPage.as_view(), name="child_challenges"),
    path(f"{_CHILD}sharing/", sharing.SharingPage.as_view(), name="child_sharing"),
    path(f"{_CHILD}people/<int:person>/", record.PersonPage.as_view(), name="person"),
    path(_CHILD, include("cases.urls.child_forms")),
    path(_CHILD, include("cases.urls.allocation")),
    path(_CHILD, include("strategy_meetings.recurrence_urls")),
    path(f"{_CHILD}plans/", plans.PlansPage.as_view(), name="child_plans"),
    path(f"{_CHILD}plans/<int:pk>/", plans.PlanPage.as_view(), name="plan"),
    path(f"{_CHILD}plans/<int:pk>/compare/", plans.ComparePage.as_view(), name="plan_compare"),
    path(f"{_CHILD}visits/", plans.VisitsPage.as_view(), name="child_visits"),
    path(_CHILD, include("cases.urls.plans")),
    path(f"{_CHILD}assessments/", assessments.AssessmentsRecordPage.as_view(), name="child_assessments"),
    path(f"{_CHILD}tools/", assessments.ToolsRecordPage.as_view(), name="child_tools"),
    path(_CHILD, include("cases.urls.assessments")),
    path(_CHILD, include("cases.urls.child_tools")),
    path(_CHILD, include("cases.urls.appointments")),
    path(_CHILD, include("cases.urls.voice")),
    path(_CHILD, include("cases.urls.historic_risk")),
    path(f"{_CHILD}supervision/", ChildSupervisionPage.as_view(), name="child_supervision"),
]
