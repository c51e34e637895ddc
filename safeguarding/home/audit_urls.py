"""Addresses of the audit of looks."""

from django.urls import URLPattern, path

from safeguarding.home.views import audit

urlpatterns: list[URLPattern] = [
    path("", audit.StartPage.as_view(), name="audit"),
    path("people/<int:pk>/", audit.PersonLooksPage.as_view(), name="looks_of"),
    path("reviews/", audit.ReviewsPage.as_view(), name="access_reviews"),
    path("reviews/<int:pk>/", audit.ReviewPage.as_view(), name="access_review"),
]
