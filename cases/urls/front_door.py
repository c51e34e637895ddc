"""Addresses of the front door pages."""

from django.urls import URLPattern, path

from cases.views import decisions, front_door

urlpatterns: list[URLPattern] = [
    path("", front_door.WorklistPage.as_view(), name="front_door"),
    path(
        "<slug:reference>/<int:position>/",
        front_door.ChildOfReferralPage.as_view(),
        name="front_door_child",
    ),
    path("<slug:reference>/<int:position>/match/", front_door.MatchPage.as_view(), name="front_door_match"),
    path(
        "<slug:reference>/<int:position>/unmatch/",
        front_door.UnmatchPage.as_view(),
        name="front_door_unmatch",
    ),
    path(
        "<slug:reference>/<int:position>/relatives/",
        front_door.RelativesPage.as_view(),
        name="front_door_relatives",
    ),
    path("<slug:reference>/<int:position>/digest/", decisions.DigestPage.as_view(), name="front_door_digest"),
    path(
        "<slug:reference>/<int:position>/digest/<int:decision>/",
        decisions.DigestSeenPage.as_view(),
        name="front_door_digest_seen",
    ),
    path("<slug:reference>/<int:position>/decide/", decisions.DecidePage.as_view(), name="front_door_decide"),
    path("<slug:reference>/<int:position>/tell/", decisions.TellPage.as_view(), name="front_door_tell"),
    path(
        "<slug:reference>/<int:position>/reconsider/",
        decisions.ReconsiderPage.as_view(),
        name="front_door_reconsider",
    ),
]
