"""Addresses of cover for absence."""

from django.urls import URLPattern, path

from safeguarding.accounts.views import cover

urlpatterns: list[URLPattern] = [
    path("", cover.CoverPage.as_view(), name="cover"),
    path("new/", cover.NewCoverPage.as_view(), name="cover_new"),
    path("for/<int:pk>/", cover.NewCoverForPage.as_view(), name="cover_new_for"),
    path("<int:pk>/end/", cover.EndCoverPage.as_view(), name="cover_end"),
]
