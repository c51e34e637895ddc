"""Addresses of opening a record in an emergency and of the review afterwards."""

from django.urls import path

from cases.views import emergency

urlpatterns = [
    path("", emergency.OpenPage.as_view(), name="emergency_open"),
    path("reviews/", emergency.ReviewsPage.as_view(), name="emergency_reviews"),
    path("reviews/<int:pk>/", emergency.ReviewPage.as_view(), name="emergency_review"),
]
