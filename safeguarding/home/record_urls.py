"""Addresses of a child's record pages."""

from django.urls import include, path

from safeguarding.home.views import challenges, documents, history, looks, record, sharing, strategy

_CHILD = "<slug:reference>/"

urlpatterns = [
    path(_CHILD, record.OverviewPage.as_view(), name="child"),
    path(f"{_CHILD}network/", record.NetworkPage.as_view(), name="child_network"),
    path(f"{_CHILD}family/", record.FamilyPage.as_view(), name="child_family"),
    path(f"{_CHILD}chronology/", record.ChronologyPage.as_view(), name="child_chronology"),
    path(f"{_CHILD}documents/", documents.DocumentsPage.as_view(), name="child_documents"),
    path(f"{_CHILD}history/", history.HistoryPage.as_view(), name="child_history"),
    path(f"{_CHILD}looks/", looks.ChildLooksPage.as_view(), name="child_looks"),
    path(f"{_CHILD}strategy-meetings/", strategy.StrategyRecordPage.as_view(), name="child_strategy"),
    path(f"{_CHILD}challenges/", challenges.ChallengesRecordPage.as_view(), name="child_challenges"),
    path(f"{_CHILD}sharing/", sharing.SharingPage.as_view(), name="child_sharing"),
    path(f"{_CHILD}people/<int:person>/", record.PersonPage.as_view(), name="person"),
    path(_CHILD, include("cases.urls.child_forms")),
    path(_CHILD, include("strategy_meetings.recurrence_urls")),
]
